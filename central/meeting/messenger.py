"""The letters that a lobby causes: the patient is rung, the clinic learns that one waits."""

from typing import cast

from sqlalchemy.orm import Session as Transaction
from starlette.requests import HTTPConnection

from central.bookings import addresses, visit_facts
from central.core.clinic_letters import patient_waits
from central.core.initials import initials
from central.core.letters import Letter, ring
from central.guest_notices import call_guests
from central.links import link_to
from central.outbox import Outbox
from central.post import posting
from central.settings import CentralSettings
from central.store import bookings, course, deliveries
from central.store.database import Database
from central.store.tables import Appointment, Person
from central.store.units import unit_at

RING_S = 60.0
"""A patient gets a letter about a ring at most this often."""

FRESH_S = 120.0
"""*Boka nu* invites with the words that the visit begins: no second letter says so at once."""


class Messenger:
    """Writes to patients and to the clinic on the lobby's behalf."""

    def __init__(self, settings: CentralSettings, database: Database, outbox: Outbox) -> None:
        self._settings = settings
        self._database = database
        self._outbox = outbox
        self._rung: dict[str, float] = {}

    def ring(self, visit: str, now: float) -> bool:
        """Write to the patient that the clinician rings; False when that was done a moment ago."""
        if now < self._rung.get(visit, 0.0) + RING_S:
            return False
        with posting(self._database, self._outbox, now) as post:
            found = bookings.one(post.transaction, visit)
            appointment, person = found or (None, None)
            if appointment is None or person is None:
                return False
            again = appointment.last_connected is not None
            facts = visit_facts(self._settings, appointment)
            to = addresses(person)
            if self._outbox.legs(ring(to, facts, None, again=again)):
                link = link_to(post.transaction, self._settings, visit, now)
                post.add(ring(to, facts, link, again=again))
        self._rung = {at: when for at, when in self._rung.items() if now < when + RING_S}
        self._rung[visit] = now
        return True

    def begin(self, visit: str, now: float) -> bool:
        """As ``ring``, when the visit begins; False where the invitation just said so (R04)."""
        with self._database.begin() as transaction:
            invited = deliveries.told_since(transaction, visit, ("invitation",), now - FRESH_S)
        return not invited and self.ring(visit, now)

    def begin_for_guests(self, visit: str, there: frozenset[str], now: float) -> None:
        """R25: each guest who is not ``there`` learns once that the visit begins."""
        with posting(self._database, self._outbox, now) as post:
            found = bookings.one(post.transaction, visit)
            if found is not None:
                facts = visit_facts(self._settings, found[0])
                call_guests(post, self._settings, facts, "begins", now, there)

    def tell_clinic(self, visit: str, now: float) -> bool:
        """Write to the clinic that a patient waits, once for a visit; False when it need not."""
        with posting(self._database, self._outbox, now) as post:
            found = bookings.one(post.transaction, visit)
            if found is None or not course.tell_clinic(post.transaction, visit, now):
                return False
            post.add(self._patient_waits(post.transaction, *found))
        return True

    def _patient_waits(
        self, session: Transaction, appointment: Appointment, person: Person | None
    ) -> Letter:
        unit = unit_at(session, appointment.location)
        who = initials(person.name, protected=person.protected) if person else None
        facts = visit_facts(self._settings, appointment)
        return patient_waits(facts, unit.room if unit else appointment.location, who)


def messenger_of(connection: HTTPConnection) -> Messenger:
    """The messenger behind a request or a WebSocket."""
    return cast("Messenger", connection.app.state.messenger)
