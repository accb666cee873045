"""The doors behind the session cookie: the visit, confirmation, consent (R04, R60, R62)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, StringConstraints

from central import attachments
from central.clinic_told import ClinicSays, clinic_says
from central.clinics import clinic_of
from central.core.attachments import BEFORE
from central.core.initials import initials
from central.core.window import closes, may_confirm, opens
from central.eid.judging import may_prove
from central.meeting.answers import note_answer, still_open
from central.meeting.asked import COOKIE, Asked, Received
from central.meeting.hall import Hall, hall_of
from central.post import posting
from central.store import entries, guests
from central.store.course import runs_with
from central.store.guests import Party
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.visits import FOR_THE_PATIENT, Role

router = APIRouter(prefix="/api", tags=["patient"])

ANSWER_S = 0.25
"""Every entry and confirmation is answered after this time, whatever was wrong (S5)."""
ENTRIES_PER_S, ENTRIES_AT_ONCE = 1.0, 30

Short = Annotated[str, StringConstraints(max_length=128)]
ConsentVersion = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Answer(Asked):
    """*Ja* or *Nej* on arrival."""

    yes: bool


class ConsentAnswer(Asked):
    """A consent to one version of the text, or its withdrawal."""

    version: ConsentVersion
    accept: bool


class ConsentState(BaseModel):
    """The newest consent."""

    version: str | None
    accepted: bool


class ConsentGiven(BaseModel):
    """A consent given or withdrawn; ``at`` in Unix seconds."""

    version: str
    accepted: bool
    at: float


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
    clinic_says: ClinicSays
    message: str | None
    """The clinician's short text (R29)."""
    guardian: bool
    proxy: bool
    practitioner: str | None
    kind: str | None
    needs_confirmation: bool
    confirmed: bool
    consent: ConsentState
    phone_tail: str | None
    level: str
    can_prove: list[str]
    """The e-IDs by which this person may be known better than they are."""
    language: str
    role: Role
    """Who this page is at the visit: its patient, or a guest."""
    for_whom: str | None
    """The patient's initials, for a guest who takes part in the patient's place (R41, R47)."""


@router.get("/visit", responses=problems(401), summary="The visit of this cookie")
def visit(request: Request) -> VisitState:
    """What the page shows; a visit that runs is shown to who sits there, cancelled or not (S4)."""
    clerk = clerk_of(request)
    cookie = _cookie(request)
    with clerk.database.begin() as transaction:
        found = guests.by_session(transaction, cookie)
        if found is None or not (
            still_open(found.appointment, clerk.clock())
            or runs_with(transaction, found.appointment.id, found.session.digest, found.guest)
        ):
            raise Refusal(401, "not-signed-in")
        consent = entries.consent_of(transaction, found.appointment.id, found.guest_id)
        state = ConsentState(
            version=consent.version if consent else None,
            accepted=bool(consent and consent.accepted),
        )
        return _state(clerk, found, state)


@router.post("/visit/confirm", responses=problems(401, 422), summary="Answer on arrival")
def confirm_on_arrival(answer: Answer, request: Request) -> Received:
    """R04: arriving and pressing *Ja* confirms."""
    clerk = clerk_of(request)
    with posting(clerk.database, clerk.outbox, clerk.clock()) as post:
        found = entries.by_session(post.transaction, _cookie(request))
        if found is None or not still_open(found[1], clerk.clock()):
            raise Refusal(401, "not-signed-in")
        if may_confirm(found[1].end, clerk.clock()):
            note_answer(clerk, post, found[1], yes=answer.yes)
    return Received()


@router.get("/consent", responses=problems(401), summary="Every answer to the terms")
def consents(request: Request) -> list[ConsentGiven]:
    """Newest first (R62)."""
    with clerk_of(request).database.begin() as transaction:
        found = guests.by_session(transaction, _cookie(request))
        if found is None:
            raise Refusal(401, "not-signed-in")
        given = entries.consents_of(transaction, found.appointment.id, found.guest_id)
        return [ConsentGiven(version=g.version, accepted=g.accepted, at=g.at) for g in given]


@router.post("/consent", responses=problems(401, 422), summary="Give or withdraw the consent")
async def consent(answer: ConsentAnswer, request: Request) -> Received:
    """R62: each answer is written down with its version and time; a withdrawal ends the seat."""
    session = await run_in_threadpool(_consent, clerk_of(request), _cookie(request), answer)
    if not answer.accept:
        await hall_of(request).leave(*session)
    return Received()


@router.post("/leave-session", summary="Forget this browser")
async def leave_session(request: Request, response: Response) -> Received:
    """Give up the seat and delete the cookie."""
    clerk, cookie = clerk_of(request), request.cookies.get(COOKIE, "")
    session = await run_in_threadpool(_end_session, clerk, cookie)
    if session:
        hall: Hall = hall_of(request)
        await hall.leave(*session)
        hall.dismiss(session[1])
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return Received()


def _cookie(request: Request) -> str:
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise Refusal(401, "not-signed-in")
    return cookie


def _consent(clerk: Clerk, cookie: str, answer: ConsentAnswer) -> tuple[str, str]:
    with clerk.database.begin() as transaction:
        found = guests.by_session(transaction, cookie)
        if found is None or not still_open(found.appointment, clerk.clock()):
            raise Refusal(401, "not-signed-in")
        entries.add_consent(
            transaction,
            found.appointment.id,
            answer.version,
            clerk.clock(),
            accepted=answer.accept,
            guest=found.guest_id,
        )
        if not answer.accept and found.guest is None:
            attachments.erase(transaction, found.appointment.id, *BEFORE)
        return found.appointment.id, found.session.digest


def _end_session(clerk: Clerk, cookie: str) -> tuple[str, str] | None:
    with clerk.database.begin() as transaction:
        found = guests.by_session(transaction, cookie)
        entries.end_session(transaction, cookie)
        return (found.appointment.id, found.session.digest) if found else None


def _state(clerk: Clerk, party: Party, consent: ConsentState) -> VisitState:
    appointment, person, guest = party.appointment, party.person, party.guest
    phone, own = (guest or person).phone, party.role in FOR_THE_PATIENT
    whose = initials(person.name, protected=person.protected) if guest and own else None
    clinic = clinic_of(clerk.settings.all_clinics, appointment.clinic, appointment.location)
    now = clerk.clock()
    return VisitState(
        visit=appointment.id,
        start=appointment.start,
        end=appointment.end,
        now=now,
        opens=opens(appointment.start),
        closes=closes(appointment.end, appointment.last_connected),
        clinic=clinic.name,
        clinic_phone=clinic.phone,
        clinic_says=clinic_says(clinic, datetime.fromtimestamp(now, clerk.settings.zone)),
        message=person.message if own else None,
        guardian=appointment.guardian,
        proxy=appointment.proxy and own,
        practitioner=appointment.practitioner,
        kind=appointment.kind if own else None,
        needs_confirmation=guest is None and appointment.confirmation != "not-needed",
        confirmed=guest is not None or appointment.confirmation in ("not-needed", "yes"),
        consent=consent,
        phone_tail=phone[-2:] if phone else None,
        level=party.session.shown_level.value,
        can_prove=may_prove(clerk.settings, party),
        language=appointment.language,
        role=party.role,
        for_whom=whose,
    )
