"""Requests of units that want to be let in."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from central.store.enrolment_tables import EnrolmentRow
from wire.enrolment import WAITS_S, EnrolmentState

WAITING = EnrolmentState.WAITING.value


def forget(session: Session, now: float) -> None:
    """Delete what nobody has asked for within the hour."""
    session.execute(delete(EnrolmentRow).where(EnrolmentRow.seen_at < now - WAITS_S))


def waiting(session: Session, now: float) -> list[EnrolmentRow]:
    """Who waits for an answer, the oldest first."""
    query = select(EnrolmentRow).where(
        EnrolmentRow.state == WAITING, EnrolmentRow.seen_at >= now - WAITS_S
    )
    return list(session.scalars(query.order_by(EnrolmentRow.asked_at, EnrolmentRow.id)))


def count(session: Session) -> int:
    """How many requests are kept."""
    return session.scalar(select(func.count()).select_from(EnrolmentRow)) or 0
