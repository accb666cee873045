"""The doors of the fleet page: an access key for a cookie, the fleet, and its changes."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from central.fleet.register import Register, register_of
from central.meeting.asked import Asked, Received, Short
from central.web.clerk import clerk_of
from central.web.fleet_seer import COOKIE, access_key, cookie_for, seer_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/fleet", tags=["fleet"])

KEEP_ALIVE_S = 15.0
"""As often as this a page hears something: what hears nothing for longer has lost its way here."""
LASTS_S = 600.0
"""A stream ends then, and whoever asks anew is judged anew."""
SPACING_S = 0.25
"""Between two events: many units that change together are told of together."""
KEYS_PER_S, KEYS_AT_ONCE = 0.5, 10


class Key(Asked):
    """The fleet page's access key."""

    key: Short


class PartHealth(BaseModel):
    """One part of a unit; ``since`` in Unix seconds."""

    part: str
    condition: str
    code: str | None
    since: float
    mends: str
    """Who can mend it: ``room`` (its own screen says how) or ``it``."""
    evidence: dict[str, float]
    """What was measured last, also where all is well."""


class VisitReady(BaseModel):
    """One booked visit that is not over: its times, and whether it can be held; nobody is named."""

    start: float
    end: float
    state: str
    part: str | None
    code: str | None
    since: float
    mends: str


class Sign(BaseModel):
    """The lamp by the door."""

    wanted: str
    actual: str
    lamp_ok: bool


class UnitNow(BaseModel):
    """One unit; ``since`` and ``seen`` in Unix seconds."""

    unit: str
    site: str
    room: str
    state: str | None
    since: float | None
    sign: Sign | None
    health: list[PartHealth]
    visits: list[VisitReady]
    ring: str
    seen: float | None


class Fleet(BaseModel):
    """Every unit; ``listening`` False while the broker cannot be heard."""

    now: float
    listening: bool
    units: list[UnitNow]


@router.post("/entry", responses=problems(403, 422, 429), summary="Open the fleet page")
async def enter(key: Key, request: Request, response: Response) -> Received:
    """Exchange the access key for a cookie."""
    clerk = clerk_of(request)
    if clerk.too_fast(request, KEYS_PER_S, KEYS_AT_ONCE):
        raise Refusal(429, "too-fast")
    right = access_key(clerk)
    if right is None or not hmac.compare_digest(key.key.encode(), right.encode()):
        raise Refusal(403, "refused")
    response.set_cookie(
        COOKIE,
        cookie_for(clerk, right),
        path="/api/fleet",
        httponly=True,
        samesite="strict",
        secure=clerk.settings.base_url.startswith("https:"),
    )
    return Received(code="entered")


class Me(BaseModel):
    """Who looks."""

    name: str | None
    enrols: bool
    """They may let new units in, and withdraw units."""


@router.get("/me", responses=problems(401, 403), summary="Who looks")
def me(request: Request) -> Me:
    """A name only where somebody signed in."""
    seer = seer_of(request)
    return Me(name=seer.name, enrols=seer.enrols)


@router.get("", responses=problems(401, 403), response_model=Fleet, summary="Every unit now")
async def fleet(request: Request) -> dict[str, Any]:
    """State, sign, health and ring of each unit."""
    await run_in_threadpool(seer_of, request)
    return register_of(request).as_json()


@router.get(
    "/events",
    responses={200: {"content": {"text/event-stream": {}}}, **problems(401, 403)},
    response_class=StreamingResponse,
    summary="Every unit, again at each change",
)
async def events(request: Request) -> StreamingResponse:
    """Server-sent events: ``fleet`` as /api/fleet, ``units`` with those that changed, ``still``."""
    await run_in_threadpool(seer_of, request)
    return StreamingResponse(
        _stream(register_of(request), request.app.state.closing),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(register: Register, closing: asyncio.Event) -> AsyncIterator[str]:
    changed, count = register.watch(), None
    clock = asyncio.get_running_loop().time
    until = clock() + LASTS_S
    try:
        while not closing.is_set() and clock() < until:
            changed.clear()
            count, whole, told = register.since(count)
            event = "fleet" if whole else "units"
            yield f"event: {event}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
            await asyncio.sleep(SPACING_S)
            while not changed.is_set() and not closing.is_set() and clock() < until:
                try:
                    async with asyncio.timeout(KEEP_ALIVE_S):
                        await _either(changed, closing)
                except TimeoutError:
                    yield "event: still\ndata: {}\n\n"
    finally:
        register.unwatch(changed)


async def _either(*events: asyncio.Event) -> None:
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
