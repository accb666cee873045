"""Makes, moves and cancels bookings: the rows, the change that units notice, and the letter."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session as Transaction

from central.booked import Act, Change, known, runs, source_of, write
from central.clinics import clinic_of
from central.core.cancelling import REASONS
from central.core.letters import Letter, VisitFacts, change_notice, invitation, new_message
from central.core.window import OPENS_BEFORE_S
from central.faults import BadInputError, ConflictError
from central.guest_notices import tell_guests
from central.links import address_of
from central.outbox import outbox_of
from central.post import Posting, posting
from central.settings import CentralSettings
from central.store import bookings as store
from central.store import entries
from central.store.database import Database
from central.store.entries import digest
from central.store.tables import Appointment, Person, Ticket
from central.store.units import unit_at
from central.wishes import Wish, check_line, check_times, message_of, person_of

PRACTICE_KIND = "Testbesök"
Also = Callable[[Posting, Appointment, Person], None]
"""What is written and sent with a booking."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking that was made."""

    appointment: str
    invitation: Path | None
    """Where it stands in the outbox folder; None where none of it goes that way."""
    link: str


class Bookings:
    """The booking desk of a small clinic."""

    def __init__(self, settings: CentralSettings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._outbox = outbox_of(settings)

    def book(
        self, wish: Wish, now: float, by: Act | None = None, also: Also | None = None
    ) -> Booked:
        """Check ``wish``, write the booking and its invitation, or nothing at all.

        ``also`` is written with it, or keeps all of it from being written.
        """
        person = person_of(wish, datetime.fromtimestamp(now, self._settings.zone))
        check_times(wish.start, wish.end)
        ticket = secrets.token_urlsafe(32)
        with posting(self._database, self._outbox, now) as post:
            session = post.transaction
            if unit_at(session, wish.location) is None:
                raise BadInputError("location", "is no known room")
            appointment = _appointment(wish, now)
            person.appointment = appointment.id
            session.add(appointment)
            session.flush()
            session.add(person)
            session.add(Ticket(appointment=appointment.id, digest=digest(ticket), wrong=0))
            store.count_change(session, wish.location)
            session.flush()
            if also is not None:
                also(post, appointment, person)
            _note(session, by, now, "book", appointment.id)
            path = self._invite(post, appointment, person, ticket, wish.invited_by)
        return Booked(appointment.id, path, address_of(self._settings, appointment, ticket))

    def cancel(
        self, appointment: str, now: float, reason: str | None = None, by: Act | None = None
    ) -> Path | None:
        """Cancel a booking and tell the patient; ``reason`` is a code of FHIR's (R23)."""
        if reason is not None and reason not in REASONS:
            raise BadInputError("reason", f"must be one of {', '.join(REASONS)}")
        with posting(self._database, self._outbox, now) as post:
            found, person = known(post.transaction, appointment)
            _must_stand_still(post.transaction, by, now, appointment)
            write(post.transaction, found, now, {"status": "cancelled", "cancel_reason": reason})
            _note(post.transaction, by, now, "cancel-booking", appointment)
            tell_guests(post, self.facts(found), "cancelled")
            return post.add(change_notice(addresses(person), self.facts(found), "cancelled"))

    def move(self, appointment: str, start: datetime, end: datetime, now: float) -> Path | None:
        """Give a booking a new time and tell the patient; an answer to the old time is void."""
        return self.change(appointment, Change(start, end), now)

    def change(
        self, appointment: str, change: Change, now: float, by: Act | None = None
    ) -> Path | None:
        """Give a booking another time, room, kind or clinician; the patient is told what they see.

        None where they are told nothing: another room is no news to them.
        """
        if change.start is not None and change.end is not None:
            check_times(change.start, change.end)
        check_line("kind", change.kind)
        with posting(self._database, self._outbox, now) as post:
            session = post.transaction
            found, person = known(session, appointment)
            _must_be_ours(session, appointment)
            _must_stand_still(session, by, now, appointment)
            if change.location is not None and unit_at(session, change.location) is None:
                raise BadInputError("location", "is no known room")
            values = change.values(found)
            written = change.message is not None and message_of(change.message) != person.message
            moved = bool(values.keys() & {"start", "end"})
            ticket = session.get(Ticket, appointment)
            if moved and (ticket is None or ticket.locked_at is not None):
                raise ConflictError(
                    "appointment: its link is locked; send a new one first", "link-locked"
                )
            if not values and not written:
                return None
            write(session, found, now, values)
            if written:
                person.message = message_of(change.message)
            _note(session, by, now, "change-booking", appointment)
            if written and person.message:
                post.add(self._new_message(session, found, person, now))
            return self._tell_change(post, found, person, values)

    def renew(self, appointment: str, now: float, by: Act | None = None) -> Booked:
        """Send the patient a new link; the one before, and who came in with it, is dead at once."""
        secret = secrets.token_urlsafe(32)
        with posting(self._database, self._outbox, now) as post:
            session = post.transaction
            found, person = known(session, appointment)
            _must_stand_still(session, by, now, appointment)
            if not person.birth_date or not addresses(person):
                raise ConflictError("appointment: it has nobody to invite", "no-contact")
            entries.renew_ticket(session, appointment, secret)
            _note(session, by, now, "renew-link", appointment)
            path = self._invite(post, found, person, secret)
        return Booked(appointment, path, address_of(self._settings, found, secret))

    def _new_message(
        self, transaction: Transaction, found: Appointment, person: Person, now: float
    ) -> Letter:
        """That there is something to read after login; with a link of its own where one can be."""
        secret = secrets.token_urlsafe(32)
        linked = entries.add_link(transaction, found.id, secret, now)
        link = address_of(self._settings, found, secret) if linked else None
        return new_message(addresses(person), self.facts(found), link)

    def _tell_change(
        self, post: Posting, found: Appointment, person: Person, values: dict[str, object]
    ) -> Path | None:
        facts, again = self.facts(found), found.confirmation == "awaited"
        if values.keys() & {"start", "end"}:
            tell_guests(post, facts, "moved")
            return post.add(change_notice(addresses(person), facts, "moved", confirm=again))
        if values.keys() & {"kind", "practitioner"} and addresses(person):
            return post.add(change_notice(addresses(person), facts, "changed"))
        return None

    def _invite(
        self,
        post: Posting,
        appointment: Appointment,
        person: Person,
        ticket: str,
        by: str | None = None,
    ) -> Path | None:
        facts = replace(self.facts(appointment), practice_by=by)
        return post.add(self._invitation(appointment, facts, addresses(person), ticket))

    def facts(self, appointment: Appointment) -> VisitFacts:
        """What a letter may say of a visit."""
        return visit_facts(self._settings, appointment)

    def _invitation(
        self, appointment: Appointment, facts: VisitFacts, to: tuple[str, ...], ticket: str
    ) -> Letter:
        link = partial(address_of, self._settings, appointment, ticket)
        opens = datetime.fromtimestamp(appointment.start - OPENS_BEFORE_S, self._settings.zone)
        confirm = link("bekrafta") if appointment.confirmation == "awaited" else None
        return invitation(to, facts, opens, link(), confirm)


def visit_facts(settings: CentralSettings, appointment: Appointment) -> VisitFacts:
    """What a letter may say of a visit, in the clinic's time."""
    clinic = clinic_of(settings.all_clinics, appointment.clinic, appointment.location)
    return VisitFacts(
        booking=appointment.id,
        clinic=clinic.name,
        clinic_phone=clinic.phone,
        start=datetime.fromtimestamp(appointment.start, settings.zone),
        end=datetime.fromtimestamp(appointment.end, settings.zone),
        kind=appointment.kind,
        practitioner=appointment.practitioner,
        language=appointment.language,
        at_once=appointment.at_once,
        guardian=appointment.guardian,
    )


def _must_be_ours(transaction: Transaction, appointment: str) -> None:
    """What a foreign system made is changed there: it would be put back at the next poll (R65)."""
    row = source_of(transaction, appointment)
    if row is not None and not row.paired:
        raise ConflictError(
            f"appointment: it was made in {row.source}; change it there", "imported"
        )


def _must_stand_still(
    transaction: Transaction, by: Act | None, now: float, appointment: str
) -> None:
    """The desk never changes a visit that is being held; an administrator's command may."""
    if by is not None and not by.forced and runs(transaction, appointment, now):
        raise ConflictError("appointment: the visit is being held", "runs")


def _note(
    transaction: Transaction, by: Act | None, now: float, action: str, appointment: str
) -> None:
    if by is not None:
        by.note(transaction, now, action, appointment)


def _appointment(wish: Wish, now: float) -> Appointment:
    return Appointment(
        id=secrets.token_hex(16),
        location=wish.location,
        start=wish.start.timestamp(),
        end=wish.end.timestamp(),
        status="booked",
        confirmation="awaited" if wish.must_confirm else "not-needed",
        kind=wish.kind or (PRACTICE_KIND if wish.practice else None),
        practitioner=wish.practitioner,
        practitioner_id=wish.practitioner_id,
        clinic=wish.clinic,
        guardian=wish.guardian,
        proxy=wish.proxy,
        language=wish.language,
        interpreter=wish.interpreter,
        at_once=wish.at_once,
        practice=wish.practice,
        version=1,
        changed_at=now,
    )


def addresses(person: Person) -> tuple[str, ...]:
    """Where a person's letters go."""
    return tuple(address for address in (person.phone, person.email) if address)
