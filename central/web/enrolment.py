"""The doors through which a new unit comes in: its own, and those of who lets it in."""

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from central import enrolment
from central.enrolment import Place
from central.feed.access import unit_of
from central.feed.tokens import READ
from central.feed.words import RESPONSES
from central.meeting.asked import Asked, Received, Short
from central.staff.refusing import refusing
from central.store import enrolments
from central.web.clerk import Clerk, clerk_of
from central.web.fleet_seer import Seer, enroller_of, seer_of
from central.web.problems import Refusal, problems
from wire.enrolment import Enrolment, EnrolmentAsked, Renewed

router = APIRouter(prefix="/api", tags=["fleet"])

ASKS_PER_S, ASKS_AT_ONCE = 0.2, 20
POLLS_PER_S, POLLS_AT_ONCE = 5.0, 60
TRIES_PER_S, TRIES_AT_ONCE = 0.2, 20
SEES = Depends(seer_of)
LETS_IN = Depends(enroller_of)


class Waiting(BaseModel):
    """A unit that waits to be let in; its code is on its own screen alone. Unix seconds."""

    id: str
    asked_at: float
    address: str


class Approval(Asked):
    """The code on the unit's screen, and what the unit is to be."""

    code: Short
    unit: Short
    """``site/name``."""
    location: Short
    """The id of the room's FHIR Location."""
    room: Short


class Withdrawal(Asked):
    """Whom nobody shall believe any more."""

    unit: Short


class Withdrawn(BaseModel):
    """``broker`` False: central may not tell the broker; it must be done by hand."""

    unit: str
    broker: bool


@router.post(
    "/enrolments",
    responses=problems(409, 422, 429),
    response_model_exclude_none=True,
    summary="A new unit asks",
)
def ask(asked: EnrolmentAsked, request: Request, response: Response) -> Enrolment:
    """With a request that the unit's own key has signed; the same key is known again."""
    clerk = clerk_of(request)
    if clerk.too_fast(request, ASKS_PER_S, ASKS_AT_ONCE):
        raise Refusal(429, "too-fast")
    address = request.client.host if request.client else ""
    with refusing():
        identity, state = enrolment.ask(clerk.database, asked.request, address, clerk.clock())
    response.headers["Cache-Control"] = "no-store"
    return Enrolment(id=identity, state=state)


@router.get(
    "/enrolments/{identity}",
    responses=problems(404, 429),
    response_model_exclude_none=True,
    summary="What became of a unit's request",
)
def poll(identity: str, request: Request, response: Response) -> Enrolment:
    """Certificate, authority and place once it was let in; to be asked every two seconds."""
    clerk = clerk_of(request)
    address = request.client.host if request.client else ""
    if clerk.hurries(address, "/api/enrolments/", POLLS_PER_S, POLLS_AT_ONCE):
        raise Refusal(429, "too-fast")
    response.headers["Cache-Control"] = "no-store"
    with refusing():
        return enrolment.answer(clerk.settings, clerk.database, identity, clerk.clock())


@router.post(
    "/enrolments/renewal",
    responses={401: RESPONSES[401], **problems(409, 422, 429)},
    summary="A unit's new certificate",
)
def renew(asked: EnrolmentAsked, request: Request) -> Renewed:
    """For the key that it has, by its own access token."""
    clerk = clerk_of(request)
    if clerk.too_fast(request, ASKS_PER_S, ASKS_AT_ONCE):
        raise Refusal(429, "too-fast")
    with clerk.database.begin() as session:
        unit = unit_of(clerk, session, request, READ)
    with refusing():
        signed = enrolment.renew(clerk.settings, clerk.database, unit, asked.request)
    return Renewed(certificate=signed)


@router.get(
    "/fleet/enrolments", responses=problems(401, 403), summary="Units that wait to be let in"
)
def waiting(request: Request, _: Seer = SEES) -> list[Waiting]:
    """The oldest first; which code is whose is only on the units' screens."""
    clerk = clerk_of(request)
    with clerk.database.begin() as session:
        rows = enrolments.waiting(session, clerk.clock())
        return [Waiting(id=row.id, asked_at=row.asked_at, address=row.address) for row in rows]


@router.post(
    "/fleet/enrolments/approve",
    responses=problems(401, 403, 404, 409, 422, 429),
    summary="Let a unit in by the code on its screen",
)
def approve(asked: Approval, request: Request, person: Seer = LETS_IN) -> Received:
    """409 ``taken`` for a name or a room that has a unit, or a name that was withdrawn."""
    clerk = _let_in(request)
    place = Place(asked.unit, asked.location, asked.room)
    with refusing():
        enrolment.approve(
            clerk.settings, clerk.database, asked.code, place, person.actor, clerk.clock()
        )
    return Received(code="approved")


@router.post(
    "/fleet/enrolments/{identity}/refuse",
    responses=problems(401, 403, 404, 429),
    summary="Turn a unit away",
)
def refuse(identity: str, request: Request, person: Seer = LETS_IN) -> Received:
    """By its id in the list of those that wait."""
    clerk = _let_in(request)
    with refusing():
        enrolment.refuse(clerk.database, identity, person.actor, clerk.clock())
    return Received(code="refused")


@router.post(
    "/fleet/units/withdraw",
    responses=problems(401, 403, 404, 429),
    summary="Believe a unit no more",
)
def withdraw(asked: Withdrawal, request: Request, person: Seer = LETS_IN) -> Withdrawn:
    """Its tokens end, the broker refuses it, its room is free; its name never comes back."""
    clerk = _let_in(request)
    with refusing():
        told = enrolment.withdraw(
            clerk.settings, clerk.database, asked.unit, person.actor, clerk.clock()
        )
    return Withdrawn(unit=asked.unit, broker=told)


def _let_in(request: Request) -> Clerk:
    """Not by trying codes."""
    clerk = clerk_of(request)
    if clerk.too_fast(request, TRIES_PER_S, TRIES_AT_ONCE):
        raise Refusal(429, "too-fast")
    return clerk
