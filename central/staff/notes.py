"""The doors of a clinician's private notes at a visit: theirs alone, gone when copied (R37)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, StringConstraints

from central.core.access import Right
from central.core.audit import Entry
from central.meeting.asked import Asked, Received
from central.staff.session import Staff, who_may
from central.staff.visits import held_visit
from central.store import audit, notes
from central.web.clerk import clerk_of
from central.web.problems import problems

router = APIRouter(prefix="/api/staff/visits", tags=["staff"])
HOLDS = Depends(who_may(Right.HOLD_VISIT))
LIMIT = 10_000


class Note(BaseModel):
    """What the author wrote; empty: nothing."""

    text: str


class Written(Asked):
    """The whole text; it replaces what was there."""

    text: Annotated[str, StringConstraints(max_length=LIMIT)]


@router.get("/{visit}/note", responses=problems(401, 403, 404), summary="My notes")
def read(visit: str, request: Request, person: Staff = HOLDS) -> Note:
    """The author's own, 24 h after their last change at most."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        held_visit(transaction, clerk, person, visit)
        now = clerk.clock()
        return Note(text=notes.read(transaction, clerk.seal, (visit, person.subject), now))


@router.put("/{visit}/note", responses=problems(401, 403, 404, 422), summary="Write my notes")
def write(visit: str, written: Written, request: Request, person: Staff = HOLDS) -> Received:
    """Sealed in the database; an empty text takes it away, as after copying."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        held_visit(transaction, clerk, person, visit)
        place, now = (visit, person.subject), clerk.clock()
        if notes.write(transaction, clerk.seal, place, written.text, now):
            action = "write-note" if written.text else "erase-note"
            entity = f"Appointment/{visit}"
            audit.note(transaction, Entry(now, person.subject, action, person.clinic, entity))
    return Received()
