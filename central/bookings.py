"""Makes, moves and cancels bookings: the rows, the change that units notice, and the letter."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from central.core.letters import Letter, VisitFacts, change_notice, invitation
from central.core.window import ENTERABLE, OPENS_BEFORE_S
from central.faults import BadInputError, ConflictError, UnknownError
from central.guest_notices import tell_guests
from central.outbox import outbox_of
from central.post import posting
from central.settings import CentralSettings
from central.store import bookings as store
from central.store.database import Database
from central.store.entries import digest
from central.store.tables import Appointment, Person, Ticket
from central.store.units import unit_at
from central.wishes import Wish, check_times, person_of

PRACTICE_KIND = "Testbesök"


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

    def book(self, wish: Wish, now: float) -> Booked:
        """Check ``wish``, write the booking and its invitation, or nothing at all."""
        person = person_of(wish, datetime.fromtimestamp(now, self._settings.zone))
        check_times(wish.start, wish.end)
        ticket = secrets.token_urlsafe(32)
        link = f"{self._settings.base_url}/besok#{ticket}"
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
            facts = replace(self.facts(appointment), practice_by=wish.invited_by)
            path = post.add(self._invitation(appointment, facts, addresses(person), ticket))
        return Booked(appointment.id, path, link)

    def cancel(self, appointment: str, now: float) -> Path | None:
        """Cancel a booking and tell the patient."""
        with posting(self._database, self._outbox, now) as post:
            found, person = _known(post.transaction, appointment)
            _change(post.transaction, found, now, {"status": "cancelled"})
            tell_guests(post, self.facts(found), "cancelled")
            return post.add(change_notice(addresses(person), self.facts(found), "cancelled"))

    def move(self, appointment: str, start: datetime, end: datetime, now: float) -> Path | None:
        """Give a booking a new time and tell the patient; an answer to the old time is void."""
        check_times(start, end)
        with posting(self._database, self._outbox, now) as post:
            session = post.transaction
            found, person = _known(session, appointment)
            ticket = session.get(Ticket, appointment)
            if ticket is None or ticket.locked_at is not None:
                raise ConflictError("appointment: its link is locked; cancel it and book anew")
            changed: dict[str, object] = {"start": start.timestamp(), "end": end.timestamp()}
            if found.confirmation in ("yes", "no"):
                changed["confirmation"] = "awaited"
            _change(session, found, now, changed)
            facts, again = self.facts(found), found.confirmation == "awaited"
            tell_guests(post, facts, "moved")
            return post.add(change_notice(addresses(person), facts, "moved", confirm=again))

    def facts(self, appointment: Appointment) -> VisitFacts:
        """What a letter may say of a visit."""
        return visit_facts(self._settings, appointment)

    def _invitation(
        self, appointment: Appointment, facts: VisitFacts, to: tuple[str, ...], ticket: str
    ) -> Letter:
        base = self._settings.base_url
        opens = datetime.fromtimestamp(appointment.start - OPENS_BEFORE_S, self._settings.zone)
        confirm = f"{base}/bekrafta#{ticket}" if appointment.confirmation == "awaited" else None
        return invitation(to, facts, opens, f"{base}/besok#{ticket}", confirm)


def visit_facts(settings: CentralSettings, appointment: Appointment) -> VisitFacts:
    """What a letter may say of a visit, in the clinic's time."""
    return VisitFacts(
        booking=appointment.id,
        clinic=settings.clinic,
        clinic_phone=settings.clinic_phone,
        start=datetime.fromtimestamp(appointment.start, settings.zone),
        end=datetime.fromtimestamp(appointment.end, settings.zone),
        kind=appointment.kind,
        practitioner=appointment.practitioner,
        language=appointment.language,
        at_once=appointment.at_once,
    )


def _known(session: Session, appointment: str) -> tuple[Appointment, Person]:
    found = store.one(session, appointment)
    if found is None or found[1] is None:
        raise UnknownError("appointment: is not known, or was anonymised")
    if found[0].status not in ENTERABLE:
        raise ConflictError("appointment: is over or cancelled")
    return found[0], found[1]


def _change(
    session: Session, appointment: Appointment, now: float, values: dict[str, object]
) -> None:
    if not store.change(session, appointment, now, values, version=appointment.version):
        raise ConflictError("appointment: was changed by somebody else just now; look again")


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
