"""Invites guests to a visit, renews and withdraws their links: the rows and the letters (R40)."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from central.bookings import visit_facts
from central.core.guest_letters import GuestFacts, guest_invitation, guest_notice
from central.core.personnummer import read_personnummer
from central.core.window import ENTERABLE, opens
from central.faults import BadInputError, ConflictError
from central.guest_notices import addresses
from central.links import address_of
from central.post import Posting
from central.settings import CentralSettings
from central.store import guests
from central.store.entries import digest
from central.store.guest_tables import Guest
from central.store.tables import Appointment
from central.wishes import check_email, phone_number
from wire.visits import GUESTS, Role

MOST = 6
"""So many guests one visit may have; two of them have room at the same time (R39)."""
WITH_NUMBER = frozenset({Role.PROXY, Role.GUARDIAN})
"""Whose personnummer may be given, so that they can prove themselves with an e-ID."""


@dataclass(frozen=True, slots=True)
class GuestWish:
    """Whom somebody asks to have invited."""

    role: Role
    name: str
    phone: str | None = None
    email: str | None = None
    personnummer: str | None = None


def guest_of(wish: GuestWish, today: date) -> Guest:
    """The guest of a wish, every field checked, without a visit; BadInputError names the first."""
    if wish.role not in GUESTS:
        raise BadInputError("role", f"must be one of {', '.join(GUESTS)}")
    name = " ".join(wish.name.split())
    if not name or len(name) > 200 or not name.isprintable():
        raise BadInputError("name", "must be 1 to 200 printable characters")
    if wish.phone is None and wish.email is None:
        raise BadInputError("phone", "or email is needed for the invitation")
    check_email("email", wish.email)
    return Guest(
        id=secrets.token_hex(16),
        role=wish.role.value,
        name=name,
        phone=phone_number(wish.phone),
        email=wish.email,
        personnummer=_personnummer(wish, today),
        wrong=0,
    )


def invite(
    post: Posting,
    settings: CentralSettings,
    appointment: Appointment,
    guest: Guest,
    by: tuple[str, str],
    now: float,
) -> str:
    """Write a guest down and send the invitation; the link. ``by``: the inviter's id and name."""
    _must_be_ahead(appointment)
    if len(guests.of_visit(post.transaction, appointment.id)) >= MOST:
        raise ConflictError("guests: the visit has as many as it may have")
    guest.appointment, guest.invited_by, guest.at = appointment.id, by[0], now
    return _send_link(post, settings, appointment, guest, by[1])


def renew(
    post: Posting, settings: CentralSettings, appointment: Appointment, guest: Guest, by: str
) -> str:
    """Send a new link; the one before, and every browser that came in with it, is dead at once."""
    _must_be_ahead(appointment)
    guests.forget_browsers(post.transaction, guest.id)
    guests.forget_links(post.transaction, guest.id)
    guest.wrong, guest.locked_at, guest.seat, guest.client = 0, None, None, None
    return _send_link(post, settings, appointment, guest, by)


def withdraw(
    post: Posting, settings: CentralSettings, appointment: Appointment, guest: Guest
) -> None:
    """Forget a guest: the link is dead at once; they are told where the visit is still ahead."""
    guests.forget_browsers(post.transaction, guest.id)
    guests.forget_links(post.transaction, guest.id)
    if appointment.status in ENTERABLE:
        facts, role = visit_facts(settings, appointment), Role(guest.role)
        post.try_add(guest_notice(addresses(guest), facts, role, "withdrawn"))
    post.transaction.delete(guest)


def _send_link(
    post: Posting, settings: CentralSettings, appointment: Appointment, guest: Guest, by: str
) -> str:
    ticket = guests.MARK + secrets.token_urlsafe(32)
    guest.digest = digest(ticket)
    post.transaction.add(guest)
    post.transaction.flush()
    told = GuestFacts(
        role=Role(guest.role),
        by=by,
        opens=datetime.fromtimestamp(opens(appointment.start), settings.zone),
        link=address_of(settings, appointment, ticket),
        by_phone=guest.phone is not None,
    )
    post.add(guest_invitation(addresses(guest), visit_facts(settings, appointment), told))
    return told.link


def _must_be_ahead(appointment: Appointment) -> None:
    if appointment.status not in ENTERABLE:
        raise ConflictError("appointment: is over or cancelled")


def _personnummer(wish: GuestWish, today: date) -> str | None:
    if wish.personnummer is None:
        return None
    if wish.role not in WITH_NUMBER:
        raise BadInputError("personnummer", "is asked of a proxy or a guardian alone")
    try:
        return read_personnummer(wish.personnummer, today).digits
    except ValueError as error:
        raise BadInputError("personnummer", str(error)) from None
