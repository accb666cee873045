"""Whether a completed identification is the expected person's, and what is written of it."""

import hmac
from dataclasses import dataclass

from central.bookings import visit_facts
from central.clinics import clinic_of
from central.core.audit import Entry
from central.core.clinic_letters import ticket_locked, wrong_person
from central.core.identifiers import proven_by_eid
from central.eid.orders import Order
from central.post import Posting
from central.settings import CentralSettings
from central.store import audit, entries, guests
from central.store.guest_tables import Guest
from central.store.guests import Party
from central.store.tables import Appointment
from central.web.clerk import Clerk
from wire.visits import Level

PROVIDERS = ("bankid", "freja")


@dataclass(frozen=True, slots=True)
class Expected:
    """Who should prove themselves: whose visit, which number; ``guest`` None: the patient."""

    appointment: Appointment
    number: str
    guest: Guest | None


def may_prove(settings: CentralSettings, party: Party) -> list[str]:
    """The e-IDs by which this person can be known better than they are; often none."""
    if Level(party.session.level) is Level.EID or not number_of(party):
        return []
    clinic = settings.clinic_of(party.appointment.clinic, party.appointment.location)
    return [way for way in settings.ways_of(clinic) if way in PROVIDERS]


def number_of(party: Party) -> str:
    """The number that this person must prove; empty where none can."""
    if party.guest is not None:
        return party.guest.personnummer or ""
    return proven_by_eid(party.person.id_kind, party.person.personnummer)


def is_expected(clerk: Clerk, post: Posting, expected: Expected, order: Order) -> bool:
    """Whether ``order`` proves the expected number; both answers are in the audit log."""
    proven = order.number or "-"
    if hmac.compare_digest(proven.encode(), expected.number.encode()):
        _note(clerk, post, expected, "eid-proven", order)
        return True
    _wrong_person(clerk, post, expected, order)
    return False


def _wrong_person(clerk: Clerk, post: Posting, expected: Expected, order: Order) -> None:
    """It counts as a wrong try; the clinic is told that it happened, not who it was."""
    facts = visit_facts(clerk.settings, expected.appointment)
    _note(clerk, post, expected, "eid-wrong-person", order)
    if expected.guest is not None:
        guests.take_try(post.transaction, expected.guest.id)
        guests.lock_if_spent(post.transaction, expected.guest.id, clerk.clock())
    elif entries.take_try(post.transaction, expected.appointment.id) and entries.lock_if_spent(
        post.transaction, expected.appointment.id, clerk.clock()
    ):
        post.try_add(ticket_locked(facts))
    post.try_add(wrong_person(facts))


def _note(clerk: Clerk, post: Posting, expected: Expected, action: str, order: Order) -> None:
    found = expected.appointment
    clinic = clinic_of(clerk.settings.all_clinics, found.clinic, found.location).id
    actor = expected.guest.role if expected.guest else "patient"
    entity = f"Appointment/{found.id}"
    audit.note(
        post.transaction, Entry(clerk.clock(), actor, action, clinic, entity, order.provider)
    )
