"""The door of *Jag är sen* at the clinician's desk (R09)."""

from typing import Literal

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from central.core.access import Right
from central.core.audit import Entry
from central.core.window import ENTERABLE
from central.meeting.asked import Asked
from central.meeting.hall import hall_of
from central.staff.session import Staff, who_may
from central.staff.visits import held_visit
from central.store import audit, course
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff/visits", tags=["staff"])
HOLDS = Depends(who_may(Right.HOLD_VISIT))


class Late(Asked):
    """Minutes from the start, or from now when that is over."""

    minutes: Literal[5, 10, 20]


class Promised(BaseModel):
    """What the waiting patient reads: Unix seconds."""

    late_until: float


@router.post("/{visit}/late", responses=problems(401, 403, 404, 409, 422), summary="Jag är sen")
async def late(visit: str, said: Late, request: Request, person: Staff = HOLDS) -> Promised:
    """The patient is told, and the unit: R05's clock moves. A visit that has begun is not late."""
    until = await run_in_threadpool(_note, clerk_of(request), person, visit, 60.0 * said.minutes)
    await hall_of(request).tell_late(visit, until)
    return Promised(late_until=until)


def _note(clerk: Clerk, person: Staff, visit: str, seconds: float) -> float:
    now = clerk.clock()
    with clerk.database.begin() as transaction:
        found, _ = held_visit(transaction, clerk, person, visit)
        known = course.known(transaction, visit)
        begun = known is not None and known.course is not None and known.course.begun_at is not None
        if begun or found.status not in ENTERABLE or now >= found.end:
            raise Refusal(409, "begun")
        until = max(found.start, now) + seconds
        course.note_late(transaction, visit, until)
        entity = f"Appointment/{visit}"
        audit.note(transaction, Entry(now, person.subject, "tell-late", person.clinic, entity))
        return until
