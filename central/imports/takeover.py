"""Carries out the steps of a poll: rows, visits, persons, and the letters that tell of them.

Each visit is changed in a transaction of its own, together with its letter and its row, so that a
crash at any moment neither loses a change nor sends a letter twice: the next poll goes on.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session as Transaction

from central.bookings import addresses, visit_facts
from central.core.letters import change_notice, invitation
from central.core.window import ENTERABLE, opens
from central.guest_notices import tell_guests
from central.imports.plan import Plan, Step, known_patient, plan
from central.imports.reading.found import Patient, Reading, Span
from central.imports.rules import locations, rules_of
from central.imports.settings import ImportSettings
from central.links import address_of
from central.outbox import Outbox
from central.post import Posting, posting
from central.settings import CentralSettings
from central.store import bookings, imports
from central.store.database import Database
from central.store.entries import digest
from central.store.keeping import PERSON_KEPT_S
from central.store.tables import Appointment, ImportRow, ImportSource, Person, Ticket

BAD_KEPT = 100


class _ChangedError(Exception):
    """Somebody else changed the visit just now; the next poll looks again."""


class Takeover:
    """One source's way into central."""

    def __init__(
        self, settings: CentralSettings, database: Database, outbox: Outbox, table: ImportSettings
    ) -> None:
        self._settings = settings
        self._database = database
        self._outbox = outbox
        self._table = table
        self._rules = rules_of(table, settings.base_url)

    def take(self, reading: Reading, span: Span, now: float) -> Mapping[str, int]:
        """Bring central to what was read; how many visits were made, changed, cancelled, held."""
        with self._database.begin() as transaction:
            made = self._plan(transaction, reading, span, now)
        counts: Counter[str] = Counter(held=made.held)
        for step in made.steps:
            if step.action != "keep" and self._carry_out(step, now):
                counts[step.action] += 1
        with self._database.begin() as transaction:
            for step in made.steps:
                if step.action == "keep":
                    self._remember(transaction, step, now)
            self._note(transaction, reading, made, now)
            imports.forget(transaction, self._table.name, now - PERSON_KEPT_S)
        return counts

    def _plan(self, transaction: Transaction, reading: Reading, span: Span, now: float) -> Plan:
        name = self._table.name
        line = imports.source(transaction, name, self._table.kind, now)
        return plan(
            imports.rows(transaction, name, now),
            reading.found,
            imports.not_of(transaction, name, locations(self._table), span.start, now),
            self._rules,
            span,
            now,
            complete=reading.complete,
            gone_accepted=line.gone_accepted,
        )

    def _carry_out(self, step: Step, now: float) -> bool:
        """One step with its row and letter, or nothing where the visit was changed meanwhile."""
        try:
            with posting(self._database, self._outbox, now) as post:
                ours = imports.one(post.transaction, step.ours.id, now) if step.ours else None
                if step.ours and (ours is None or ours.runs or not ours.live):
                    raise _ChangedError
                _WORK[step.action](self, post, step, now)
        except _ChangedError:
            return False
        return True

    def make(self, post: Posting, step: Step, now: float) -> None:
        """A new visit, its person and its invitation."""
        found, transaction = step.found, post.transaction
        assert found is not None
        assert step.location is not None
        appointment = Appointment(
            id=secrets.token_hex(16),
            location=step.location,
            start=found.start,
            end=found.end,
            status="booked",
            confirmation=self._confirmation(confirmed=found.confirmed is True),
            kind=found.kind,
            practitioner=found.practitioner,
            language=found.language or "sv",
            interpreter=found.interpreter,
            version=1,
            changed_at=now,
        )
        transaction.add(appointment)
        transaction.flush()
        bookings.count_change(transaction, appointment.location)
        if found.patient is not None:
            _put_person(transaction, appointment.id, found.patient)
        if step.invite:
            self._invite(post, appointment)
        self._remember(transaction, step, now, appointment.id)

    def change(self, post: Posting, step: Step, now: float) -> None:
        """What the source says anew; a new time is told, an answer to the old one is void."""
        found, transaction = step.found, post.transaction
        assert found is not None
        assert step.ours is not None
        appointment = transaction.get_one(Appointment, step.ours.id)
        moved = (appointment.start, appointment.end) != (found.start, found.end)
        if patient := known_patient(step.ours, found):
            _put_person(transaction, appointment.id, patient)
        values = self._values(step, appointment, moved=moved)
        before = appointment.location
        if not bookings.change(transaction, appointment, now, values, appointment.version):
            raise _ChangedError
        if before != appointment.location:
            bookings.count_change(transaction, before)
        ticket = transaction.get(Ticket, appointment.id)
        if ticket is None and step.invite:
            self._invite(post, appointment)
        elif ticket is not None and ticket.locked_at is None and moved and found.end > now:
            again = appointment.confirmation == "awaited"
            self._tell(post, appointment, "moved", confirm=again)
        self._remember(transaction, step, now, appointment.id)

    def cancel(self, post: Posting, step: Step, now: float) -> None:
        """A visit that the source no longer holds; who was invited is patient."""
        transaction = post.transaction
        assert step.ours is not None
        appointment = transaction.get_one(Appointment, step.ours.id)
        values: dict[str, object] = {"status": "cancelled"}
        if appointment.status not in ENTERABLE or not bookings.change(
            transaction, appointment, now, values, appointment.version
        ):
            raise _ChangedError
        if transaction.get(Ticket, appointment.id) is not None and appointment.end > now:
            self._tell(post, appointment, "cancelled")
        self._remember(transaction, step, now)

    def replace(self, post: Posting, step: Step, now: float) -> None:
        """The booking is somebody else's now: the old visit ends, a new one has its own link."""
        self.cancel(post, step, now)
        self.make(post, step, now)

    def _values(self, step: Step, appointment: Appointment, *, moved: bool) -> dict[str, object]:
        found = step.found
        assert found is not None
        values: dict[str, object] = {
            "start": found.start,
            "end": found.end,
            "location": step.location,
            "kind": found.kind,
            "practitioner": found.practitioner,
            "language": found.language or appointment.language,
            "interpreter": found.interpreter,
        }
        if self._table.must_confirm and found.confirmed is True:
            values["confirmation"] = "yes"
        elif moved and appointment.confirmation in ("yes", "no"):
            values["confirmation"] = "awaited"
        return values

    def _confirmation(self, *, confirmed: bool) -> str:
        if not self._table.must_confirm:
            return "not-needed"
        return "yes" if confirmed else "awaited"

    def _invite(self, post: Posting, appointment: Appointment) -> None:
        person = post.transaction.get_one(Person, appointment.id)
        secret = secrets.token_urlsafe(32)
        ticket = Ticket(appointment=appointment.id, digest=digest(secret), wrong=0)
        post.transaction.add(ticket)
        post.transaction.flush()
        opening = datetime.fromtimestamp(opens(appointment.start), self._settings.zone)
        link = partial(address_of, self._settings, appointment, secret)
        confirm = link("bekrafta") if appointment.confirmation == "awaited" else None
        facts = visit_facts(self._settings, appointment)
        post.add(invitation(addresses(person), facts, opening, link(), confirm))

    def _tell(
        self, post: Posting, appointment: Appointment, kind: str, *, confirm: bool = False
    ) -> None:
        person = post.transaction.get(Person, appointment.id)
        to = addresses(person) if person else ()
        facts = visit_facts(self._settings, appointment)
        tell_guests(post, facts, kind)
        if to:
            post.add(change_notice(to, facts, kind, confirm=confirm))

    def _remember(
        self, transaction: Transaction, step: Step, now: float, appointment: str | None = None
    ) -> None:
        """The row of a step; a visit that the source cancelled is no longer tied to it."""
        key = (self._table.name, step.foreign_id)
        row = transaction.get(ImportRow, key)
        if row is None:
            assert step.found is not None
            row = ImportRow(source=key[0], foreign_id=key[1])
            transaction.add(row)
        if step.action == "keep":
            appointment = step.ours.id if step.ours else None
        row.appointment = appointment
        row.paired = step.paired
        row.missing = step.missing
        row.why, row.lacks = step.why, list(step.lacks)
        if step.found is not None:
            found = step.found
            row.version, row.start, row.end = found.version, found.start, found.end
            row.room = found.rooms[0] if found.rooms else None
            row.location, row.seen_at = step.location, now
        transaction.flush()

    def _note(self, transaction: Transaction, reading: Reading, made: Plan, now: float) -> None:
        line: ImportSource = imports.source(transaction, self._table.name, self._table.kind, now)
        line.tried_at = now
        line.problem = reading.problem
        line.failures = 0 if reading.complete else line.failures + 1
        if reading.complete or reading.found or reading.bad:
            line.found = len(reading.found)
            line.bad = [[one.foreign_id, one.place, one.problem] for one in reading.bad[:BAD_KEPT]]
        if reading.complete:
            line.read_at = now
            line.held = made.held
            line.gone_accepted = False


_WORK: dict[str, Callable[[Takeover, Posting, Step, float], None]] = {
    "make": Takeover.make,
    "change": Takeover.change,
    "replace": Takeover.replace,
    "cancel": Takeover.cancel,
}


def _put_person(transaction: Transaction, appointment: str, patient: Patient) -> None:
    transaction.merge(
        Person(
            appointment=appointment,
            name=patient.name or "",
            personnummer=patient.personnummer or "",
            birth_date=patient.birth_date or imports.NO_BIRTH_DATE,
            phone=patient.phone,
            email=patient.email,
            protected=patient.protected,
        )
    )
    transaction.flush()
