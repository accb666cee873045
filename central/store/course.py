"""What a visit went through, as a restart of central must know it, and who was given a number."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Transaction

from central.store import guests
from central.store.database import put_once
from central.store.guest_tables import Guest
from central.store.guests import GuestSeat
from central.store.tables import Appointment, SeatRow, Session, Ticket, Unit
from central.store.visit_tables import Course, Disclosure
from wire.visits import Level


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that is written down of a visit's lobby."""

    appointment: Appointment
    patient: SeatRow | None
    course: Course | None
    tried_at: float | None
    level: Level | None = None
    """What is known of who holds the patient's seat (R60)."""
    guests: tuple[GuestSeat, ...] = ()
    room: Unit | None = None
    """Of the unit that sits there."""


def known(transaction: Transaction, appointment: str) -> Known | None:
    """What is written down of a visit; None for an unknown one."""
    found = transaction.get(Appointment, appointment)
    if found is None:
        return None
    ticket = transaction.get(Ticket, appointment)
    seat = transaction.get(SeatRow, appointment)
    session = transaction.get(Session, seat.session) if seat else None
    course = transaction.get(Course, appointment)
    return Known(
        found,
        seat,
        course,
        ticket.tried_at if ticket else None,
        session.shown_level if session else None,
        tuple(guests.seats(transaction, appointment)),
        transaction.get(Unit, course.unit) if course and course.unit else None,
    )


def held_by(transaction: Transaction, appointment: str, unit: str) -> bool:
    """Whether this unit was the last to hold the visit."""
    course = transaction.get(Course, appointment)
    return course is not None and course.held_by == unit


def runs_with(
    transaction: Transaction, appointment: str, session: str, guest: Guest | None = None
) -> bool:
    """Whether the unit and this session, the patient's or a guest's, sit at the visit just now."""
    seat = transaction.get(SeatRow, appointment)
    holder = guest.seat if guest else seat.session if seat else None
    course = transaction.get(Course, appointment)
    return bool(holder == session and course and course.unit)


def is_there(transaction: Transaction, appointment: str) -> bool:
    """Whether the patient sits at the visit, as far as it is written down."""
    return transaction.get(SeatRow, appointment) is not None


def tries(transaction: Transaction, appointments: list[str]) -> dict[str, float]:
    """When somebody last tried to come in to each of these visits."""
    query = select(Ticket.appointment, Ticket.tried_at).where(
        Ticket.appointment.in_(appointments), Ticket.tried_at.is_not(None)
    )
    return {found[0]: found[1] or 0.0 for found in transaction.execute(query)}


def note_try(transaction: Transaction, appointment: str, now: float) -> None:
    """Somebody tried to come in with the visit's link (R05)."""
    mine = update(Ticket).where(Ticket.appointment == appointment)
    transaction.execute(mine.values(tried_at=now))


def seat_unit(
    transaction: Transaction, appointment: str, seat: tuple[str, str] | None, now: float
) -> None:
    """The unit that sits at the visit (its id and client), or none any more."""
    course = _course(transaction, appointment)
    course.unit, course.client = seat or (None, None)
    if seat:
        course.held_by = seat[0]
    if seat and course.begun_at is None:
        course.begun_at = now


def tell_clinic(transaction: Transaction, appointment: str, now: float) -> bool:
    """Note that the clinic is told of a waiting patient; False when it was told before."""
    _course(transaction, appointment)
    mine = update(Course).where(
        Course.appointment == appointment,
        Course.clinic_told_at.is_(None),
        Course.begun_at.is_(None),
    )
    return bool(transaction.execute(mine.values(clinic_told_at=now)).rowcount)  # type: ignore[attr-defined]


def note_late(transaction: Transaction, appointment: str, until: float) -> None:
    """R09: the clinician comes at ``until``; the newest word counts."""
    _course(transaction, appointment).late_until = until


def disclose(transaction: Transaction, appointment: str, unit: str, now: float) -> None:
    """A line of which unit was given a number of a booking's, and when (R40, R44)."""
    transaction.add(Disclosure(at=now, unit=unit, appointment=appointment))


def _course(transaction: Transaction, appointment: str) -> Course:
    """The visit's row; two who make it at the same moment make one."""
    found = transaction.get(Course, appointment)
    if found is None:
        put_once(transaction, Course, appointment=appointment)
        found = transaction.get_one(Course, appointment)
    return found
