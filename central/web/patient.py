"""The doors of the patient's page: entry, confirmation, consent, the visit (S5, R01–R04, R62)."""

import asyncio
import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.orm import Session as Transaction

from central.bookings import visit_facts
from central.core.letters import Letter, declined, ticket_locked
from central.core.window import ENTERABLE, closes, is_open, may_confirm, opens
from central.store import bookings, entries
from central.store.tables import Appointment, Person
from central.web.clerk import Clerk, clerk_of
from central.web.hall import Hall, hall_of
from central.web.problems import Refusal, problems
from wire.visits import Level

router = APIRouter(prefix="/api", tags=["patient"])

COOKIE = "ostord_session"
ANSWER_S = 0.25
"""Every entry and confirmation is answered after this time, whatever was wrong (S5)."""
ENTRIES_PER_S, ENTRIES_AT_ONCE = 1.0, 30

Short = Annotated[str, StringConstraints(max_length=128)]
ConsentVersion = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Asked(BaseModel):
    """The base of what a page sends."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Entry(Asked):
    """The link's ticket and the date of birth, YYYY-MM-DD."""

    ticket: Short
    birth_date: Short


class Confirmation(Entry):
    """The answer to the invitation."""

    yes: bool


class Answer(Asked):
    """*Ja* or *Nej* on arrival."""

    yes: bool


class ConsentAnswer(Asked):
    """A consent to one version of the text, or its withdrawal."""

    version: ConsentVersion
    accept: bool


class Received(BaseModel):
    """Nothing more is said."""

    code: str = "received"


class ConsentState(BaseModel):
    """The newest consent."""

    version: str | None
    accepted: bool


class VisitState(BaseModel):
    """The visit as the patient's page shows it; times are Unix seconds."""

    visit: str
    start: float
    end: float
    now: float
    opens: float
    closes: float
    clinic: str
    clinic_phone: str | None
    practitioner: str | None
    kind: str | None
    needs_confirmation: bool
    confirmed: bool
    consent: ConsentState
    phone_tail: str | None
    level: str
    language: str


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


@router.get("/visit", responses=problems(401), summary="The visit of this cookie")
def visit(request: Request) -> VisitState:
    """What the page shows."""
    clerk = clerk_of(request)
    cookie = _cookie(request)
    with clerk.database.begin() as transaction:
        found = entries.by_session(transaction, cookie)
        if found is None or not _still_open(found[1], clerk.clock()):
            raise Refusal(401, "not-signed-in")
        consent = entries.consent_of(transaction, found[1].id)
        state = ConsentState(
            version=consent.version if consent else None,
            accepted=bool(consent and consent.accepted),
        )
        return _state(clerk, found[1], found[2], state)


@router.post("/visit/confirm", responses=problems(401, 422), summary="Answer on arrival")
def confirm_on_arrival(answer: Answer, request: Request) -> Received:
    """R04: arriving and pressing *Ja* confirms."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found = entries.by_session(transaction, _cookie(request))
        if found is None or not _still_open(found[1], clerk.clock()):
            raise Refusal(401, "not-signed-in")
        appointment = found[1]
        letter = None
        if may_confirm(appointment.end, clerk.clock()):
            values: dict[str, object] = {"confirmation": "yes" if answer.yes else "no"}
            letter = _answered(clerk, appointment, answer.yes)
            if letter is not None or answer.yes:
                bookings.change(transaction, appointment, clerk.clock(), values)
    _send(clerk, letter)
    return Received()


@router.post("/consent", responses=problems(401, 422), summary="Give or withdraw the consent")
async def consent(answer: ConsentAnswer, request: Request) -> Received:
    """R62: each answer is written down with its version and time; a withdrawal ends the seat."""
    session = await run_in_threadpool(_consent, clerk_of(request), _cookie(request), answer)
    if not answer.accept:
        hall_of(request).leave(*session)
    return Received()


@router.post("/leave-session", summary="Forget this browser")
async def leave_session(request: Request, response: Response) -> Received:
    """Give up the seat and delete the cookie."""
    clerk, cookie = clerk_of(request), request.cookies.get(COOKIE, "")
    session = await run_in_threadpool(_end_session, clerk, cookie)
    if session:
        hall: Hall = hall_of(request)
        hall.leave(*session)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
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


def _cookie(request: Request) -> str:
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise Refusal(401, "not-signed-in")
    return cookie


def _still_open(appointment: Appointment, now: float) -> bool:
    if appointment.status in ("cancelled", "entered-in-error"):
        return False
    return is_open(appointment.start, appointment.end, appointment.last_connected, now)


def _enter(clerk: Clerk, entry: Entry, cookie: str) -> bool:
    now = clerk.clock()
    letter = None
    with clerk.database.begin() as transaction:
        invited, letter = _check(clerk, entry, transaction)
        allowed = (
            invited is not None
            and invited.appointment.status in ENTERABLE
            and _still_open(invited.appointment, now)
        )
        if invited and allowed:
            entries.forget_wrong(transaction, invited.appointment.id)
            entries.add_session(transaction, cookie, invited.appointment.id, now)
    _send(clerk, letter)
    return allowed


def _check(
    clerk: Clerk, entry: Entry, transaction: Transaction
) -> tuple[entries.Invited | None, Letter | None]:
    """Whom the ticket and date of birth prove; five wrong dates lock it and tell the clinic."""
    invited = entries.by_ticket(transaction, entry.ticket)
    right = invited.person.birth_date if invited else "0000-00-00"
    same = hmac.compare_digest(entry.birth_date.encode(), right.encode())
    if invited is None or invited.ticket.locked_at is not None:
        return None, None
    if same:
        return invited, None
    locks = entries.count_wrong(transaction, invited.appointment.id, clerk.clock())
    return None, ticket_locked(visit_facts(clerk.settings, invited.appointment)) if locks else None


def _confirm_by_ticket(clerk: Clerk, answer: Confirmation) -> None:
    now = clerk.clock()
    with clerk.database.begin() as transaction:
        invited, letter = _check(clerk, answer, transaction)
        if invited and invited.appointment.status in ENTERABLE:
            appointment = invited.appointment
            entries.forget_wrong(transaction, appointment.id)
            word = "yes" if answer.yes else "no"
            if may_confirm(appointment.end, now) and appointment.confirmation != word:
                letter = _answered(clerk, appointment, answer.yes)
                bookings.change(transaction, appointment, now, {"confirmation": word})
    _send(clerk, letter)


def _answered(clerk: Clerk, appointment: Appointment, yes: bool) -> Letter | None:
    """What the clinic must know of an answer: a *Nej*, once."""
    if yes or appointment.confirmation == "no":
        return None
    return declined(visit_facts(clerk.settings, appointment))


def _consent(clerk: Clerk, cookie: str, answer: ConsentAnswer) -> tuple[str, str]:
    with clerk.database.begin() as transaction:
        found = entries.by_session(transaction, cookie)
        if found is None or not _still_open(found[1], clerk.clock()):
            raise Refusal(401, "not-signed-in")
        entries.add_consent(
            transaction, found[1].id, answer.version, clerk.clock(), accepted=answer.accept
        )
        return found[1].id, found[0].digest


def _end_session(clerk: Clerk, cookie: str) -> tuple[str, str] | None:
    with clerk.database.begin() as transaction:
        found = entries.by_session(transaction, cookie)
        entries.end_session(transaction, cookie)
        return (found[1].id, found[0].digest) if found else None


def _send(clerk: Clerk, letter: Letter | None) -> None:
    if letter is not None:
        clerk.outbox.draft(letter, clerk.clock()).send()


def _state(
    clerk: Clerk, appointment: Appointment, person: Person, consent: ConsentState
) -> VisitState:
    return VisitState(
        visit=appointment.id,
        start=appointment.start,
        end=appointment.end,
        now=clerk.clock(),
        opens=opens(appointment.start),
        closes=closes(appointment.end, appointment.last_connected),
        clinic=clerk.settings.clinic,
        clinic_phone=clerk.settings.clinic_phone,
        practitioner=appointment.practitioner,
        kind=appointment.kind,
        needs_confirmation=appointment.confirmation != "not-needed",
        confirmed=appointment.confirmation in ("not-needed", "yes"),
        consent=consent,
        phone_tail=person.phone[-2:] if person.phone else None,
        level=Level.LINK.value,
        language=appointment.language,
    )
