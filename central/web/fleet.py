"""The doors of the fleet page: an access key for a cookie, the fleet, and its changes."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from central.fleet.register import Register, register_of
from central.meeting.asked import Asked, Received, Short
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/fleet", tags=["fleet"])

COOKIE = "ostord_fleet"
KEEP_ALIVE_S = 15.0
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


class VisitReady(BaseModel):
    """One booked visit that is not over: its times, and whether it can be held; nobody is named."""

    start: float
    end: float
    state: str
    part: str | None
    code: str | None
    since: float


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
    right = _access_key(clerk)
    if right is None or not hmac.compare_digest(key.key.encode(), right.encode()):
        raise Refusal(403, "refused")
    response.set_cookie(
        COOKIE,
        _cookie_for(clerk, right),
        path="/api/fleet",
        httponly=True,
        samesite="strict",
        secure=clerk.settings.base_url.startswith("https:"),
    )
    return Received(code="entered")


@router.get("", responses=problems(401), response_model=Fleet, summary="Every unit now")
async def fleet(request: Request) -> dict[str, Any]:
    """State, sign, health and ring of each unit."""
    require_cookie(request)
    return register_of(request).as_json()


@router.get(
    "/events",
    responses={200: {"content": {"text/event-stream": {}}}, **problems(401)},
    response_class=StreamingResponse,
    summary="Every unit, again at each change",
)
async def events(request: Request) -> StreamingResponse:
    """Server-sent events: ``fleet`` with the same object as /api/fleet."""
    require_cookie(request)
    return StreamingResponse(
        _stream(register_of(request), request.app.state.closing),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(register: Register, closing: asyncio.Event) -> AsyncIterator[str]:
    changed = register.watch()
    try:
        while not closing.is_set():
            changed.clear()
            yield f"event: fleet\ndata: {json.dumps(register.as_json(), ensure_ascii=False)}\n\n"
            await asyncio.sleep(SPACING_S)
            while not changed.is_set() and not closing.is_set():
                try:
                    async with asyncio.timeout(KEEP_ALIVE_S):
                        await _either(changed, closing)
                except TimeoutError:
                    yield ": still here\n\n"
    finally:
        register.unwatch(changed)


async def _either(*events: asyncio.Event) -> None:
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


def _access_key(clerk: Clerk) -> str | None:
    file = clerk.settings.fleet_key_file
    if file is None or not file.is_file():
        return None
    return file.read_text().strip() or None


def _cookie_for(clerk: Clerk, key: str) -> str:
    return hmac.new(clerk.secret, b"fleet:" + key.encode(), hashlib.sha256).hexdigest()


def require_cookie(request: Request) -> None:
    """Refusal 401 for a browser that has not given the access key that counts now."""
    clerk = clerk_of(request)
    key = _access_key(clerk)
    given = request.cookies.get(COOKIE, "")
    if key is None or not hmac.compare_digest(given.encode(), _cookie_for(clerk, key).encode()):
        raise Refusal(401, "not-signed-in")
