"""The two doors that take a ticket: every refusal is the same, in the same time (S5)."""

import asyncio
import hmac
import secrets

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as Transaction

from central.bookings import visit_facts
from central.core.clinic_letters import ticket_locked
from central.core.letters import Letter
from central.core.window import ENTERABLE, may_confirm
from central.meeting.answers import note_answer, send, still_open
from central.meeting.asked import COOKIE, Asked, Received, Short
from central.store import entries
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
        if not await run_in_threadpool(_enter, clerk, entry, cookie):
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


def _enter(clerk: Clerk, entry: Entry, cookie: str) -> bool:
    now = clerk.clock()
    letter = None
    with clerk.database.begin() as transaction:
        invited, letter = _check(clerk, entry, transaction)
        allowed = (
            invited is not None
            and invited.appointment.status in ENTERABLE
            and still_open(invited.appointment, now)
        )
        if invited and allowed:
            entries.forget_wrong(transaction, invited.appointment.id)
            entries.add_session(transaction, cookie, invited.appointment.id, now)
    send(clerk, letter)
    return allowed


def _check(
    clerk: Clerk, entry: Entry, transaction: Transaction
) -> tuple[entries.Invited | None, Letter | None]:
    """Whom the ticket and date of birth prove; five wrong dates lock it and tell the clinic."""
    invited = entries.by_ticket(transaction, entry.ticket)
    right = invited.person.birth_date if invited else "0000-00-00"
    same = hmac.compare_digest(entry.birth_date.encode(), right.encode())
    if invited is None or not entries.take_try(transaction, invited.appointment.id):
        return None, None
    if same:
        entries.give_try_back(transaction, invited.appointment.id)
        return invited, None
    locks = entries.lock_if_spent(transaction, invited.appointment.id, clerk.clock())
    return None, ticket_locked(visit_facts(clerk.settings, invited.appointment)) if locks else None


def _confirm_by_ticket(clerk: Clerk, answer: Confirmation) -> None:
    now = clerk.clock()
    with clerk.database.begin() as transaction:
        invited, letter = _check(clerk, answer, transaction)
        if invited and invited.appointment.status in ENTERABLE:
            appointment = invited.appointment
            entries.forget_wrong(transaction, appointment.id)
            if may_confirm(appointment.end, now):
                letter = note_answer(clerk, transaction, appointment, yes=answer.yes)
    send(clerk, letter)
