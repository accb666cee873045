"""The questions asked of imported bookings: what a source told, and what stands in central."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Transaction

from central.core.window import ENTERABLE, closes
from central.imports.plan import Ours, Row
from central.imports.reading.found import Patient
from central.store.tables import Appointment, ImportRow, ImportSource, Person, Ticket
from central.store.visit_tables import Course

Joined = tuple[Appointment, Person | None, Course | None, Ticket | None]


def source(transaction: Transaction, name: str, kind: str, now: float) -> ImportSource:
    """The line of a source, made when it is missing."""
    found = transaction.get(ImportSource, name)
    if found is None:
        found = ImportSource(
            name=name, kind=kind, tried_at=now, failures=0, found=0, bad=[], held=0,
            gone_accepted=False,
        )  # fmt: skip
        transaction.add(found)
        transaction.flush()
    found.kind = kind
    return found


def sources(transaction: Transaction) -> list[ImportSource]:
    """Every source that was ever read, by name."""
    return list(transaction.scalars(select(ImportSource).order_by(ImportSource.name)))


def rows(transaction: Transaction, name: str, now: float) -> dict[str, Row]:
    """What a source told before, with the visits that came of it."""
    query = select(ImportRow).where(ImportRow.source == name)
    told = list(transaction.scalars(query))
    ours = _ours(transaction, [row.appointment for row in told if row.appointment], now)
    return {
        row.foreign_id: Row(
            row.foreign_id,
            row.start,
            ours.get(row.appointment or ""),
            paired=row.paired,
            missing=row.missing,
        )
        for row in told
    }


def all_rows(transaction: Transaction, name: str) -> list[ImportRow]:
    """The same as they are kept, by start."""
    query = select(ImportRow).where(ImportRow.source == name)
    return list(transaction.scalars(query.order_by(ImportRow.start, ImportRow.foreign_id)))


def not_of(
    transaction: Transaction, name: str, locations: Iterable[str], start: float, now: float
) -> list[Ours]:
    """The visits of these rooms from ``start`` on that this source neither made nor paired.

    Test visits with colleagues (R26) have no counterpart anywhere and are left out.
    """
    mine = select(ImportRow.appointment).where(
        ImportRow.source == name, ImportRow.appointment.is_not(None)
    )
    query = select(Appointment.id).where(
        Appointment.location.in_(list(locations)),
        Appointment.start >= start,
        Appointment.practice.is_(False),
        Appointment.id.not_in(mine),
    )
    return list(_ours(transaction, list(transaction.scalars(query)), now).values())


def made(transaction: Transaction) -> set[str]:
    """The visits that any source made."""
    query = select(ImportRow.appointment).where(
        ImportRow.appointment.is_not(None), ImportRow.paired.is_(False)
    )
    return {found for found in transaction.scalars(query) if found}


def row_of(transaction: Transaction, appointment: str) -> ImportRow | None:
    """What a source told of this visit: the one that made it, else one that is paired with it."""
    query = select(ImportRow).where(ImportRow.appointment == appointment)
    return transaction.scalars(query.order_by(ImportRow.paired).limit(1)).first()


def one(transaction: Transaction, appointment: str, now: float) -> Ours | None:
    """One visit as it stands just now."""
    return _ours(transaction, [appointment], now).get(appointment)


def forget(transaction: Transaction, name: str, before: float) -> None:
    """Forget what a source told of bookings that ended ``before``."""
    old = delete(ImportRow).where(ImportRow.source == name, ImportRow.end < before)
    transaction.execute(old)


def _ours(transaction: Transaction, ids: list[str], now: float) -> dict[str, Ours]:
    found: dict[str, Ours] = {}
    for at in range(0, len(ids), 500):
        query = (
            select(Appointment, Person, Course, Ticket)
            .outerjoin(Person, Person.appointment == Appointment.id)
            .outerjoin(Course, Course.appointment == Appointment.id)
            .outerjoin(Ticket, Ticket.appointment == Appointment.id)
            .where(Appointment.id.in_(ids[at : at + 500]))
        )
        for line in transaction.execute(query):
            ours = _as_ours((line[0], line[1], line[2], line[3]), now)
            found[ours.id] = ours
    return found


def _as_ours(line: Joined, now: float) -> Ours:
    appointment, person, course, ticket = line
    connected = appointment.last_connected
    seated = course is not None and course.unit is not None and course.begun_at is not None
    open_still = now < closes(appointment.end, connected)
    return Ours(
        id=appointment.id,
        location=appointment.location,
        start=appointment.start,
        end=appointment.end,
        live=appointment.status in ENTERABLE,
        runs=open_still and (seated or connected is not None),
        cancelled=appointment.status == "cancelled",
        kind=appointment.kind,
        practitioner=appointment.practitioner,
        language=appointment.language,
        interpreter=appointment.interpreter,
        confirmation=appointment.confirmation,
        person=_patient(person),
        invited=ticket is not None,
    )


NO_BIRTH_DATE = ""
"""No ticket is given for such a person, so nobody ever enters by it."""


def _patient(person: Person | None) -> Patient | None:
    if person is None:
        return None
    return Patient(
        name=person.name or None,
        personnummer=person.personnummer or None,
        birth_date=person.birth_date or None,
        phone=person.phone,
        email=person.email,
        protected=person.protected,
    )
