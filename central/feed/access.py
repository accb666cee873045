"""Whose access token this is, and whether a booking is of that unit's room."""

from fastapi import Request
from sqlalchemy.orm import Session

from central.feed.tokens import may
from central.feed.words import Fault
from central.store import bookings, units
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


def own(session: Session, unit: Unit, appointment: str) -> tuple[Appointment, Person | None]:
    """A booking of the unit's room; a Fault for any other, in the same words."""
    found = bookings.one(session, appointment)
    if found is None or found[0].location != unit.location:
        raise Fault(404, "not-found", "client: id: is not known here")
    return found
