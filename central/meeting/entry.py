"""The two doors that take a ticket: every refusal is the same, in the same time (S5)."""

import asyncio
import hmac
import secrets

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from central.bookings import visit_facts
from central.core.clinic_letters import ticket_locked
from central.core.window import ENTERABLE, may_confirm
from central.meeting.answers import note_answer, still_open
from central.meeting.asked import COOKIE, Asked, Received, Short
from central.meeting.hall import hall_of
from central.post import Posting, posting
from central.store import entries
from central.store.course import note_try
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api", tags=["patient"])

ANSWER_S = 0.25
"""Every entry and confirmation is answered after this time, whatever was wrong (S5)."""
ENTRIES_PER_S, ENTRIES_AT_ONCE = 1.0, 30


class Entry(Asked):
    """The link's ticket and the date of birth, YYYY-MM-DD."""

    ticket: Short
    birth_date: Short


class Confirmation(Entry):
    """The answer to the invitation."""

    yes: bool


@router.post("/entry", responses=problems(403, 422, 429), summary="Enter a visit")
async def enter(entry: Entry, request: Request, response: Response) -> Received:
    """Exchange a ticket and a date of birth for the cookie of this visit's window."""
    clerk = clerk_of(request)
    async with _same_time(clerk, request):
        cookie = secrets.token_urlsafe(32)
        allowed, tried = await run_in_threadpool(_enter, clerk, entry, cookie)
        if tried:
            await hall_of(request).note_try(tried)
        if not allowed:
            raise Refusal(403, "refused")
    response.set_cookie(
        COOKIE,
        cookie,
        path="/",
        httponly=True,
        samesite="strict",
        secure=clerk.settings.base_url.startswith("https:"),
    )
    return Received(code="entered")


@router.post("/confirm", responses=problems(422, 429), summary="Answer the invitation")
async def confirm(answer: Confirmation, request: Request) -> Received:
    """R04; the answer is the same whatever the ticket."""
    clerk = clerk_of(request)
    async with _same_time(clerk, request):
        await run_in_threadpool(_confirm_by_ticket, clerk, answer)
    return Received()


class _same_time:  # noqa: N801 - reads as a word in ``async with``
    """Answers after ANSWER_S whatever happened, and refuses an address that tries too often."""

    def __init__(self, clerk: Clerk, request: Request) -> None:
        self._clerk = clerk
        self._request = request

    async def __aenter__(self) -> None:
        if self._clerk.too_fast(self._request, ENTRIES_PER_S, ENTRIES_AT_ONCE):
            raise Refusal(429, "too-fast")
        self._due = asyncio.get_running_loop().time() + ANSWER_S

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(self._due - asyncio.get_running_loop().time())


def _enter(clerk: Clerk, entry: Entry, cookie: str) -> tuple[bool, str | None]:
    """Whether somebody came in, and the visit whose link was tried."""
    now = clerk.clock()
    with posting(clerk.database, clerk.outbox, now) as post:
        invited = entries.by_ticket(post.transaction, entry.ticket)
        if invited:
            note_try(post.transaction, invited.appointment.id, now)
        allowed = (
            _proves(clerk, invited, entry, post)
            and invited is not None
            and invited.appointment.status in ENTERABLE
            and still_open(invited.appointment, now)
        )
        if invited and allowed:
            entries.forget_wrong(post.transaction, invited.appointment.id)
            entries.add_session(post.transaction, cookie, invited.appointment.id, now)
    return allowed, invited.appointment.id if invited else None


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
