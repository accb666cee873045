"""Keeps what each side thought of a visit, without the visit (R51, R52)."""

from datetime import date

from sqlalchemy.orm import Session as Transaction

from central.store.visit_tables import RatedBy, Rating


def rated(transaction: Transaction, appointment: str, role: str) -> bool:
    """Whether this side of the visit has answered."""
    return transaction.get(RatedBy, (appointment, role)) is not None


def add(
    transaction: Transaction,
    appointment: str,
    role: str,
    clinic: str,
    day: date,
    answers: dict[str, int],
) -> bool:
    """Keep one side's answers; False where it has answered before: the first ones count."""
    if rated(transaction, appointment, role):
        return False
    transaction.add(RatedBy(appointment=appointment, role=role))
    transaction.add(Rating(clinic=clinic, day=day.isoformat(), role=role, answers=answers))
    transaction.flush()
    return True
