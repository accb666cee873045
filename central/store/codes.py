"""Keeps the codes sent by SMS, as digests under a salt of their own; a code is right once."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session as Transaction

from central.core.codes import TRIES, holds, may_ask, recent
from central.store.code_tables import EntryCode


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a new code."""

    salt: str
    digest: str


def ask(transaction: Transaction, party: str, appointment: str, kept: Kept, now: float) -> bool:
    """Keep a new code for ``party`` in the former one's place; False when it is too soon."""
    row = _locked(transaction, party)
    if row is None:
        row = EntryCode(party=party, appointment=appointment, asked=[], wrong=0, made_at=now)
        transaction.add(row)
    if not may_ask(row.asked, now):
        return False
    row.asked = [*recent(row.asked, now), now]
    row.salt, row.digest, row.made_at, row.wrong = kept.salt, kept.digest, now, 0
    transaction.flush()
    return True


def take_try(transaction: Transaction, party: str, now: float) -> Kept | None:
    """Count a try before it is judged; what the code must be, None where none holds."""
    mine = update(EntryCode).where(
        EntryCode.party == party, EntryCode.digest.is_not(None), EntryCode.wrong < TRIES
    )
    counted = transaction.execute(mine.values(wrong=EntryCode.wrong + 1))
    if not counted.rowcount:  # type: ignore[attr-defined]
        return None
    row = transaction.get_one(EntryCode, party, populate_existing=True)
    if row.salt is None or row.digest is None or not holds(row.made_at, now):
        return None
    return Kept(row.salt, row.digest)


def use(transaction: Transaction, party: str, kept: Kept) -> bool:
    """The code was right: it never is again; False when somebody else just used it."""
    mine = update(EntryCode).where(EntryCode.party == party, EntryCode.digest == kept.digest)
    used = transaction.execute(mine.values(salt=None, digest=None))
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _locked(transaction: Transaction, party: str) -> EntryCode | None:
    """The row, after every other writer of it; read as it is now."""
    transaction.execute(
        update(EntryCode).where(EntryCode.party == party).values(wrong=EntryCode.wrong)
    )
    return transaction.get(EntryCode, party, populate_existing=True)
