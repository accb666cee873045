"""Signed-in browsers of the staff."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Transaction

from central.store.entries import digest
from central.store.staff_tables import StaffLink, StaffSession

IDLE_S = 60 * 60
"""A browser that asks nothing for so long is signed out; an open page asks each minute."""
LONGEST_S = 12 * 60 * 60
"""A working day: after it everybody signs in anew."""


def add(
    transaction: Transaction,
    cookie: str,
    now: float,
    *,
    subject: str,
    name: str,
    title: str | None,
    clinics: dict[str, list[str]],
) -> StaffSession:
    """Remember a browser; who works in one clinic alone acts for it at once."""
    row = StaffSession(
        digest=digest(cookie),
        subject=subject,
        name=name,
        title=title,
        clinics=clinics,
        clinic=next(iter(clinics)) if len(clinics) == 1 else None,
        made_at=now,
        seen_at=now,
    )
    transaction.add(row)
    return row


def by_cookie(transaction: Transaction, cookie: str, now: float) -> StaffSession | None:
    """Whose browser it is, while that counts."""
    return by_digest(transaction, digest(cookie), now)


def by_digest(transaction: Transaction, session: str, now: float) -> StaffSession | None:
    """The same for a session's digest."""
    row = transaction.get(StaffSession, session)
    if row is None or now >= row.seen_at + IDLE_S or now >= row.made_at + LONGEST_S:
        return None
    return row


def add_link(
    transaction: Transaction,
    code: str,
    now: float,
    *,
    subject: str,
    name: str,
    title: str | None,
    clinics: dict[str, list[str]],
) -> None:
    """Remember a one-time link."""
    row = StaffLink(
        digest=digest(code), subject=subject, name=name, title=title, clinics=clinics, made_at=now
    )
    transaction.add(row)


def take_link(transaction: Transaction, code: str, since: float) -> StaffLink | None:
    """Whom a link made after ``since`` signs in; it is gone now, and so is every older one."""
    transaction.execute(delete(StaffLink).where(StaffLink.made_at <= since))
    found = transaction.get(StaffLink, digest(code))
    if found is None:
        return None
    taken = transaction.execute(delete(StaffLink).where(StaffLink.digest == found.digest))
    transaction.expunge(found)
    return found if taken.rowcount else None  # type: ignore[attr-defined]


def signed_in(transaction: Transaction, now: float) -> list[StaffSession]:
    """Every browser whose sign-in still counts."""
    query = select(StaffSession).where(
        StaffSession.seen_at > now - IDLE_S, StaffSession.made_at > now - LONGEST_S
    )
    return list(transaction.scalars(query))


def end_all(transaction: Transaction, subject: str) -> None:
    """Sign out every browser of one person."""
    transaction.execute(delete(StaffSession).where(StaffSession.subject == subject))


def end(transaction: Transaction, cookie: str) -> None:
    """Sign a browser out."""
    transaction.execute(delete(StaffSession).where(StaffSession.digest == digest(cookie)))


def forget(transaction: Transaction, now: float) -> None:
    """Delete what counts no more."""
    old = (StaffSession.seen_at < now - IDLE_S) | (StaffSession.made_at < now - LONGEST_S)
    transaction.execute(delete(StaffSession).where(old))
    transaction.execute(delete(StaffLink).where(StaffLink.made_at < now - IDLE_S))
