"""The door where a room says how the visit was for the one who held it (R51)."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from central.clinics import clinic_of
from central.core.rating import wrong_answer
from central.feed.access import own, unit_of
from central.feed.reports import Kept
from central.feed.tokens import UPDATE
from central.feed.words import WRITTEN_RESPONSES, Fault
from central.store import ratings
from central.web.clerk import clerk_of

router = APIRouter(prefix="/api", tags=["units"])
ROLE = "unit"


class Answers(BaseModel):
    """The answers by the question's key, 1 the best."""

    model_config = ConfigDict(extra="forbid", strict=True)
    answers: dict[str, int]


@router.put(
    "/visits/{visit}/rating", responses=WRITTEN_RESPONSES, summary="Rate a visit of the room"
)
def rate(visit: str, given: Answers, request: Request) -> Kept:
    """By the unit of the visit's room; once: the first answers count."""
    if not given.answers or wrong_answer(ROLE, given.answers) is not None:
        raise Fault(422, "structure", "answers: are none to these questions")
    clerk = clerk_of(request)
    with clerk.database.begin() as session:
        found, _ = own(clerk, session, unit_of(clerk, session, request, UPDATE), visit)
        clinic = clinic_of(clerk.settings.all_clinics, found.clinic, found.location)
        day = datetime.fromtimestamp(found.start, clerk.settings.zone).date()
        ratings.add(session, found.id, ROLE, clinic.id, day, given.answers)
    return Kept()
