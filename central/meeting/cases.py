"""The patient's own visits: seen, answered, cancelled (R57).

A link shows its own visit. Who is identified by e-ID sees the others at the same clinic too.
"""

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session as Transaction

from central import attachments
from central.bookings import addresses, visit_facts
from central.core.audit import Entry
from central.core.clinic_letters import cancelled_by_patient
from central.core.letters import change_notice
from central.core.levels import reaches
from central.core.window import ENTERABLE, may_confirm
from central.guest_notices import tell_guests
from central.meeting.answers import note_answer
from central.meeting.asked import Asked, Received
from central.meeting.mine import Mine, clinic_for, has_begun, my_visit
from central.post import Posting, posting
from central.store import audit, bookings
from central.store.tables import Appointment, Person
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.visits import Level

router = APIRouter(prefix="/api/cases", tags=["patient"])

HOUR_S = 3600.0
BY_PATIENT = "pat"
"""HL7's word for a cancellation that the patient made."""

Found = tuple[Appointment, Person]


class Answer(Asked):
    """*Ja* or *Nej*."""

    yes: bool


class Case(BaseModel):
    """One coming visit; times are Unix seconds."""

    visit: str
    here: bool
    """The one of this link."""
    start: float
    end: float
    clinic: str
    clinic_phone: str | None
    practitioner: str | None
    kind: str | None
    needs_confirmation: bool
    confirmed: bool
    cancel_until: float
    """It can be cancelled here before this."""


class Cases(BaseModel):
    """The visits that this person may see."""

    visits: list[Case]
    all: bool
    """These are all that they have at the clinic; else the link's alone."""


@router.get("", responses=problems(401), summary="The patient's own coming visits")
def cases(request: Request) -> Cases:
    """By their start."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        mine = my_visit(transaction, request)
        found = _seen(transaction, clerk, mine)
        return Cases(visits=[_case(clerk, mine, one) for one, _ in found], all=_known(mine))


@router.post("/{visit}/confirm", responses=problems(401, 404, 422), summary="Answer a visit")
def confirm(visit: str, answer: Answer, request: Request) -> Received:
    """R04."""
    clerk = clerk_of(request)
    with posting(clerk.database, clerk.outbox, clerk.clock()) as post:
        found, _ = _one(post.transaction, request, visit)
        if may_confirm(found.end, clerk.clock()):
            note_answer(clerk, post, found, yes=answer.yes)
    return Received()


@router.post("/{visit}/cancel", responses=problems(401, 404, 409), summary="Cancel a visit")
def cancel(visit: str, request: Request) -> Received:
    """The clinic and the guests are told, what was sent for it is erased."""
    clerk = clerk_of(request)
    with posting(clerk.database, clerk.outbox, clerk.clock()) as post:
        found, person = _one(post.transaction, request, visit)
        if clerk.clock() >= cancel_until(clerk, found) or has_begun(post.transaction, found):
            raise Refusal(409, "too-late")
        _cancel(clerk, post, found, person)
    return Received(code="cancelled")


def cancel_until(clerk: Clerk, appointment: Appointment) -> float:
    """The clinic's latest time for a cancellation on the page, Unix seconds."""
    return appointment.start - clinic_for(clerk, appointment).cancel_hours * HOUR_S


def _cancel(clerk: Clerk, post: Posting, found: Appointment, person: Person) -> None:
    now, clinic = clerk.clock(), clinic_for(clerk, found).id
    changed: dict[str, object] = {"status": "cancelled", "cancel_reason": BY_PATIENT}
    if not bookings.change(post.transaction, found, now, changed, version=found.version):
        raise Refusal(409, "changed")
    attachments.erase(post.transaction, found.id)
    entry = Entry(now, "patient", "cancelled", clinic, f"Appointment/{found.id}")
    audit.note(post.transaction, entry)
    facts = visit_facts(clerk.settings, found)
    post.try_add(cancelled_by_patient(facts))
    post.try_add(change_notice(addresses(person), facts, "cancelled"))
    tell_guests(post, facts, "cancelled")


def _known(mine: Mine) -> bool:
    """Identified by e-ID, with a number of their own: only then are others surely theirs."""
    return reaches(Level(mine.session.level), Level.EID) and bool(mine.person.personnummer)


def _seen(transaction: Transaction, clerk: Clerk, mine: Mine) -> list[Found]:
    own = [(mine.appointment, mine.person)]
    if not _known(mine):
        return own
    theirs = bookings.of_person(transaction, mine.person.personnummer, clerk.clock())
    others = [
        (found, person)
        for found, person in theirs
        if found.id != mine.appointment.id
        and found.status in ENTERABLE
        and clinic_for(clerk, found).id == mine.clinic.id
    ]
    return sorted([*own, *others], key=lambda one: one[0].start)


def _one(transaction: Transaction, request: Request, visit: str) -> Found:
    """One of the visits that they may see, still to happen; Refusal 404 for any other."""
    clerk = clerk_of(request)
    seen = _seen(transaction, clerk, my_visit(transaction, request))
    found = next((one for one in seen if one[0].id == visit), None)
    if found is None or found[0].status not in ENTERABLE:
        raise Refusal(404, "not-found")
    return found


def _case(clerk: Clerk, mine: Mine, found: Appointment) -> Case:
    clinic = clinic_for(clerk, found)
    return Case(
        visit=found.id,
        here=found.id == mine.appointment.id,
        start=found.start,
        end=found.end,
        clinic=clinic.name,
        clinic_phone=clinic.phone,
        practitioner=found.practitioner,
        kind=found.kind,
        needs_confirmation=found.confirmation != "not-needed",
        confirmed=found.confirmation in ("not-needed", "yes"),
        cancel_until=cancel_until(clerk, found),
    )
