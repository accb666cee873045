"""Who is checked in to which room, and which room therefore holds a booking (R18)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session as Transaction

from central.clinics import ClinicSettings, clinic_at, clinic_of
from central.core.audit import Entry
from central.store import audit
from central.store.bookings import Found, Span, count_change, spanned
from central.store.staff_tables import CheckIn
from central.store.tables import Appointment, Unit

DAY_S = 86_400.0
Clinics = tuple[ClinicSettings, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A room that holds a visit, and what people call it."""

    location: str
    name: str


def at(transaction: Transaction, location: str) -> CheckIn | None:
    """Who is checked in to a room."""
    return transaction.get(CheckIn, location)


def of(transaction: Transaction, subject: str) -> CheckIn | None:
    """Where somebody is checked in."""
    return transaction.scalars(select(CheckIn).where(CheckIn.subject == subject)).first()


def everybody(transaction: Transaction) -> Sequence[CheckIn]:
    """Every check-in."""
    return transaction.scalars(select(CheckIn)).all()


def begin(transaction: Transaction, new: CheckIn, detail: str) -> None:
    """``new`` takes the room; its former clinician and the clinician's former room are ended."""
    former = [at(transaction, new.location), of(transaction, new.subject)]
    for row in former:
        if row is not None and row in transaction:
            why = "moved" if row.subject == new.subject else "taken-over"
            end(transaction, row, new.since, new.subject, why)
    transaction.add(new)
    entity = f"Location/{new.location}"
    entry = Entry(new.since, new.subject, "check-in", new.clinic, entity, detail)
    audit.note(transaction, entry)
    _count_changes(transaction, new, new.since)


def end(transaction: Transaction, row: CheckIn, now: float, actor: str, why: str) -> None:
    """Nobody is checked in there any more; written down by whom and why."""
    entry = Entry(now, actor, "check-out", row.clinic, f"Location/{row.location}", why)
    audit.note(transaction, entry)
    _count_changes(transaction, row, now)
    transaction.execute(delete(CheckIn).where(CheckIn.location == row.location))
    transaction.expunge(row)


def holder(transaction: Transaction, appointment: Appointment, clinics: Clinics) -> Room:
    """The one room that holds a booking: where its clinician is checked in, else the booked one."""
    location = appointment.location
    row = of(transaction, appointment.practitioner_id) if appointment.practitioner_id else None
    if row is not None and row.clinic == _clinic(appointment, clinics):
        location = row.location
    unit = transaction.scalars(select(Unit).where(Unit.location == location)).first()
    return Room(location, unit.room if unit else location)


def theirs(
    transaction: Transaction,
    row: CheckIn,
    clinics: Clinics,
    span: Span,
    limit: int,
    room: str | None = None,
) -> Sequence[Found]:
    """The bookings of who is checked in, in the clinic they act for; those of ``room`` alone."""
    mine = and_(Appointment.practitioner_id == row.subject, _in_clinic(row.clinic, clinics))
    if room is not None:
        mine = and_(mine, Appointment.location == room)
    return spanned(transaction, mine, span, limit)


def beside(transaction: Transaction, locations: Sequence[str], now: float) -> set[str]:
    """The rooms where somebody is checked in who has a booking of now in one of ``locations``."""
    query = (
        select(CheckIn.location)
        .join(Appointment, Appointment.practitioner_id == CheckIn.subject)
        .where(Appointment.location.in_(locations), *_now(now))
    )
    return set(transaction.scalars(query))


def _clinic(appointment: Appointment, clinics: Clinics) -> str:
    return clinic_of(clinics, appointment.clinic, appointment.location).id


def _in_clinic(clinic: str, clinics: Clinics) -> ColumnElement[bool]:
    """``clinic_at`` in the database's words."""
    named = {location for one in clinics for location in one.rooms}
    own = {location for location in named if clinic_at(clinics, location).id == clinic}
    rooms: ColumnElement[bool] = Appointment.location.in_(own)
    if clinic_at(clinics, "").id == clinic:
        rooms = or_(rooms, Appointment.location.not_in(named))
    return or_(Appointment.clinic == clinic, and_(Appointment.clinic.is_(None), rooms))


def _count_changes(transaction: Transaction, row: CheckIn, now: float) -> None:
    """The room, and every room that one of their bookings names, has another agenda now."""
    query = select(Appointment.location).where(
        Appointment.practitioner_id == row.subject, *_now(now)
    )
    for location in {row.location, *transaction.scalars(query)}:
        count_change(transaction, location)


def _now(now: float) -> tuple[ColumnElement[bool], ...]:
    return Appointment.start >= now - DAY_S, Appointment.start < now + DAY_S
