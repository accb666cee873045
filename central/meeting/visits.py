"""What the hall asks the database: today's visits, who may join or be reached, who sat."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy.orm import Session

from central.core.chairs import Plan
from central.core.window import ENTERABLE, counts_as_try, is_open
from central.store import bookings, check_ins, course, entries, guests, reports
from central.store.bookings import Span
from central.store.check_ins import Clinics
from central.store.course import Known
from central.store.database import Database
from central.store.tables import Appointment, Person
from wire.signaling import AskNumber
from wire.visits import Role

DAY_S = 86_400.0
TODAY_LIMIT = 500
WITHDRAWN = frozenset({"cancelled", "entered-in-error"})

Held = tuple[str, str]
"""Who holds a seat (a session's digest, a unit's id) and with which client."""


@dataclass(frozen=True, slots=True)
class Seats:
    """Who holds the seats at one visit: the patient's, the unit's, and each guest's by its id."""

    patient: Held | None = None
    unit: Held | None = None
    guests: tuple[tuple[str, Held], ...] = ()

    @classmethod
    def of(cls, known: Known) -> Self:
        """The seats that are written down."""
        patient, unit = known.patient, known.course
        return cls(
            (patient.session, patient.client) if patient else None,
            (unit.unit, unit.client) if unit and unit.unit and unit.client else None,
            tuple((seat.guest.id, seat.held) for seat in known.guests),
        )


@dataclass(frozen=True, slots=True)
class Today:
    """One visit of a room's day: its plan, and whether somebody tried to come in."""

    plan: Plan
    tried: bool
    holder: tuple[str, str]
    """The room that holds it: location and name (R18)."""


def plan_of(appointment: Appointment) -> Plan:
    """The times of a booking, and whether it is still to happen."""
    awaited = appointment.status in ENTERABLE
    return Plan(
        appointment.start,
        appointment.end,
        awaited,
        appointment.practice,
        appointment.guardian,
        appointment.proxy,
    )


def tried(appointment: Appointment, at: float | None) -> bool:
    """Whether a try at ``at`` belongs to the visit (R05)."""
    return at is not None and counts_as_try(appointment.start, at)


def known(database: Database, visit: str) -> Known | None:
    """What is written down of one visit."""
    with database.begin() as session:
        return course.known(session, visit)


def of_today(database: Database, location: str, now: float, clinics: Clinics) -> dict[str, Today]:
    """The visits of the room, and of who is checked in there, that start within a day of now."""
    with database.begin() as session:
        span = Span(now - DAY_S, now + DAY_S)
        listed = [*bookings.of_room(session, location, span, TODAY_LIMIT)]
        if here := check_ins.at(session, location):
            listed += check_ins.theirs(session, here, clinics, span, TODAY_LIMIT)
        found = [visit for visit, _ in listed]
        tries = course.tries(session, [visit.id for visit in found])
        return {
            visit.id: Today(
                plan_of(visit), tried(visit, tries.get(visit.id)), _holder(session, visit, clinics)
            )
            for visit in found
            if visit.end + DAY_S / 4 > now
        }


def _holder(session: Session, visit: Appointment, clinics: Clinics) -> tuple[str, str]:
    room = check_ins.holder(session, visit, clinics)
    return room.location, room.name


def may_join(
    database: Database,
    role: Role,
    location: str,
    visit: str,
    now: float,
    clinics: Clinics,
    guest: str | None = None,
) -> bool:
    """R01, R02, R04, R62, S4: the visit is open, not cancelled, confirmed, and consented to.

    A guest may wait for a patient who has not answered yet. R18: a unit's room is the one that
    holds the visit.
    """
    unanswered = ("no",) if guest else ("awaited", "no")
    with database.begin() as session:
        found = session.get(Appointment, visit)
        if found is None or found.status not in ENTERABLE or found.confirmation in unanswered:
            return False
        if not is_open(found.start, found.end, found.last_connected, now):
            return False
        if role is Role.UNIT:
            return check_ins.holder(session, found, clinics).location == location
        consent = entries.consent_of(session, visit, guest)
        return consent is not None and consent.accepted


def may_reach(
    session: Session, unit: str, location: str, visit: str, now: float, clinics: Clinics
) -> bool:
    """Whether a unit may phone and identify who is at a visit (R44, R60): its own one, now."""
    found = session.get(Appointment, visit)
    if found is None or found.status in WITHDRAWN:
        return False
    if not is_open(found.start, found.end, found.last_connected, now):
        return False
    holds = check_ins.holder(session, found, clinics).location == location
    return holds or course.held_by(session, visit, unit)


def number(
    database: Database, unit: str, location: str, asked: AskNumber, now: float, clinics: Clinics
) -> tuple[bool, str | None]:
    """Whether the unit is answered, and the number; that it was given is written down."""
    visit = asked.visit
    with database.begin() as session:
        if not may_reach(session, unit, location, visit, now, clinics):
            return False, None
        course.disclose(session, visit, unit, now)
        if asked.role == "interpreter":
            return True, guests.interpreters_number(session, visit)
        person = session.get(Person, visit)
        return True, person.phone if person else None


def over(database: Database, visits: set[str], now: float) -> set[str]:
    """Those of ``visits`` that ended a day ago, or are not known."""
    with database.begin() as session:
        ends = {visit: session.get(Appointment, visit) for visit in visits}
        return {visit for visit, found in ends.items() if not found or found.end + DAY_S < now}


def write_seats(database: Database, visit: str, before: Seats, now: Seats, at: float) -> None:
    """Write down who holds the seats, where that changed."""
    with database.begin() as session:
        if session.get(Appointment, visit) is None:
            return
        former, held = dict(before.guests), dict(now.guests)
        changed = {guest: held.get(guest) for guest in former.keys() | held.keys()}
        guests.keep_seats(session, {g: h for g, h in changed.items() if h != former.get(g)})
        if before.unit != now.unit:
            course.seat_unit(session, visit, now.unit, at)
        if before.patient != now.patient and now.patient is None:
            entries.give_up_seat(session, visit)
        elif before.patient != now.patient and now.patient:
            entries.keep_seat(session, visit, *now.patient)


def write_connected(database: Database, visit: str, at: float) -> None:
    """Unit and patient were connected at ``at`` (R02)."""
    with database.begin() as session:
        bookings.note_connected(session, visit, at)


def forget_stories(database: Database, now: float) -> None:
    """R05: what a room told of a visit more than 24 h ago is gone."""
    with database.begin() as session:
        reports.forget_old_stories(session, now)
