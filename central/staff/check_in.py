"""Checking in to a room (R18): the code on its screen, what it means, the person's own *Ja*.

A clinic gets its own rooms alone: a code proves that somebody stands before the screen, not that
the room's visits are theirs to hold.
"""

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from sqlalchemy.orm import Session as Transaction

from central.clinics import clinic_at
from central.core.access import Right
from central.meeting.asked import Asked, Received, Short
from central.meeting.attendance import attendance_of
from central.meeting.hall import Hall, hall_of
from central.staff.room_codes import Codes, codes_of
from central.staff.session import Staff, who_may
from central.store import check_ins
from central.store.staff_tables import CheckIn
from central.store.units import unit_at
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff", tags=["staff"])
MAY = Depends(who_may(Right.CHECK_IN))


class Code(Asked):
    """The characters on the room's screen."""

    code: Short


class Confirmed(Asked):
    """*Ja, checka in*."""

    location: Short
    take_over: bool = False
    """Also where another one is checked in, who is then checked out."""


class There(BaseModel):
    """Who is checked in to a room."""

    name: str
    title: str | None
    since: float


class Where(BaseModel):
    """A room, the clinic it belongs to, and who is there besides the person."""

    location: str
    room: str
    clinic: str
    clinic_name: str
    since: float | None = None
    """When the person checked in."""
    there: There | None = None


class MyRoom(BaseModel):
    """Where the person is checked in, and the room whose code they showed."""

    here: Where | None
    asked: Where | None


@router.get("/check-in", responses=problems(401, 403), summary="Which room am I checked in to")
def my_room(request: Request, person: Staff = MAY) -> MyRoom:
    """Now, in any browser; and what this browser may still confirm."""
    clerk, codes = clerk_of(request), codes_of(request)
    with clerk.database.begin() as transaction:
        return _my_room(clerk, codes, transaction, person)


@router.post("/check-in", responses=problems(401, 403, 404, 429), summary="Show a room's code")
def show_code(shown: Code, request: Request, person: Staff = MAY) -> MyRoom:
    """Which room it is; nobody is checked in by it alone. It is used up."""
    clerk, codes = clerk_of(request), codes_of(request)
    now = clerk.clock()
    if codes.pauses(person.subject, now):
        raise Refusal(429, "too-many", "code")
    location = codes.try_(person.subject, shown.code, now)
    if location is None:
        raise Refusal(404, "unknown-code", "code")
    clinic = clinic_at(clerk.settings.all_clinics, location).id
    if Right.CHECK_IN not in person.rights_in(clinic):
        raise Refusal(403, "foreign-room", "code")
    codes.claim(person.session, location, now)
    with clerk.database.begin() as transaction:
        return _my_room(clerk, codes, transaction, person)


@router.post(
    "/check-in/confirm", responses=problems(401, 403, 404, 409), summary="Check in to that room"
)
async def confirm(confirmed: Confirmed, request: Request, person: Staff = MAY) -> MyRoom:
    """One room a person and one person a room; never while a visit runs in either."""
    asked = (clerk_of(request), codes_of(request), hall_of(request), person, confirmed)
    attendance = attendance_of(request)
    async with attendance.turn:
        told = await run_in_threadpool(_confirm, *asked)
    await attendance.tell(confirmed.location)
    return told


@router.delete("/check-in/asked", responses=problems(401, 403), summary="Do not check in")
def leave_it(request: Request, person: Staff = MAY) -> Received:
    """*Avbryt*: this browser may confirm nothing any more."""
    codes_of(request).forget(person.session)
    return Received()


@router.post("/check-out", responses=problems(401, 403, 409), summary="Check out")
async def check_out(request: Request, person: Staff = MAY) -> Received:
    """From the room that the person is checked in to; not while a visit runs there."""
    attendance = attendance_of(request)
    async with attendance.turn:
        location = await run_in_threadpool(_check_out, clerk_of(request), hall_of(request), person)
    if location:
        await attendance.tell(location)
    return Received()


def _confirm(clerk: Clerk, codes: Codes, hall: Hall, person: Staff, confirmed: Confirmed) -> MyRoom:
    now, location = clerk.clock(), confirmed.location
    if codes.claimed(person.session, now) != location:
        raise Refusal(404, "too-late", "location")
    if clinic_at(clerk.settings.all_clinics, location).id != person.clinic:
        raise Refusal(403, "other-clinic", "location")
    with clerk.database.begin() as transaction:
        there = check_ins.at(transaction, location)
        mine = check_ins.of(transaction, person.subject)
        if any(row and hall.runs_at(row.location) for row in (there, mine)):
            raise Refusal(409, "visit-runs")
        taken = there is not None and there.subject != person.subject
        if taken and not confirmed.take_over:
            raise Refusal(409, "somebody-there")
        new = CheckIn(
            location=location,
            subject=person.subject,
            name=person.name,
            title=person.title,
            clinic=person.clinic,
            since=now,
        )
        check_ins.begin(transaction, new, "took-over" if taken else "code")
        codes.forget(person.session)
        return _my_room(clerk, codes, transaction, person)


def _check_out(clerk: Clerk, hall: Hall, person: Staff) -> str | None:
    with clerk.database.begin() as transaction:
        mine = check_ins.of(transaction, person.subject)
        if mine is None:
            return None
        if hall.runs_at(mine.location):
            raise Refusal(409, "visit-runs")
        check_ins.end(transaction, mine, clerk.clock(), person.subject, "pressed")
        return mine.location


def _my_room(clerk: Clerk, codes: Codes, transaction: Transaction, person: Staff) -> MyRoom:
    mine = check_ins.of(transaction, person.subject)
    asked = codes.claimed(person.session, clerk.clock())
    here = _where(clerk, transaction, mine.location, person) if mine else None
    return MyRoom(
        here=here.model_copy(update={"since": mine.since}) if here and mine else None,
        asked=_where(clerk, transaction, asked, person) if asked else None,
    )


def _where(clerk: Clerk, transaction: Transaction, location: str, person: Staff) -> Where:
    unit, clinic = unit_at(transaction, location), clinic_at(clerk.settings.all_clinics, location)
    there = check_ins.at(transaction, location)
    other = there if there and there.subject != person.subject else None
    return Where(
        location=location,
        room=unit.room if unit else location,
        clinic=clinic.id,
        clinic_name=clinic.name,
        there=There(name=other.name, title=other.title, since=other.since) if other else None,
    )
