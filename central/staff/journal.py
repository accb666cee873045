"""The doors of the text for the patient's record: read it, copy it, and it is gone (R05, R54)."""

from typing import Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from central import journal_texts
from central.core.access import Right
from central.core.audit import Entry
from central.faults import UnknownError
from central.meeting.asked import Received
from central.staff.session import Staff, who_may
from central.staff.visits import held_visit
from central.store import audit
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff/visits", tags=["staff"])
HOLDS = Depends(who_may(Right.HOLD_VISIT))


class JournalText(BaseModel):
    """What is pasted into the record; no name and no number stands in it."""

    text: str


@router.get("/{visit}/journal-text", responses=problems(401, 403, 404), summary="Journal text")
def read(
    visit: str, request: Request, person: Staff = HOLDS, language: Literal["sv", "en"] = "sv"
) -> JournalText:
    """Once the outcome is confirmed, until it was copied, 24 h at most."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        held_visit(transaction, clerk, person, visit)
    try:
        text = journal_texts.text_of(clerk.settings, clerk.database, visit, clerk.clock(), language)
    except UnknownError:
        raise Refusal(404, "no-text") from None
    _note(clerk, person, visit, "read-journal-text")
    return JournalText(text=text)


@router.post("/{visit}/journal-text/copied", responses=problems(401, 403, 404), summary="Copied")
def copied(visit: str, request: Request, person: Staff = HOLDS) -> Received:
    """It stands in the record: it is forgotten here."""
    clerk = clerk_of(request)
    _note(clerk, person, visit, "copy-journal-text")
    journal_texts.copied(clerk.database, visit)
    return Received()


def _note(clerk: Clerk, person: Staff, visit: str, action: str) -> None:
    with clerk.database.begin() as transaction:
        held_visit(transaction, clerk, person, visit)
        entry = Entry(clerk.clock(), person.subject, action, person.clinic, f"Appointment/{visit}")
        audit.note(transaction, entry)
