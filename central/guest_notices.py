"""Tells a visit's guests of its changes, with the change itself, and calls them (R03, R25, R40)."""

from central.core.guest_letters import guest_call, guest_notice
from central.core.letters import VisitFacts
from central.core.reminding import FRESH_S, JUST_NOW_S
from central.links import address_of
from central.post import Posting
from central.settings import CentralSettings
from central.store import deliveries, guests
from central.store.guest_tables import Guest
from central.store.tables import Appointment
from wire.visits import Role


def tell_guests(post: Posting, facts: VisitFacts, kind: str) -> None:
    """Tell every guest that the visit is ``moved`` or ``cancelled``."""
    for guest in guests.of_visit(post.transaction, facts.booking):
        post.try_add(guest_notice(addresses(guest), facts, Role(guest.role), kind))


def call_guests(
    post: Posting,
    settings: CentralSettings,
    facts: VisitFacts,
    kind: str,
    now: float,
    there: frozenset[str] = frozenset(),
) -> None:
    """Tell the guests that the visit is near (``reminder``) or ``begins``, once for its start.

    Left out: who is ``there`` (ids) or has a seat, was invited a moment ago, or is locked out.
    SetupError when the disk takes no letter: then none is written.
    """
    transaction, start = post.transaction, facts.start.timestamp()
    if deliveries.reminded(transaction, facts.booking, start, f"guest.{kind}"):
        return
    for guest in guests.of_visit(transaction, facts.booking):
        fresh = guest.at > now - (FRESH_S if kind == "reminder" else JUST_NOW_S)
        if fresh or guest.locked_at is not None or guest.id in there:
            continue
        if kind == "reminder" and guest.seat is not None:
            continue
        to, role = addresses(guest), Role(guest.role)
        if post.goes(guest_call(to, facts, role, kind, None)):
            ticket = guests.add_link(transaction, guest, now)
            visit = transaction.get_one(Appointment, facts.booking)
            link = address_of(settings, visit, ticket) if ticket else None
            post.add(guest_call(to, facts, role, kind, link))


def addresses(guest: Guest) -> tuple[str, ...]:
    """Where a guest's letters go."""
    return tuple(address for address in (guest.phone, guest.email) if address)
