"""Writes and reads the audit log: in the same transaction as the act that it tells of."""

from collections.abc import Iterator

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session as Transaction

from central.core.audit import START, Entry, chained, first_broken
from central.store.database import put_once
from central.store.staff_tables import Audit, AuditHead

HEAD = 1


def note(transaction: Transaction, entry: Entry) -> None:
    """Append ``entry``; the head is changed first, which keeps every other writer waiting."""
    taken = update(AuditHead).where(AuditHead.id == HEAD).values(seq=AuditHead.seq + 1)
    if not transaction.execute(taken).rowcount:  # type: ignore[attr-defined]
        put_once(transaction, AuditHead, id=HEAD, seq=0, digest=START)
        transaction.execute(taken)
    head = transaction.get_one(AuditHead, HEAD, populate_existing=True)
    digest = chained(head.seq, head.digest, entry)
    transaction.add(
        Audit(
            seq=head.seq,
            at=entry.at,
            actor=entry.actor,
            clinic=entry.clinic,
            action=entry.action,
            entity=entry.entity,
            detail=entry.detail,
            before=head.digest,
            digest=digest,
        )
    )
    head.digest = digest
    transaction.flush()


def entries(transaction: Transaction, since: float, until: float) -> Iterator[tuple[int, Entry]]:
    """What was done from ``since`` to before ``until`` (Unix seconds), oldest first."""
    query = select(Audit).where(Audit.at >= since, Audit.at < until).order_by(Audit.seq)
    for row in transaction.scalars(query):
        yield row.seq, _entry(row)


def of_clinic(
    transaction: Transaction, clinic: str, span: tuple[float, float], after: int, limit: int
) -> list[tuple[int, Entry]]:
    """A clinic's entries in ``span`` (from, before) behind the row ``after``, oldest first."""
    query = select(Audit).where(Audit.clinic == clinic, Audit.seq > after)
    query = query.where(Audit.at >= span[0], Audit.at < span[1]).order_by(Audit.seq).limit(limit)
    return [(row.seq, _entry(row)) for row in transaction.scalars(query)]


def count(transaction: Transaction) -> int:
    """How many rows there are."""
    return transaction.scalar(select(func.count()).select_from(Audit)) or 0


def broken(transaction: Transaction) -> int | None:
    """The number of the first row that was changed or taken away; None: the log is whole."""
    rows = transaction.scalars(select(Audit).order_by(Audit.seq))
    fault = first_broken((row.seq, row.before, row.digest, _entry(row)) for row in rows)
    if fault is not None:
        return fault
    head = transaction.get(AuditHead, HEAD)
    last = transaction.scalars(select(Audit).order_by(Audit.seq.desc()).limit(1)).first()
    newest = (last.seq, last.digest) if last else (0, START)
    return None if head is None or newest == (head.seq, head.digest) else newest[0] + 1


def forget(transaction: Transaction, before: float) -> None:
    """Delete the oldest rows that tell of acts before ``before``; what stays is still a chain."""
    kept = select(func.min(Audit.seq)).where(Audit.at >= before).scalar_subquery()
    newest = select(func.max(Audit.seq)).scalar_subquery()
    transaction.execute(delete(Audit).where(Audit.seq < func.coalesce(kept, newest)))


def _entry(row: Audit) -> Entry:
    return Entry(row.at, row.actor, row.action, row.clinic, row.entity, row.detail)
