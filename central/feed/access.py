"""Whose access token this is, and whether a booking is of that unit's room."""

from fastapi import Request
from sqlalchemy.orm import Session

from central.feed.tokens import may
from central.feed.words import Fault
from central.store import bookings, check_ins, course, units
from central.store.tables import Appointment, Person, Unit
from central.web.clerk import Clerk


def unit_of(clerk: Clerk, session: Session, request: Request, scope: str) -> Unit:
    """The unit that asks; a Fault without a token, or with one that is not for ``scope``."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    unit = units.by_token(session, token, clerk.clock()) if kind.lower() == "bearer" else None
    if unit is None:
        raise Fault(401, "login", "client: Authorization: holds no valid access token")
    if not may(token, scope):
        raise Fault(403, "forbidden", f"client: Authorization: the token is not for {scope}")
    return unit


def own(
    clerk: Clerk, session: Session, unit: Unit, appointment: str
) -> tuple[Appointment, Person | None]:
    """A booking of the unit's room, of who is checked in there, or one that was held there (R18).

    A Fault for any other, in the same words.
    """
    found = bookings.one(session, appointment)
    if found is None or not _is_own(clerk, session, unit, found[0]):
        raise Fault(404, "not-found", "client: id: is not known here")
    return found


def _is_own(clerk: Clerk, session: Session, unit: Unit, found: Appointment) -> bool:
    if unit.location == found.location or course.held_by(session, found.id, unit.id):
        return True
    return check_ins.holder(session, found, clerk.settings.all_clinics).location == unit.location
