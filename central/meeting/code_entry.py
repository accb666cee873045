"""The doors of the code by SMS: asked for with a link, given once; no answer tells more (S5)."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from central.core.window import ENTERABLE
from central.meeting.admission import Came, admit, let_in, same_time
from central.meeting.answers import still_open
from central.meeting.asked import COOKIE, Asked, Received, Short
from central.meeting.codes import right_code, send_code
from central.post import Posting, posting
from central.store import entries
from central.store.course import note_try
from central.store.tables import Appointment
from central.web.clerk import Clerk, clerk_of
from central.web.problems import problems
from wire.visits import Level

router = APIRouter(prefix="/api/entry", tags=["patient"])
WAY = "sms-code"


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
    phone: str | None


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
        party = _party(post, ticket)
        if party is None or WAY not in clerk.settings.ways:
            return
        note_try(post.transaction, party.appointment.id, now)
        if party.appointment.status in ENTERABLE and still_open(party.appointment, now):
            send_code(clerk, post, party.appointment, party.id, party.phone)


def _enter(clerk: Clerk, entry: CodeEntry, former: str | None) -> Came:
    now = clerk.clock()
    with posting(clerk.database, clerk.outbox, now) as post:
        party = _party(post, entry.ticket)
        if party:
            note_try(post.transaction, party.appointment.id, now)
        right = right_code(clerk, post, party.id if party else "", entry.code.strip())
        if party is None or not right or WAY not in clerk.settings.ways:
            return Came(party.appointment.id if party else None)
        return admit(clerk, post, party.appointment, Level.SMS_CODE, former)


def _party(post: Posting, ticket: str) -> Party | None:
    """Whose ticket it is; nobody's when it is locked."""
    invited = entries.by_ticket(post.transaction, ticket)
    if invited is None or invited.ticket.locked_at is not None:
        return None
    return Party(invited.appointment.id, invited.appointment, invited.person.phone)
