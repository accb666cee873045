"""The doors of acts from afar: IT asks a unit to do something, and reads what came of it (R64)."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from central.fleet.acts import order
from central.fleet.broker import Broker
from central.fleet.register import register_of
from central.meeting.asked import Asked
from central.staff.refusing import refusing
from central.store import fleet_acts
from central.web.clerk import clerk_of
from central.web.fleet_seer import Seer, enroller_of
from central.web.problems import Refusal, problems
from wire.commands import Part, Verb

router = APIRouter(prefix="/api/fleet/units/{site}/{name}/acts", tags=["fleet"])
MENDS = Depends(enroller_of)
ASKS_PER_S, ASKS_AT_ONCE = 0.5, 20


class Wish(Asked):
    """What the unit shall do; ``part`` with ``restart_part`` alone."""

    verb: Annotated[Verb, Field(strict=False)]
    part: Part | None = None


class Act(BaseModel):
    """One act; times in Unix seconds. ``state`` None: no answer yet, none any more when expired."""

    id: str
    verb: str
    part: str | None
    asked_at: float
    expires: float
    state: str | None
    code: str | None
    answered_at: float | None
    lines: list[str]


class Ordered(BaseModel):
    """By which the answer is found."""

    id: str


@router.post(
    "", responses=problems(401, 403, 404, 409, 422, 429), summary="Ask a unit to do something"
)
def ask(site: str, name: str, wish: Wish, request: Request, person: Seer = MENDS) -> Ordered:
    """409 ``not-listening`` while the broker is away, ``no-key`` before ``pki init``."""
    clerk = clerk_of(request)
    if clerk.too_fast(request, ASKS_PER_S, ASKS_AT_ONCE):
        raise Refusal(429, "too-fast")
    broker = cast("Broker | None", request.app.state.broker)
    if broker is None or not register_of(request).listening:
        raise Refusal(409, "not-listening")
    if (wish.part is not None) != (wish.verb is Verb.RESTART_PART):
        raise Refusal(422, "malformed")
    with refusing():
        asked = order(
            clerk.settings,
            clerk.database,
            broker,
            f"{site}/{name}",
            wish.verb,
            wish.part,
            person.actor,
            clerk.clock(),
        )
    return Ordered(id=asked)


@router.get("", responses=problems(401, 403), summary="What was asked of a unit, and its answers")
def acts(site: str, name: str, request: Request, _: Seer = MENDS) -> list[Act]:
    """The newest first; kept 14 days."""
    with clerk_of(request).database.begin() as transaction:
        return [
            Act(
                id=row.id,
                verb=row.verb,
                part=row.part,
                asked_at=row.asked_at,
                expires=row.expires,
                state=row.state,
                code=row.code,
                answered_at=row.answered_at,
                lines=row.lines or [],
            )
            for row in fleet_acts.of_unit(transaction, f"{site}/{name}")
        ]
