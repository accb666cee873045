"""The two doors that take a ticket: every refusal is the same, in the same time (S5)."""

import hmac

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from central.bookings import visit_facts
from central.core.clinic_letters import ticket_locked
from central.core.window import ENTERABLE, may_confirm
from central.meeting.admission import Came, admit, let_in, offers, same_time
from central.meeting.answers import note_answer
from central.meeting.asked import COOKIE, Asked, Received, Short
from central.post import Posting, posting
from central.store import entries
from central.store.course import note_try
from central.store.tables import Appointment
from central.web.clerk import Clerk, clerk_of
from central.web.problems import problems
from wire.visits import Level

router = APIRouter(prefix="/api", tags=["patient"])


class Entry(Asked):
    """The link's ticket and the date of birth, YYYY-MM-DD."""

    ticket: Short
    birth_date: Short


class Confirmation(Entry):
    """The answer to the invitation."""

    yes: bool


@router.post("/entry", responses=problems(403, 422, 429), summary="Enter a visit")
async def enter(entry: Entry, request: Request, response: Response) -> Received:
    """Exchange a ticket and a date of birth for the cookie of this visit's window.

    ``needs-…`` says that the clinic asks for more at this visit: a code, or an e-ID (R60).
    """
    clerk = clerk_of(request)
    async with same_time(clerk, request):
        came = await run_in_threadpool(_enter, clerk, entry, request.cookies.get(COOKIE))
        return await let_in(request, response, came)


@router.post("/confirm", responses=problems(422, 429), summary="Answer the invitation")
async def confirm(answer: Confirmation, request: Request) -> Received:
    """R04; the answer is the same whatever the ticket."""
    clerk = clerk_of(request)
    async with same_time(clerk, request):
        await run_in_threadpool(_confirm_by_ticket, clerk, answer)
    return Received()


def _enter(clerk: Clerk, entry: Entry, former: str | None) -> Came:
    now = clerk.clock()
    with posting(clerk.database, clerk.outbox, now) as post:
        invited = entries.by_ticket(post.transaction, entry.ticket)
        if invited:
            note_try(post.transaction, invited.appointment.id, now)
        if not _proves(clerk, invited, entry, post) or invited is None:
            return Came(invited.appointment.id if invited else None)
        if not _by_birth_date(clerk, invited.appointment):
            return Came(invited.appointment.id)
        came = admit(clerk, post, invited.appointment, Level.LINK, former)
        if came.cookie:
            entries.forget_wrong(post.transaction, invited.appointment.id)
        return came


def _by_birth_date(clerk: Clerk, appointment: Appointment) -> bool:
    """Whether the link and a date of birth let in: a colleague, and whom somebody answers for."""
    offered = offers(clerk, appointment, "birth-date")
    return offered or appointment.practice or appointment.answers_for is not None


def _proves(clerk: Clerk, invited: entries.Invited | None, entry: Entry, post: Posting) -> bool:
    """Whether ticket and date of birth are right; five wrong dates lock it and tell the clinic."""
    right = invited.person.birth_date if invited else "0000-00-00"
    same = hmac.compare_digest(entry.birth_date.encode(), right.encode())
    if invited is None or not entries.take_try(post.transaction, invited.appointment.id):
        return False
    if same:
        entries.give_try_back(post.transaction, invited.appointment.id)
        return True
    if entries.lock_if_spent(post.transaction, invited.appointment.id, clerk.clock()):
        post.try_add(ticket_locked(visit_facts(clerk.settings, invited.appointment)))
    return False


def _confirm_by_ticket(clerk: Clerk, answer: Confirmation) -> None:
    now = clerk.clock()
    with posting(clerk.database, clerk.outbox, now) as post:
        invited = entries.by_ticket(post.transaction, answer.ticket)
        proven = _proves(clerk, invited, answer, post)
        if proven and invited and invited.appointment.status in ENTERABLE:
            entries.forget_wrong(post.transaction, invited.appointment.id)
            if may_confirm(invited.appointment.end, now):
                note_answer(clerk, post, invited.appointment, yes=answer.yes)
