"""Reads searchsets of FHIR Appointments, R4 and R5, into bookings.

A resource may hold more than is read here: unknown elements are passed over, as FHIR asks. What is
read is read strictly where a visit hangs on it (id, status, times), and a bad one is named by its
id and element; the rest is left out where it makes no sense.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wire.appointment import MAX_ENTRIES, Booking, Status
from wire.appointment_parties import location_of, read_patients
from wire.appointment_parts import (
    cancel_reason,
    is_at_once,
    is_practice,
    is_protected,
    join_address,
    kind_of,
    mappings,
    text_of,
)
from wire.faults import WireError

ID_LENGTH = 64
"""FHIR R4 2.24.0.1 `id`."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class BadBooking:
    """An entry that could not be read: named, shown, and harmless to the others."""

    id: str | None
    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a searchset Bundle; ``next`` is the address of the following one."""

    bookings: tuple[Booking, ...]
    bad: tuple[BadBooking, ...]
    next: str | None


def read_page(bundle: object, *, central: str | None = None, location: str | None = None) -> Page:
    """Read a parsed searchset Bundle; raise WireError when it is none or holds too much.

    ``central`` and ``location`` as in ``read_booking``.
    """
    if not isinstance(bundle, Mapping) or bundle.get("resourceType") != "Bundle":
        raise WireError("feed", "resourceType", "is not a Bundle")
    entries = bundle.get("entry", [])
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise WireError("feed", "entry", "is not a list")
    if len(entries) > MAX_ENTRIES:
        raise WireError("feed", "entry", f"holds more than {MAX_ENTRIES} entries")
    bookings: list[Booking] = []
    bad: list[BadBooking] = []
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, Mapping) else None
        if not isinstance(resource, Mapping):
            bad.append(BadBooking(None, "entry.resource", "is missing"))
        elif resource.get("resourceType") == "Appointment":
            try:
                bookings.append(read_booking(resource, central=central, location=location))
            except WireError as error:
                named = text_of(resource.get("id"), ID_LENGTH)
                bad.append(BadBooking(named, error.field, error.problem))
    return Page(tuple(bookings), tuple(bad), _next_link(bundle))


def read_booking(
    resource: Mapping[str, Any], *, central: str | None = None, location: str | None = None
) -> Booking:
    """Read one Appointment; raise WireError naming the element at fault.

    Of several join addresses the one under ``central`` (a base URL) is taken, of several rooms the
    Location with the id ``location``; without them, or where none fits, the first one.
    """
    identity = text_of(resource.get("id"))
    if identity is None:
        raise WireError("feed", "id", "is missing")
    try:
        status = Status(str(resource.get("status")))
    except ValueError:
        raise WireError("feed", "status", "is none of FHIR's words") from None
    start, end = _instant(resource, "start"), _instant(resource, "end")
    if end <= start:
        raise WireError("feed", "end", "is not after start")
    protected = is_protected(resource)
    patients = read_patients(resource)
    return Booking(
        id=identity,
        status=status,
        start=start,
        end=end,
        location=location_of(resource, location),
        kind=kind_of(resource),
        initials=None if protected else patients.display,
        language=patients.language,
        interpreter=patients.interpreter,
        confirmed=patients.confirmed,
        join=join_address(resource, central),
        version=_version(resource.get("meta")),
        phone_tail=patients.phone_tail,
        protected=protected,
        at_once=is_at_once(resource),
        practice=is_practice(resource),
        patients=patients.number,
        cancel_reason=cancel_reason(resource),
    )


def _instant(resource: Mapping[str, Any], field: str) -> datetime:
    """FHIR R4 2.24.0.1 ``instant``; a server that leaves the seconds out is understood."""
    text = text_of(resource.get(field))
    if text is None:
        raise WireError("feed", field, "is missing")
    if _LOCAL.fullmatch(text):
        raise WireError("feed", field, "has no time zone")
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WireError("feed", field, "is not an instant") from None


def _version(meta: object) -> str | None:
    return text_of(meta.get("versionId")) if isinstance(meta, Mapping) else None


def _next_link(bundle: Mapping[str, Any]) -> str | None:
    for link in mappings(bundle.get("link")):
        if link.get("relation") == "next":
            return text_of(link.get("url"))
    return None
