"""The doors of the code: asked for with a link, given once; no answer tells more (S5, R40, R60).

A patient gets one where the clinic offers that way in. A guest always does: it is their only way.
A guest's link is locked after five wrong codes, as a patient's is after five wrong dates.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from central.bookings import visit_facts
from central.core.clinic_letters import guest_locked
from central.core.window import ENTERABLE
from central.meeting.admission import Came, admit, let_in, offers, same_time
from central.meeting.answers import still_open
from central.meeting.asked import COOKIE, Asked, Received, Short
from central.meeting.codes import right_code, send_code
from central.post import Posting, posting
from central.store import entries, guests
from central.store.course import note_try
from central.store.guest_tables import Guest
from central.store.tables import Appointment
from central.web.clerk import Clerk, clerk_of
from central.web.problems import problems
from wire.visits import Level, Role

router = APIRouter(prefix="/api/entry", tags=["patient"])


class Link(Asked):
    """The link's ticket."""

    ticket: Short


class CodeEntry(Link):
    """The link's ticket and the code that came by SMS."""

    code: Short


@dataclass(frozen=True, slots=True)
class Party:
    """Whose link it is, and where their code goes."""

    id: str
    appointment: Appointment
    address: str | None
    """A phone number; for a guest without one an e-mail address, where the clinic allows it."""
    level: Level = Level.SMS_CODE
    """What the code proves."""
    guest: Guest | None = None


@router.post("/code", responses=problems(422, 429), summary="Ask for a code by SMS")
async def ask_for_code(link: Link, request: Request) -> Received:
    """A code goes to the booking's number; the answer is the same whatever the ticket."""
    clerk = clerk_of(request)
    async with same_time(clerk, request):
        await run_in_threadpool(_send, clerk, link.ticket)
    return Received()


@router.post("/by-code", responses=problems(403, 422, 429), summary="Enter a visit by a code")
async def enter_by_code(entry: CodeEntry, request: Request, response: Response) -> Received:
    """Exchange a ticket and the code for the cookie of this visit's window (R60)."""
    clerk = clerk_of(request)
    async with same_time(clerk, request):
        came = await run_in_threadpool(_enter, clerk, entry, request.cookies.get(COOKIE))
        return await let_in(request, response, came)


def _send(clerk: Clerk, ticket: str) -> None:
    now = clerk.clock()
    with posting(clerk.database, clerk.outbox, now) as post:
        party = _party(clerk, post, ticket)
        if party is None:
            return
        _note_try(post, party, now)
        if party.appointment.status in ENTERABLE and still_open(party.appointment, now):
            send_code(clerk, post, party.appointment, party.id, party.address)


def _enter(clerk: Clerk, entry: CodeEntry, former: str | None) -> Came:
    now = clerk.clock()
    with posting(clerk.database, clerk.outbox, now) as post:
        party = _party(clerk, post, entry.ticket)
        if party:
            _note_try(post, party, now)
        counted = party and party.guest and guests.take_try(post.transaction, party.guest.id)
        right = right_code(clerk, post, party.id if party else "", entry.code.strip())
        if party is None or not right or (party.guest and not counted):
            _lock(clerk, post, party)
            return Came(party.appointment.id if party else None)
        if party.guest:
            guests.forget_wrong(post.transaction, party.guest.id)
        return admit(clerk, post, party.appointment, party.level, former, party.guest)


def _party(clerk: Clerk, post: Posting, ticket: str) -> Party | None:
    """Whose ticket it is; nobody's when it is locked, or the clinic offers no code."""
    invited = entries.by_ticket(post.transaction, ticket)
    if invited is not None and invited.ticket.locked_at is None:
        if not offers(clerk, invited.appointment, "sms-code"):
            return None
        return Party(invited.appointment.id, invited.appointment, invited.person.phone)
    come = guests.by_ticket(post.transaction, ticket)
    if come is None or come.guest.locked_at is not None:
        return None
    guest, appointment = come.guest, come.appointment
    if guest.phone:
        return Party(guest.id, appointment, guest.phone, guest=guest)
    clinic = clerk.settings.clinic_of(appointment.clinic, appointment.location)
    by_email = clinic.guests_by_email
    return Party(guest.id, appointment, guest.email if by_email else None, Level.LINK, guest)


def _note_try(post: Posting, party: Party, now: float) -> None:
    """A guest's try is none of the patient's (R05)."""
    if party.guest:
        party.guest.tried_at = now
    else:
        note_try(post.transaction, party.appointment.id, now)


def _lock(clerk: Clerk, post: Posting, party: Party | None) -> None:
    """The fifth wrong code locks a guest's link and tells the clinic."""
    if (
        party
        and party.guest
        and guests.lock_if_spent(post.transaction, party.guest.id, clerk.clock())
    ):
        facts = visit_facts(clerk.settings, party.appointment)
        post.try_add(guest_locked(facts, Role(party.guest.role)))
