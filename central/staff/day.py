"""The doors of the clinic's day: whose visits, who waits, and one visit with its number (R44)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session as Transaction

from central.clinics import clinic_at
from central.core.access import Right
from central.core.audit import Entry
from central.core.chairs import Lobby
from central.meeting.hall import Hall, hall_of
from central.staff.session import Staff, who_may
from central.staff.taking_part import TakingPart, taking_part
from central.staff.visits import clinics_visit
from central.store import audit, bookings, units
from central.store.bookings import Span
from central.store.staff_tables import CheckIn
from central.store.tables import Appointment, Person
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.visits import Level, Role, Seat

NEAR_S = 2 * 3600.0
"""Today reaches so far to both sides of now: the visits of one night stand in one list."""
router = APIRouter(prefix="/api/staff", tags=["staff"])
SEES = Depends(who_may(Right.SEE_VISITS))


class PartyNow(BaseModel):
    """Somebody in a visit's lobby."""

    role: Role
    level: Level | None
    seat: Seat
    joined: bool


class VisitLine(BaseModel):
    """One visit of the day; times in Unix seconds, no number."""

    id: str
    start: float
    end: float
    location: str
    room: str
    name: str | None
    """None for a protected person (R70), and after anonymisation."""
    protected: bool
    kind: str | None
    practitioner: str | None
    mine: bool
    """The person who asks holds it: booked for it, or checked in to its room."""
    status: str
    confirmation: str
    """``not-needed``, ``awaited``, ``yes`` or ``no`` (R04)."""
    interpreter: bool
    language: str
    practice: bool
    at_once: bool
    version: int
    parties: list[PartyNow]
    late_until: float | None
    taking_part: list[TakingPart]
    """What is to be seen to with a guardian (R41) or a proxy (R47), and what was."""
    clinic_told: bool
    """A patient waits and nobody is in the room: the clinic was told."""


class Day(BaseModel):
    """The clinic's visits of one day; of today also those within two hours of now."""

    day: date
    now: float
    visits: list[VisitLine]


class VisitDetail(VisitLine):
    """One visit, with the number in its booking."""

    phone: str | None
    """E.164."""


@dataclass(frozen=True, slots=True)
class _Looking:
    """What makes a line of a booking, for the person who asks."""

    person: Staff
    rooms: dict[str, str]
    """What people call each room."""
    here: frozenset[str]
    """The rooms that the person is checked in to."""
    hall: Hall

    def line(self, found: Appointment, who: Person | None) -> VisitLine:
        lobby = self.hall.lobbies.get(found.id, Lobby(found.id))
        protected = bool(who and who.protected)
        return VisitLine(
            id=found.id,
            start=found.start,
            end=found.end,
            location=found.location,
            room=self.rooms.get(found.location, found.location),
            name=who.name if who and not protected else None,
            protected=protected,
            kind=found.kind,
            practitioner=found.practitioner,
            mine=found.practitioner_id == self.person.subject or found.location in self.here,
            status=found.status,
            confirmation=found.confirmation,
            interpreter=found.interpreter,
            language=found.language,
            practice=found.practice,
            at_once=found.at_once,
            version=found.version,
            parties=[
                PartyNow(role=c.role, level=c.level, seat=c.seat, joined=c.joined)
                for c in lobby.chairs
            ],
            late_until=lobby.news.late_until if lobby.news else None,
            taking_part=taking_part(found, lobby),
            clinic_told=lobby.clinic_told,
        )


@router.get("/visits", responses=problems(401, 403, 422), summary="The clinic's visits of a day")
def visits(
    request: Request,
    person: Staff = SEES,
    day: date | None = None,
) -> Day:
    """Today's where no day is named, by their start, with who is in each lobby just now.

    At 23:30 the visit at 00:15 is there too, and at 00:15 the one of 23:30.
    """
    clerk = clerk_of(request)
    now, zone = clerk.clock(), clerk.settings.zone
    chosen = day or datetime.fromtimestamp(now, zone).date()
    with clerk.database.begin() as transaction:
        looking = _looking(transaction, request, person)
        mine = [one for one in looking.rooms if _is_of(clerk, one, person.clinic)]
        first, last = _midnights(chosen, clerk)
        if day is None:
            first, last = min(first, now - NEAR_S), max(last, now + NEAR_S)
        span = Span(at_least=first, below=last)
        found = bookings.of_clinic(transaction, str(person.clinic), looking.rooms, mine, span)
        return Day(day=chosen, now=now, visits=[looking.line(*one) for one in found])


@router.get("/visits/{visit}", responses=problems(401, 403, 404), summary="One visit, its number")
def visit(visit: str, request: Request, person: Staff = SEES) -> VisitDetail:
    """Each reading is in the audit log."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found, who = clinics_visit(transaction, clerk, person, visit)
        line = _looking(transaction, request, person).line(found, who)
        audit.note(
            transaction,
            Entry(
                clerk.clock(),
                person.subject,
                "read-number",
                clinic=person.clinic,
                entity=f"Appointment/{found.id}",
            ),
        )
        return VisitDetail(**line.model_dump(), phone=who.phone if who else None)


def _looking(transaction: Transaction, request: Request, person: Staff) -> _Looking:
    rooms = {unit.location: unit.room for unit in units.all_units(transaction)}
    here = transaction.query(CheckIn.location).filter(CheckIn.subject == person.subject)
    return _Looking(person, rooms, frozenset(row[0] for row in here), hall_of(request))


def _is_of(clerk: Clerk, location: str, clinic: str | None) -> bool:
    return clinic_at(clerk.settings.all_clinics, location).id == clinic


def _midnights(day: date, clerk: Clerk) -> tuple[float, float]:
    """A day's first second and its end in the clinic's time; Refusal 422 beyond the calendar."""
    zone = clerk.settings.zone
    try:
        return (
            datetime.combine(day, datetime.min.time(), zone).timestamp(),
            datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).timestamp(),
        )
    except (OverflowError, ValueError):
        raise Refusal(422, "malformed", "day") from None
