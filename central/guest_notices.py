"""Tells a visit's guests of its changes, with the change itself (R03, R40)."""

from central.core.guest_letters import guest_notice
from central.core.letters import VisitFacts
from central.post import Posting
from central.store import guests
from central.store.guest_tables import Guest
from wire.visits import Role


def tell_guests(post: Posting, facts: VisitFacts, kind: str) -> None:
    """Tell every guest that the visit is ``moved`` or ``cancelled``."""
    for guest in guests.of_visit(post.transaction, facts.booking):
        post.try_add(guest_notice(addresses(guest), facts, Role(guest.role), kind))


def addresses(guest: Guest) -> tuple[str, ...]:
    """Where a guest's letters go."""
    return tuple(address for address in (guest.phone, guest.email) if address)
