"""The doors of a booking that stands: what it is, change, cancel, a new link (R23, R65)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session as Transaction

from central.booked import Act, Change, runs, source_of
from central.core.access import Right
from central.core.cancelling import REASONS
from central.imports.comparison import of_row
from central.meeting.asked import Asked, Received
from central.meeting.hall import hall_of
from central.staff.booking import clinic_for
from central.staff.booking_asked import ChangeAsked, Told, clinician_of, times_of
from central.staff.refusing import refusing
from central.staff.rooms import choose_room, rooms_of, tellings
from central.staff.session import Staff, who_may
from central.staff.visits import clinics_visit
from central.store import deliveries, units
from central.store.tables import Appointment, Person, Session, Ticket
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff/bookings/{booking}", tags=["staff"])
BOOKS = Depends(who_may(Right.BOOK))
REFUSED = problems(401, 403, 404, 409, 422)
Word = Annotated[str, StringConstraints(max_length=20)]


class Differs(BaseModel):
    """One thing that the foreign booking system says otherwise, in words."""

    code: str
    sv: str
    en: str


class Source(BaseModel):
    """The foreign booking system that holds it too (R65)."""

    name: str
    paired: bool
    """It was made here, and there as well; else it was made there, and is changed there."""
    differs: list[Differs]


class LetterSent(BaseModel):
    """One letter to the patient, and how far it has come."""

    kind: str
    channel: str
    masked: str
    """Where to, all but the end of it hidden."""
    state: str
    code: str | None
    at: float


class Booking(BaseModel):
    """A booking as the desk sees it, beside what the day's view tells; times in Unix seconds."""

    id: str
    version: int
    status: str
    start: float
    end: float
    location: str
    room: str
    kind: str | None
    practitioner: str | None
    practitioner_id: str | None
    confirmation: str
    guardian: bool
    proxy: bool
    interpreter: bool
    language: str
    practice: bool
    message: str | None
    id_kind: str | None
    link: str
    """``sent``, ``locked``, or ``none``: nobody was invited."""
    runs: bool
    """It is being held: nothing of it can be changed."""
    source: Source | None
    letters: list[LetterSent]
    """Newest first."""


class Reason(Asked):
    """Why it is cancelled: one of FHIR's codes."""

    reason: Word


class Changed(BaseModel):
    """What must be known of the new time; empty where nothing must."""

    told: list[Told]


@router.get("", responses=problems(401, 403, 404), summary="One booking, and where it came from")
def read(booking: str, request: Request, person: Staff = BOOKS) -> Booking:
    """Its link's state, its source and what differs; each reading is in the audit log."""
    clerk, now = clerk_of(request), clerk_of(request).clock()
    with clerk.database.begin() as transaction:
        found, who = clinics_visit(transaction, clerk, person, booking)
        _act(person).note(transaction, now, "read-booking", booking)
        return _shown(transaction, clerk, found, who)


@router.put("", responses=REFUSED, summary="Another time, room, kind or clinician")
def change(booking: str, asked: ChangeAsked, request: Request, person: Staff = BOOKS) -> Changed:
    """The patient is told of what they see of it."""
    clerk, clinic = clerk_of(request), clinic_for(request, person)
    with clerk.database.begin() as transaction:
        found, _ = clinics_visit(transaction, clerk, person, booking)
        rooms = rooms_of(transaction, clerk, clinic.id)
    if found.version != asked.version:
        raise Refusal(409, "changed-meanwhile", "version")
    with refusing():
        wanted = _change(clerk, person, found, asked)
        if asked.kind is not None and clinic.kind(asked.kind) is None:
            raise Refusal(422, "bad-input", "kind")
        with clerk.database.begin() as transaction:
            if asked.location is not None:
                choose_room(transaction, rooms, asked.location, (0.0, 0.0))
            told = tellings(
                transaction,
                clinic,
                rooms,
                *_span(clerk, found, wanted),
                location=asked.location or found.location,
                clinician=wanted.practitioner[1] if wanted.practitioner else found.practitioner_id,
                but=found.id,
            )
        clerk.bookings.change(booking, wanted, clerk.clock(), _act(person))
    return Changed(told=told)


@router.post("/cancel", responses=REFUSED, summary="Cancel with a reason")
def cancel(booking: str, asked: Reason, request: Request, person: Staff = BOOKS) -> Received:
    """R23: the patient and every guest are told."""
    clerk = clerk_of(request)
    _must_be_ours(clerk, person, booking)
    if asked.reason not in REASONS:
        raise Refusal(422, "bad-input", "reason")
    with refusing():
        clerk.bookings.cancel(booking, clerk.clock(), asked.reason, _act(person))
    return Received()


@router.post("/link", responses=REFUSED, summary="Send the patient a new link")
async def send_link(booking: str, request: Request, person: Staff = BOOKS) -> Received:
    """The link before is dead at once, locked or not, and whoever came in with it is out."""
    clerk = clerk_of(request)

    def work() -> list[str]:
        _must_be_ours(clerk, person, booking)
        with clerk.database.begin() as transaction:
            mine = (Session.appointment == booking, Session.guest.is_(None))
            browsers = list(transaction.scalars(select(Session.digest).where(*mine)))
        with refusing():
            clerk.bookings.renew(booking, clerk.clock(), _act(person))
        return browsers

    hall = hall_of(request)
    for browser in await run_in_threadpool(work):
        await hall.leave(booking, browser)
        hall.dismiss(browser)
    return Received()


def _act(person: Staff) -> Act:
    return Act(person.subject, person.clinic)


def _must_be_ours(clerk: Clerk, person: Staff, booking: str) -> None:
    with clerk.database.begin() as transaction:
        clinics_visit(transaction, clerk, person, booking)


def _change(clerk: Clerk, person: Staff, found: Appointment, asked: ChangeAsked) -> Change:
    start = end = None
    if asked.start is not None:
        length = round((found.end - found.start) / 60)
        start, end = times_of(clerk, asked.start, asked.minutes or length)
    elif asked.minutes is not None:
        raise Refusal(422, "bad-input", "start")
    clinician = clinician_of(person, asked.clinician) if asked.clinician is not None else None
    return Change(start, end, asked.location, asked.kind, clinician, asked.message)


def _span(clerk: Clerk, found: Appointment, wanted: Change) -> tuple[datetime, datetime]:
    zone = clerk.settings.zone
    start = wanted.start or datetime.fromtimestamp(found.start, zone)
    end = wanted.end or datetime.fromtimestamp(found.end, zone)
    return start, end


def _shown(
    transaction: Transaction, clerk: Clerk, found: Appointment, who: Person | None
) -> Booking:
    unit = units.unit_at(transaction, found.location)
    ticket = transaction.get(Ticket, found.id)
    return Booking(
        id=found.id,
        version=found.version,
        status=found.status,
        start=found.start,
        end=found.end,
        location=found.location,
        room=unit.room if unit else found.location,
        kind=found.kind,
        practitioner=found.practitioner,
        practitioner_id=found.practitioner_id,
        confirmation=found.confirmation,
        guardian=found.guardian,
        proxy=found.proxy,
        interpreter=found.interpreter,
        language=found.language,
        practice=found.practice,
        message=who.message if who else None,
        id_kind=who.id_kind if who else None,
        link="none" if ticket is None else "locked" if ticket.locked_at is not None else "sent",
        runs=runs(transaction, found.id, clerk.clock()),
        source=_source(transaction, clerk, found),
        letters=[
            LetterSent(
                kind=one.kind,
                channel=one.channel,
                masked=one.masked,
                state=one.state,
                code=one.code,
                at=one.made_at,
            )
            for one in deliveries.of_visit(transaction, found.id)
        ],
    )


def _source(transaction: Transaction, clerk: Clerk, found: Appointment) -> Source | None:
    row = source_of(transaction, found.id)
    if row is None:
        return None
    said = of_row(transaction, row, found, clerk.settings.zone, clerk.clock())
    return Source(
        name=row.source,
        paired=row.paired,
        differs=[Differs(code=one.code, **(one.text or {"sv": "", "en": ""})) for one in said],
    )
