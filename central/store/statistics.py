"""The rows that statistics are counted from: no person, and never a practice (R52)."""

from collections.abc import Collection, Iterator

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session as Transaction

from central.core.statistics import Went
from central.store.tables import Appointment
from central.store.visit_tables import Course, Rating
from wire.appointment import outcome_of
from wire.visits import Outcome

MANNER = {
    Outcome.HELD: "held",
    Outcome.NO_SHOW: "missed",
    Outcome.TECHNICAL: "technical",
    Outcome.CANCELLED: "cancelled",
}


def visits(
    transaction: Transaction, clinic: str, own: Collection[str], since: float, until: float
) -> Iterator[tuple[float, Went]]:
    """The start of each of a clinic's visits, and how it went; ``own`` are its rooms."""
    unnamed = and_(Appointment.clinic.is_(None), Appointment.location.in_(own))
    query = (
        select(Appointment.start, Appointment.status, Appointment.cancel_reason, Course.begun_at)
        .outerjoin(Course, Course.appointment == Appointment.id)
        .where(Appointment.start >= since, Appointment.start < until)
        .where(or_(Appointment.clinic == clinic, unnamed))
        .where(Appointment.practice.is_(False), Appointment.status != "entered-in-error")
    )
    for start, status, reason, begun_at in transaction.execute(query):
        outcome = outcome_of(status, reason)
        manner = MANNER[outcome] if outcome else "open"
        late = begun_at - start if begun_at is not None and manner == "held" else None
        yield start, Went(manner, late)


def ratings(transaction: Transaction, clinic: str, since: str, until: str) -> Iterator[Rating]:
    """A clinic's ratings of the days from ``since`` to before ``until`` (ISO)."""
    query = select(Rating).where(Rating.clinic == clinic)
    yield from transaction.scalars(query.where(Rating.day >= since, Rating.day < until))
