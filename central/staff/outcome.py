"""The doors of a visit's outcome at the desk: proposed, confirmed by one press, undone (R05)."""

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session as Transaction

from central.core.access import Right
from central.core.audit import Entry
from central.feed import outcome as feed
from central.feed.words import Fault
from central.meeting.asked import Asked
from central.staff.session import Staff, who_may
from central.staff.visits import held_visit
from central.store import audit, bookings, course, reports
from central.store.tables import Appointment, Person
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.appointment import outcome_of, with_outcome, write_booking
from wire.report import Heading
from wire.visits import Outcome

router = APIRouter(prefix="/api/staff/visits", tags=["staff"])
HOLDS = Depends(who_may(Right.HOLD_VISIT))


class OutcomeNow(BaseModel):
    """What stands, what is proposed, and until when it can be taken back (Unix seconds)."""

    given: Outcome | None
    proposed: Outcome
    undo_until: float | None


class Given(Asked):
    """The outcome; null takes back the one that stands."""

    outcome: str | None


@router.get("/{visit}/outcome", responses=problems(401, 403, 404), summary="How the visit went")
def read(visit: str, request: Request, person: Staff = HOLDS) -> OutcomeNow:
    """Written by the room or here; a proposal is never written by itself."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found, _ = held_visit(transaction, clerk, person, visit)
        return _now(transaction, found)


@router.put(
    "/{visit}/outcome", responses=problems(401, 403, 404, 409, 422), summary="Say how it went"
)
def write(visit: str, given: Given, request: Request, person: Staff = HOLDS) -> OutcomeNow:
    """By the same rules as a room's own update: what was written is undone for 15 min."""
    clerk = clerk_of(request)
    try:
        chosen = Outcome(given.outcome) if given.outcome is not None else None
    except ValueError:
        raise Refusal(422, "malformed", "outcome") from None
    with clerk.database.begin() as transaction:
        found, who = held_visit(transaction, clerk, person, visit)
        if found.start > clerk.clock() and chosen is not None:
            raise Refusal(409, "not-yet")
        _change(transaction, clerk, (found, who), chosen)
        heading = Heading.NO_SHOW if chosen is Outcome.NO_SHOW else None
        reports.settle(transaction, visit, chosen, heading, clerk.clock())
        entry = Entry(
            clerk.clock(),
            person.subject,
            "write-outcome",
            person.clinic,
            f"Appointment/{visit}",
            chosen.value if chosen else "undone",
        )
        audit.note(transaction, entry)
        return _now(transaction, found)


def _change(
    transaction: Transaction,
    clerk: Clerk,
    visit: tuple[Appointment, Person | None],
    chosen: Outcome | None,
) -> None:
    found, who = visit
    old = write_booking(bookings.as_unit_sees(found, who, clerk.settings.base_url))
    now = clerk.clock()
    try:
        values = feed.outcome(with_outcome(old, chosen), old, found.outcome_at, now)
    except Fault:
        raise Refusal(409, "too-late") from None
    if not bookings.change(transaction, found, now, values, version=found.version):
        raise Refusal(409, "changed")


def _now(transaction: Transaction, found: Appointment) -> OutcomeNow:
    written = found.outcome_at
    given = outcome_of(found.status, found.cancel_reason) if written is not None else None
    return OutcomeNow(
        given=given,
        proposed=_proposed(transaction, found),
        undo_until=written + feed.UNDO_S if written is not None else None,
    )


def _proposed(transaction: Transaction, found: Appointment) -> Outcome:
    """Connected: held. Tried to come in, and never was: the technology. Else nobody came."""
    if found.last_connected is not None:
        return Outcome.HELD
    known = course.known(transaction, found.id)
    came = known is not None and (known.patient is not None or known.tried_at is not None)
    return Outcome.TECHNICAL if came else Outcome.NO_SHOW
