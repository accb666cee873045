"""Which letters' changes are written: the outbox finishes those and drops the others."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Transaction

from central.store.visit_tables import LetterRow


def note(transaction: Transaction, name: str, now: float) -> None:
    """The change that the letter ``name`` tells of is written together with this line."""
    transaction.add(LetterRow(name=name, written_at=now))


def written(transaction: Transaction) -> set[str]:
    """The letters whose change is written and which may still be drafts."""
    return set(transaction.scalars(select(LetterRow.name)))


def done(transaction: Transaction, names: set[str]) -> None:
    """These letters are in the outbox for good."""
    transaction.execute(delete(LetterRow).where(LetterRow.name.in_(names)))
