"""The doors of the check of identity: who it should be, that it was checked, who answers for it."""

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from sqlalchemy.orm import Session as Transaction

from central.core.access import Right
from central.core.audit import Entry
from central.core.chairs import HELD, OURS, Lobby
from central.meeting.admission import least_level
from central.meeting.asked import Asked, Received, Short
from central.meeting.hall import Hall, hall_of
from central.meeting.identified import Check, of_peer, write_check
from central.staff.session import Staff, who_may
from central.staff.visits import clinics_visit, held_visit
from central.store import audit, identity
from central.store.tables import Appointment
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.visits import Level, Role

router = APIRouter(prefix="/api/staff/visits", tags=["staff"])
HOLDS = Depends(who_may(Right.HOLD_VISIT))
BOOKS = Depends(who_may(Right.BOOK))


class SomebodyHere(BaseModel):
    """Somebody at the visit just now."""

    peer: str
    role: Role
    level: Level | None
    checked: bool
    """By hand, by a clinician; it can be taken back."""


class Identity(BaseModel):
    """Who the booking is for, and how surely those who are here are known."""

    name: str | None
    """None after anonymisation."""
    personnummer: str | None
    """Twelve digits; None for a colleague at a test visit."""
    birth_date: str | None
    here: list[SomebodyHere]


class Checked(Asked):
    """*Identitet kontrollerad*, or taken back."""

    peer: Short
    confirmed: bool


class Answering(Asked):
    """Whether the person who asks answers for the check of identity (R61)."""

    answers: bool


class Lacking(BaseModel):
    """What must be proven to come in, and who let the patient in without."""

    least_level: Level
    answers_for: str | None
    """The HSA-id."""


@router.get("/{visit}/identity", responses=problems(401, 403, 404), summary="Who it should be")
def who(visit: str, request: Request, person: Staff = HOLDS) -> Identity:
    """Name and number, to compare with what the patient says; each reading is in the audit log."""
    clerk, hall = clerk_of(request), hall_of(request)
    with clerk.database.begin() as transaction:
        found, patient = held_visit(transaction, clerk, person, visit)
        audit.note(transaction, _entry(clerk, person, found.id, "read-personnummer"))
        chairs = [c for c in _lobby(hall, visit).chairs if c.role not in OURS and c.seat in HELD]
        return Identity(
            name=patient.name if patient else None,
            personnummer=(patient.personnummer or None) if patient else None,
            birth_date=patient.birth_date if patient else None,
            here=[
                SomebodyHere(
                    peer=c.peer,
                    role=c.role,
                    level=c.level,
                    checked=identity.vouched(transaction, c.holder),
                )
                for c in chairs
            ],
        )


@router.post(
    "/{visit}/identity", responses=problems(401, 403, 404, 409, 422), summary="Identity checked"
)
async def check(visit: str, said: Checked, request: Request, person: Staff = HOLDS) -> Received:
    """R60: below an e-ID it opens chat, files and snapshot; 409 when they are not here any more."""
    clerk, hall = clerk_of(request), hall_of(request)
    chair = of_peer(hall, visit, said.peer)
    told = None
    if chair is not None:
        by = (person.subject, "staff-page", said.confirmed)
        told = Check(visit, chair.holder, chair.role, *by)
    level = await run_in_threadpool(_check, clerk, person, visit, told)
    if chair is None or level is None:
        raise Refusal(409, "gone", "peer")
    hall.know(visit, chair.holder, level)
    return Received()


@router.get(
    "/{visit}/least-level", responses=problems(401, 403, 404), summary="What must be proven"
)
def lacking(visit: str, request: Request, person: Staff = BOOKS) -> Lacking:
    """What the clinic asks of a patient of this visit."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found, _ = clinics_visit(transaction, clerk, person, visit)
        return Lacking(least_level=least_level(clerk, found), answers_for=found.answers_for)


@router.put(
    "/{visit}/least-level", responses=problems(401, 403, 404, 422), summary="Answer for the check"
)
def answer_for(visit: str, said: Answering, request: Request, person: Staff = BOOKS) -> Received:
    """R61: the patient comes in without an e-ID, and the person who asks answers for the check."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found, _ = clinics_visit(transaction, clerk, person, visit)
        if said.answers:
            answer_for_check(transaction, clerk, person, found)
        elif found.answers_for is not None:
            found.answers_for = None
            audit.note(transaction, _entry(clerk, person, found.id, "eid-required"))
    return Received()


def answer_for_check(
    transaction: Transaction, clerk: Clerk, person: Staff, found: Appointment
) -> None:
    """R61: the person lets the patient in without an e-ID, and answers for the check; logged."""
    if found.answers_for is None:
        found.answers_for = person.subject
        audit.note(transaction, _entry(clerk, person, found.id, "invite-without-eid"))


def _check(clerk: Clerk, person: Staff, visit: str, told: Check | None) -> Level | None:
    with clerk.database.begin() as transaction:
        held_visit(transaction, clerk, person, visit)
        return write_check(transaction, clerk, told) if told else None


def _lobby(hall: Hall, visit: str) -> Lobby:
    return hall.lobbies.get(visit, Lobby(visit))


def _entry(clerk: Clerk, person: Staff, visit: str, action: str) -> Entry:
    return Entry(
        clerk.clock(), person.subject, action, clinic=person.clinic, entity=f"Appointment/{visit}"
    )
