"""Tickets, sessions, seats and consents: who may enter a visit."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session as Transaction

from central.store.delivery_tables import Link
from central.store.tables import Appointment, Consent, Person, SeatRow, Session, Ticket
from wire.visits import Level

TRIES = 5
LINKS = 8


def digest(secret: str) -> str:
    """What is kept of a secret with 256 bits of its own."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Invited:
    """A ticket with its visit and person."""

    ticket: Ticket
    appointment: Appointment
    person: Person


def by_ticket(transaction: Transaction, ticket: str) -> Invited | None:
    """Whom a ticket invites."""
    query = (
        select(Ticket, Appointment, Person)
        .join(Appointment, Appointment.id == Ticket.appointment)
        .join(Person, Person.appointment == Ticket.appointment)
        .where(or_(Ticket.digest == digest(ticket), Ticket.appointment.in_(_linked(ticket))))
    )
    found = transaction.execute(query).first()
    return Invited(found[0], found[1], found[2]) if found else None


def _linked(ticket: str) -> Select[str]:
    return select(Link.appointment).where(Link.digest == digest(ticket), Link.guest.is_(None))


def add_link(transaction: Transaction, appointment: str, secret: str, now: float) -> bool:
    """Let ``secret`` open a visit as its ticket does: tries are counted together, one lock.

    False where the visit has no ticket, or a locked one. The newest LINKS of a visit open it.
    """
    ticket = transaction.get(Ticket, appointment)
    if ticket is None or ticket.locked_at is not None:
        return False
    keep_link(transaction, Link(digest=digest(secret), appointment=appointment, made_at=now))
    return True


def keep_link(transaction: Transaction, link: Link) -> None:
    """Write it down; of whoever's links they are the oldest ones open nothing any more."""
    theirs = (Link.appointment == link.appointment, Link.guest.is_not_distinct_from(link.guest))
    newest = select(Link.digest).where(*theirs).order_by(Link.made_at.desc()).limit(LINKS - 1)
    former = transaction.scalars(newest).all()
    transaction.execute(delete(Link).where(*theirs, Link.digest.not_in(former)))
    transaction.add(link)


def take_try(transaction: Transaction, appointment: str) -> bool:
    """Count a try before it is judged, so that tries at the same moment count too.

    False when the ticket is locked: then nothing may be judged.
    """
    mine = update(Ticket).where(Ticket.appointment == appointment, Ticket.locked_at.is_(None))
    counted = transaction.execute(mine.values(wrong=Ticket.wrong + 1))
    return bool(counted.rowcount)  # type: ignore[attr-defined]


def renew_ticket(transaction: Transaction, appointment: str, secret: str) -> None:
    """A new link for the patient: the old one, and every browser that came with it, is dead."""
    transaction.merge(
        Ticket(appointment=appointment, digest=digest(secret), wrong=0, locked_at=None)
    )
    links = delete(Link).where(Link.appointment == appointment, Link.guest.is_(None))
    transaction.execute(links)
    mine = delete(Session).where(Session.appointment == appointment, Session.guest.is_(None))
    transaction.execute(mine)
    give_up_seat(transaction, appointment)
    transaction.flush()


def give_try_back(transaction: Transaction, appointment: str) -> None:
    """The try was right."""
    mine = update(Ticket).where(Ticket.appointment == appointment, Ticket.wrong > 0)
    transaction.execute(mine.values(wrong=Ticket.wrong - 1))


def lock_if_spent(transaction: Transaction, appointment: str, now: float) -> bool:
    """The try was wrong; True when it is the one that locks the ticket."""
    mine = update(Ticket).where(Ticket.appointment == appointment)
    due = mine.where(Ticket.wrong >= TRIES, Ticket.locked_at.is_(None))
    return bool(transaction.execute(due.values(locked_at=now)).rowcount)  # type: ignore[attr-defined]


def forget_wrong(transaction: Transaction, appointment: str) -> None:
    """A right try clears the wrong ones before it."""
    mine = update(Ticket).where(Ticket.appointment == appointment, Ticket.wrong > 0)
    transaction.execute(mine.values(wrong=0))


def add_session(
    transaction: Transaction,
    cookie: str,
    appointment: str,
    now: float,
    level: Level = Level.LINK,
    guest: str | None = None,
) -> None:
    """Remember a browser that came in, whose it is, and what it proved (R60)."""
    row = Session(digest=digest(cookie), appointment=appointment, made_at=now, level=level.value)
    row.guest = guest
    transaction.add(row)


def by_session(transaction: Transaction, cookie: str) -> tuple[Session, Appointment, Person] | None:
    """The visit and person of a patient's session cookie; None for a guest's."""
    query = (
        select(Session, Appointment, Person)
        .join(Appointment, Appointment.id == Session.appointment)
        .join(Person, Person.appointment == Session.appointment)
        .where(Session.digest == digest(cookie), Session.guest.is_(None))
    )
    found = transaction.execute(query).first()
    return (found[0], found[1], found[2]) if found else None


def replace_session(transaction: Transaction, held: Session, cookie: str) -> None:
    """The browser of ``held`` has a new cookie: who was checked by hand still is (R60)."""
    transaction.flush()
    transaction.get_one(Session, digest(cookie)).vouched_at = held.vouched_at
    transaction.delete(held)


def end_session(transaction: Transaction, cookie: str) -> None:
    """Forget a browser."""
    found = transaction.get(Session, digest(cookie))
    if found:
        transaction.delete(found)


def consent_of(
    transaction: Transaction, appointment: str, guest: str | None = None
) -> Consent | None:
    """The newest consent of a visit's patient, or of one of its guests (R62)."""
    mine = (Consent.appointment == appointment, Consent.guest.is_not_distinct_from(guest))
    query = select(Consent).where(*mine)
    return transaction.scalars(query.order_by(Consent.id.desc()).limit(1)).first()


def consents_of(
    transaction: Transaction, appointment: str, guest: str | None = None
) -> list[Consent]:
    """Every answer to the terms, newest first (R62)."""
    mine = (Consent.appointment == appointment, Consent.guest.is_not_distinct_from(guest))
    query = select(Consent).where(*mine).order_by(Consent.id.desc()).limit(50)
    return list(transaction.scalars(query))


def add_consent(
    transaction: Transaction,
    appointment: str,
    version: str,
    now: float,
    *,
    accepted: bool,
    guest: str | None = None,
) -> None:
    """Write down a consent given or withdrawn, by the patient or by a guest."""
    row = Consent(appointment=appointment, version=version, accepted=accepted, at=now, guest=guest)
    transaction.add(row)


def seat_of(transaction: Transaction, appointment: str) -> SeatRow | None:
    """Who last held the patient's seat."""
    return transaction.get(SeatRow, appointment)


def keep_seat(transaction: Transaction, appointment: str, session: str, client: str) -> None:
    """Remember who holds the patient's seat."""
    transaction.merge(SeatRow(appointment=appointment, session=session, client=client))


def give_up_seat(transaction: Transaction, appointment: str) -> None:
    """Nobody holds the patient's seat."""
    found = transaction.get(SeatRow, appointment)
    if found:
        transaction.delete(found)
