"""The questions asked of bookings: one room's day, one visit, and what changes them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, or_, select, tuple_, update
from sqlalchemy.orm import Session

from central.core.identifiers import PROVEN
from central.core.initials import initials
from central.store.tables import Agenda, Appointment, Person
from wire.appointment import Booking, Status

DAY_LIMIT = 500
"""So many visits of one clinic's day are shown."""


Found = tuple[Appointment, Person | None]
"""The person is None after anonymisation."""


@dataclass(frozen=True, slots=True)
class Span:
    """Starts that are asked for, Unix seconds; None is open."""

    at_least: float | None = None
    below: float | None = None
    after: tuple[float, str] | None = None
    """Go on behind this start and id."""


def of_room(session: Session, location: str, span: Span, limit: int) -> Sequence[Found]:
    """A room's bookings in the order of their start, at most ``limit``."""
    return spanned(session, Appointment.location == location, span, limit)


def spanned(
    session: Session, which: ColumnElement[bool], span: Span, limit: int
) -> Sequence[Found]:
    """The bookings for which ``which`` holds, in the order of their start, at most ``limit``."""
    query = (
        select(Appointment, Person)
        .outerjoin(Person, Person.appointment == Appointment.id)
        .where(which)
        .order_by(Appointment.start, Appointment.id)
        .limit(limit)
    )
    if span.at_least is not None:
        query = query.where(Appointment.start >= span.at_least)
    if span.below is not None:
        query = query.where(Appointment.start < span.below)
    if span.after is not None:
        query = query.where(tuple_(Appointment.start, Appointment.id) > tuple_(*span.after))
    return [(found[0], found[1]) for found in session.execute(query)]


def of_clinic(
    session: Session, clinic: str, rooms: Collection[str], own: Collection[str], span: Span
) -> Sequence[tuple[Appointment, Person | None]]:
    """A clinic's bookings in ``span``: those that name it, and its ``own`` rooms' that name none.

    ``rooms`` are all that there are: the index is by room.
    """
    unnamed = and_(Appointment.clinic.is_(None), Appointment.location.in_(own))
    query = (
        select(Appointment, Person)
        .outerjoin(Person, Person.appointment == Appointment.id)
        .where(Appointment.location.in_(rooms))
        .where(Appointment.start >= span.at_least, Appointment.start < span.below)
        .where(or_(Appointment.clinic == clinic, unnamed))
        .order_by(Appointment.start, Appointment.id)
        .limit(DAY_LIMIT)
    )
    return [(found[0], found[1]) for found in session.execute(query)]


def of_person(session: Session, personnummer: str, now: float) -> list[tuple[Appointment, Person]]:
    """The visits of whoever has this number that are not over, practice apart."""
    query = (
        select(Appointment, Person)
        .join(Person, Person.appointment == Appointment.id)
        .where(Person.personnummer == personnummer, Appointment.end > now)
        .where(Appointment.practice.is_(False))
        .where(or_(Person.id_kind.is_(None), Person.id_kind.in_(PROVEN)))
        .order_by(Appointment.start, Appointment.id)
        .limit(100)
    )
    return [(found[0], found[1]) for found in session.execute(query)]


def one(session: Session, appointment: str) -> tuple[Appointment, Person | None] | None:
    """One booking with its person, who is None after anonymisation."""
    found = session.get(Appointment, appointment)
    return None if found is None else (found, session.get(Person, appointment))


def as_unit_sees(appointment: Appointment, person: Person | None, base_url: str) -> Booking:
    """What a unit may know: initials or none, never a name, number or address."""
    return Booking(
        id=appointment.id,
        status=Status(appointment.status),
        start=datetime.fromtimestamp(appointment.start, UTC),
        end=datetime.fromtimestamp(appointment.end, UTC),
        location=appointment.location,
        kind=appointment.kind,
        initials=initials(person.name, protected=person.protected) if person else None,
        language=appointment.language,
        interpreter=appointment.interpreter,
        confirmed=appointment.confirmation in ("not-needed", "yes"),
        join=f"{base_url}/visit/{appointment.id}",
        version=str(appointment.version),
        phone_tail=person.phone[-2:] if person and person.phone else None,
        protected=person.protected if person else False,
        at_once=appointment.at_once,
        practice=appointment.practice,
        cancel_reason=appointment.cancel_reason,
    )


def change(
    session: Session,
    appointment: Appointment,
    now: float,
    values: dict[str, object],
    version: int | None = None,
) -> bool:
    """Change a booking and count its room's change; False when ``version`` is not the newest."""
    query = update(Appointment).where(Appointment.id == appointment.id)
    if version is not None:
        query = query.where(Appointment.version == version)
    counted = {"version": Appointment.version + 1, "changed_at": now}
    if not session.execute(query.values(**values, **counted)).rowcount:  # type: ignore[attr-defined]
        return False
    session.refresh(appointment)
    count_change(session, appointment.location)
    return True


def count_change(session: Session, location: str) -> None:
    """Let everybody who watches the room's agenda notice."""
    counted = update(Agenda).where(Agenda.location == location)
    if not session.execute(counted.values(revision=Agenda.revision + 1)).rowcount:  # type: ignore[attr-defined]
        session.add(Agenda(location=location, revision=1))


def revisions(session: Session) -> dict[str, int]:
    """How often each room's agenda has changed."""
    return {row.location: row.revision for row in session.scalars(select(Agenda))}


def note_connected(session: Session, appointment: str, now: float) -> None:
    """Unit and patient were last connected ``now`` (R02); no change of the booking itself."""
    query = update(Appointment).where(Appointment.id == appointment)
    session.execute(query.values(last_connected=now))
