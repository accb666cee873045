"""Guests of visits: who is invited with a link of their own, and which browser is whose."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session as Transaction

from central.store.delivery_tables import Link
from central.store.entries import TRIES, digest, keep_link
from central.store.guest_tables import Guest
from central.store.tables import Appointment, Person, Session
from wire.visits import Level, Role

MARK = "g."
"""A guest's ticket begins with it, so that the page knows what to ask; it proves nothing."""


@dataclass(frozen=True, slots=True)
class Invitee:
    """A guest and the visit that the link is for."""

    guest: Guest
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Party:
    """Whose browser it is: the visit's patient, or one of its guests."""

    session: Session
    appointment: Appointment
    person: Person
    guest: Guest | None

    @property
    def role(self) -> Role:
        """Who it is to the others."""
        return Role(self.guest.role) if self.guest else Role.PATIENT

    @property
    def guest_id(self) -> str | None:
        """Which guest; None: the patient."""
        return self.guest.id if self.guest else None


@dataclass(frozen=True, slots=True)
class GuestSeat:
    """A guest who sits at a visit: which session and client hold the seat, and what they proved."""

    guest: Guest
    held: tuple[str, str]
    level: Level | None


def of_visit(transaction: Transaction, appointment: str) -> Sequence[Guest]:
    """The guests of a visit, as they were invited."""
    query = select(Guest).where(Guest.appointment == appointment)
    return transaction.scalars(query.order_by(Guest.at, Guest.id)).all()


def one(transaction: Transaction, appointment: str, guest: str) -> Guest | None:
    """One guest of this visit; None for any other."""
    found = transaction.get(Guest, guest)
    return found if found is not None and found.appointment == appointment else None


def by_ticket(transaction: Transaction, ticket: str) -> Invitee | None:
    """Which guest a ticket invites."""
    query = (
        select(Guest, Appointment)
        .join(Appointment, Appointment.id == Guest.appointment)
        .where(or_(Guest.digest == digest(ticket), Guest.id.in_(_linked(ticket))))
    )
    found = transaction.execute(query).first()
    return Invitee(found[0], found[1]) if found else None


def _linked(ticket: str) -> Select[str | None]:
    return select(Link.guest).where(Link.digest == digest(ticket), Link.guest.is_not(None))


def add_link(transaction: Transaction, guest: Guest, now: float) -> str | None:
    """A further ticket that opens a guest's visit as the first one does; None for a locked one."""
    if guest.locked_at is not None:
        return None
    ticket = MARK + secrets.token_urlsafe(32)
    link = Link(digest=digest(ticket), appointment=guest.appointment, made_at=now, guest=guest.id)
    keep_link(transaction, link)
    return ticket


def interpreters_number(transaction: Transaction, appointment: str) -> str | None:
    """E.164, of the interpreter who was invited first and has one (R40)."""
    found = of_visit(transaction, appointment)
    return next((g.phone for g in found if g.role == Role.INTERPRETER and g.phone), None)


def forget_links(transaction: Transaction, guest: str) -> None:
    """The further links of a guest open nothing any more."""
    transaction.execute(delete(Link).where(Link.guest == guest))


def by_session(transaction: Transaction, cookie: str) -> Party | None:
    """Whose browser a session cookie is; a guest who was withdrawn has none any more."""
    query = (
        select(Session, Appointment, Person, Guest)
        .join(Appointment, Appointment.id == Session.appointment)
        .join(Person, Person.appointment == Session.appointment)
        .outerjoin(Guest, Guest.id == Session.guest)
        .where(Session.digest == digest(cookie))
        .where(Session.guest.is_(None) | Guest.id.is_not(None))
    )
    found = transaction.execute(query).first()
    return Party(*found) if found else None


def take_try(transaction: Transaction, guest: str) -> bool:
    """Count a try before it is judged; False when the link is locked."""
    mine = update(Guest).where(Guest.id == guest, Guest.locked_at.is_(None))
    return bool(transaction.execute(mine.values(wrong=Guest.wrong + 1)).rowcount)  # type: ignore[attr-defined]


def lock_if_spent(transaction: Transaction, guest: str, now: float) -> bool:
    """The try was wrong; True when it is the one that locks the link."""
    mine = update(Guest).where(Guest.id == guest, Guest.wrong >= TRIES, Guest.locked_at.is_(None))
    return bool(transaction.execute(mine.values(locked_at=now)).rowcount)  # type: ignore[attr-defined]


def forget_wrong(transaction: Transaction, guest: str) -> None:
    """A right try clears the wrong ones before it."""
    transaction.execute(update(Guest).where(Guest.id == guest).values(wrong=0))


def sessions(transaction: Transaction, guest: str) -> list[str]:
    """The digests of the browsers that came in with a guest's link."""
    return list(transaction.scalars(select(Session.digest).where(Session.guest == guest)))


def forget_browsers(transaction: Transaction, guest: str) -> None:
    """Whoever came in with this guest's link is a stranger from now on."""
    transaction.execute(delete(Session).where(Session.guest == guest))


def seats(transaction: Transaction, appointment: str) -> Iterator[GuestSeat]:
    """The seats that guests of a visit hold."""
    for guest in of_visit(transaction, appointment):
        if guest.seat and guest.client:
            session = transaction.get(Session, guest.seat)
            level = session.shown_level if session else None
            yield GuestSeat(guest, (guest.seat, guest.client), level)


def keep_seats(transaction: Transaction, seats: dict[str, tuple[str, str] | None]) -> None:
    """Remember which session and client hold these guests' seats, or that nobody does."""
    for guest, held in seats.items():
        found = transaction.get(Guest, guest)
        if found is not None:
            found.seat, found.client = held or (None, None)
