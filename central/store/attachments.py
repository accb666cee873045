"""Writes and reads what was sent for a visit, always sealed."""

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session as Transaction

from central.store.tables import Appointment
from central.store.visit_tables import AttachmentRow

WITHDRAWN = ("cancelled", "entered-in-error")


def add(transaction: Transaction, row: AttachmentRow) -> int:
    """Add one; how many of its kind the visit has now.

    Counted after the writing: whoever adds at the same moment waits, and counts this one too.
    """
    transaction.add(row)
    transaction.flush()
    query = select(func.count()).select_from(AttachmentRow)
    mine = query.where(AttachmentRow.appointment == row.appointment, AttachmentRow.kind == row.kind)
    return transaction.execute(mine).scalar_one()


def of_visit(transaction: Transaction, visit: str, kinds: tuple[str, ...]) -> list[AttachmentRow]:
    """Everything of these kinds at a visit, oldest first; the contents are read when asked for."""
    query = select(AttachmentRow).where(
        AttachmentRow.appointment == visit, AttachmentRow.kind.in_(kinds)
    )
    return list(transaction.scalars(query.order_by(AttachmentRow.at, AttachmentRow.id)))


def one(transaction: Transaction, visit: str, attachment: str) -> AttachmentRow | None:
    """One of a visit's own."""
    found = transaction.get(AttachmentRow, attachment)
    return found if found and found.appointment == visit else None


def erase(transaction: Transaction, visit: str, kinds: tuple[str, ...]) -> int:
    """Delete everything of these kinds at a visit; how many."""
    gone = delete(AttachmentRow).where(
        AttachmentRow.appointment == visit, AttachmentRow.kind.in_(kinds)
    )
    return int(transaction.execute(gone).rowcount)  # type: ignore[attr-defined]


def erase_due(transaction: Transaction, now: float, kept_s: float, kinds: tuple[str, ...]) -> int:
    """Delete these kinds of visits that ended ``kept_s`` ago or were called off; how many."""
    until = now - kept_s
    over = select(Appointment.id).where(
        or_(
            Appointment.status.in_(WITHDRAWN),
            (Appointment.end < until)
            & (Appointment.last_connected.is_(None) | (Appointment.last_connected < until)),
        )
    )
    gone = delete(AttachmentRow).where(
        AttachmentRow.appointment.in_(over), AttachmentRow.kind.in_(kinds)
    )
    return int(transaction.execute(gone).rowcount)  # type: ignore[attr-defined]
