"""The door where a patient says how the visit was (R51); nobody can tell who said it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from central.core.rating import QUESTIONS, wrong_answer
from central.meeting.asked import Asked, Received, Short
from central.meeting.mine import has_begun, my_visit
from central.store import ratings
from central.web.clerk import clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api", tags=["patient"])
ROLE = "patient"


class Answers(Asked):
    """The answers by the question's key, 1 the best; questions may be left out."""

    answers: Annotated[dict[Short, int], Field(min_length=1, max_length=len(QUESTIONS[ROLE]))]


@router.post("/rating", responses=problems(401, 409, 422), summary="Rate the visit")
def rate(given: Answers, request: Request) -> Received:
    """Once a visit, after it has begun."""
    clerk = clerk_of(request)
    wrong = wrong_answer(ROLE, given.answers)
    if wrong is not None:
        raise Refusal(422, "malformed", "answers")
    with clerk.database.begin() as transaction:
        mine = my_visit(transaction, request)
        if not has_begun(transaction, mine.appointment):
            raise Refusal(409, "not-begun")
        day = datetime.fromtimestamp(mine.appointment.start, clerk.settings.zone).date()
        ratings.add(
            transaction, mine.appointment.id, ROLE, mine.clinic.id, day, dict(given.answers)
        )
    return Received()
