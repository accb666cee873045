"""What a unit may write into a booking: its outcome, and for 15 min that it was none (R05)."""

import json
from typing import Any

from central.core.window import ENTERABLE
from central.feed.words import Fault
from wire.appointment import CANCELLATION_REASONS

UNDO_S = 15 * 60
SETTABLE = frozenset({"booked", "arrived", "fulfilled", "noshow", "cancelled"})
"""The statuses a unit may write (R05)."""
FREE = frozenset({"status", "cancelationReason", "meta", "text"})
"""Elements of an update that may differ from what is stored; only the first two are taken over."""


def parsed(body: bytes) -> dict[str, Any]:
    """The Appointment of an update."""
    try:
        resource = json.loads(body)
    except (ValueError, RecursionError):
        raise Fault(400, "structure", "client: body: is no JSON") from None
    if not isinstance(resource, dict) or resource.get("resourceType") != "Appointment":
        raise Fault(400, "structure", "client: resourceType: is not Appointment", "resourceType")
    return resource


def outcome(
    new: dict[str, Any], old: dict[str, Any], written_at: float | None, now: float
) -> dict[str, object]:
    """What an update changes, or a Fault that names the first element that it may not change.

    ``written_at`` is when the room wrote the outcome that stands, if one stands.
    """
    for element in sorted((new.keys() | old.keys()) - FREE):
        if new.get(element) != old.get(element):
            where = f"Appointment.{element}"
            raise Fault(422, "business-rule", f"client: {element}: may not be changed", where)
    status = new.get("status")
    if status not in SETTABLE:
        where, may = "Appointment.status", ", ".join(sorted(SETTABLE))
        raise Fault(422, "value", f"client: status: must be one of {may}", where)
    values: dict[str, object] = {"status": status, "cancel_reason": _reason(new, str(status))}
    if old["status"] in ENTERABLE:
        return values | {"outcome_at": None if status in ENTERABLE else now}
    if status == old["status"]:
        return values
    _check_undo(status, written_at, now)
    return values | {"outcome_at": None if status in ENTERABLE else now}


def _check_undo(status: str, written_at: float | None, now: float) -> None:
    """R05: what the room wrote can be taken back or changed for 15 min; nobody else's can."""
    where = "Appointment.status"
    if written_at is None and status in ENTERABLE:
        said = "client: status: the booking was closed, and not by the room"
        raise Fault(422, "business-rule", said, where)
    if written_at is not None and now > written_at + UNDO_S:
        said = f"client: status: the outcome could be undone for {UNDO_S // 60} min"
        raise Fault(422, "business-rule", said, where)


def _reason(new: dict[str, Any], status: str) -> str | None:
    if "cancelationReason" not in new:
        return None
    where = "Appointment.cancelationReason"
    if status != "cancelled":
        said = "client: cancelationReason: only with status cancelled"
        raise Fault(422, "business-rule", said, where)
    try:
        coding = new["cancelationReason"]["coding"][0]
        system, code = coding["system"], coding["code"]
    except (KeyError, IndexError, TypeError):
        system, code = None, None
    if system != CANCELLATION_REASONS or not isinstance(code, str) or not 1 <= len(code) <= 64:
        raise Fault(422, "value", "client: cancelationReason: is no code of R4's system", where)
    return code
