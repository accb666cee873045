"""Who was checked by hand, and who answers for it (R60, R61)."""

from sqlalchemy.orm import Session as Transaction

from central.store.tables import Session
from wire.visits import Level


def vouch(
    transaction: Transaction, appointment: str, session: str, at: float | None
) -> Level | None:
    """A clinician checked the person of a session, or (None) takes it back; what is known now.

    None for a session that is not of this visit.
    """
    found = transaction.get(Session, session)
    if found is None or found.appointment != appointment:
        return None
    found.vouched_at = at
    return found.shown_level


def vouched(transaction: Transaction, session: str) -> bool:
    """Whether somebody checked the person of a session by hand."""
    found = transaction.get(Session, session)
    return found is not None and found.vouched_at is not None
