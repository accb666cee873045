"""The booking feed: FHIR R4 Appointment search, read and update for the unit of the room."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from central.feed.access import own, unit_of
from central.feed.outcome import outcome, parsed
from central.feed.query import Query, read_count, read_location, read_practitioner, read_span
from central.feed.tokens import READ, UPDATE
from central.feed.words import (
    BASE,
    FHIR_JSON,
    RESPONSES,
    UPDATE_RESPONSES,
    Fault,
    FhirResponse,
    as_json,
)
from central.store import bookings, check_ins
from central.store.bookings import Found, Span
from central.store.tables import Appointment, Person, Unit
from central.web.clerk import Clerk, clerk_of
from wire.appointment import MAX_ENTRIES, write_booking

_PARAMETERS = [
    {
        "name": "location",
        "in": "query",
        "schema": {"type": "string"},
        "example": "Location/room-12",
    },
    {
        "name": "practitioner",
        "in": "query",
        "description": "Who is checked in to the room: their bookings in that clinic (R18).",
        "schema": {"type": "string"},
        "example": "Practitioner/SE2321000016-1003",
    },
    {
        "name": "date",
        "in": "query",
        "description": "The start, with ge, gt, le, lt or eq before it; may be repeated.",
        "schema": {"type": "array", "items": {"type": "string"}},
        "example": ["ge2026-11-24T00:00:00Z", "lt2026-11-25T00:00:00Z"],
    },
    {
        "name": "_count",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": MAX_ENTRIES},
    },
]


_FORBIDDEN: dict[int | str, dict[str, Any]] = {
    403: RESPONSES[401] | {"description": "The token was not given for this"}
}

router = APIRouter(prefix=BASE, tags=["units"], default_response_class=FhirResponse)


@router.get(
    "/Appointment",
    responses=RESPONSES | _FORBIDDEN,
    summary="The bookings of the unit's room",
    openapi_extra={"parameters": _PARAMETERS},
)
async def search(request: Request) -> Response:
    """``location=Location/{id}``, ``date=ge…``, ``date=lt…``, ``_count``; pages by link[next]."""
    return await run_in_threadpool(_search, request)


@router.get("/Appointment/{appointment}", responses=RESPONSES | _FORBIDDEN, summary="One booking")
async def read(appointment: str, request: Request) -> Response:
    """With its version as ETag."""
    return await run_in_threadpool(_read, appointment, request)


@router.put(
    "/Appointment/{appointment}",
    responses=UPDATE_RESPONSES | _FORBIDDEN,
    summary="Write the outcome",
)
async def update(appointment: str, request: Request) -> Response:
    """R05: with If-Match; only status and cancelationReason may change."""
    body = await request.body()
    return await run_in_threadpool(_update, appointment, request, body)


def _search(request: Request) -> Response:
    clerk = clerk_of(request)
    query = request.query_params.multi_items()
    span, count, location = read_span(query), read_count(query), read_location(query)
    with clerk.database.begin() as session:
        unit = unit_of(clerk, session, request, READ)
        mine = location in (None, unit.location)
        found = list(_found(clerk, session, unit, query, span, count + 1)) if mine else []
    shown = found[:count]
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    links = [{"relation": "self", "url": _address(clerk, query)}]
    if len(found) > count:
        last = shown[-1][0]
        rest = [(name, value) for name, value in query if name != "_after"]
        after = ("_after", f"{last.start!r},{last.id}")
        links.append({"relation": "next", "url": _address(clerk, [*rest, after])})
    bundle["link"] = links
    bundle["entry"] = [
        {
            "fullUrl": f"{clerk.settings.base_url}{BASE}/Appointment/{appointment.id}",
            "resource": _resource(clerk, appointment, person),
            "search": {"mode": "match"},
        }
        for appointment, person in shown
    ]
    content = json.dumps(bundle, ensure_ascii=False).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if tag in [part.strip() for part in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, headers={"ETag": tag}, media_type=FHIR_JSON)


def _found(
    clerk: Clerk, session: Session, unit: Unit, query: Query, span: Span, limit: int
) -> Sequence[Found]:
    """The room's bookings; or of who is checked in there, and of nobody else (R18)."""
    practitioner = read_practitioner(query)
    if practitioner is None:
        return bookings.of_room(session, unit.location, span, limit)
    here = check_ins.at(session, unit.location)
    if here is None or here.subject != practitioner:
        return ()
    room = unit.location if read_location(query) else None
    return check_ins.theirs(session, here, clerk.settings.all_clinics, span, limit, room)


def _read(appointment: str, request: Request) -> Response:
    clerk = clerk_of(request)
    with clerk.database.begin() as session:
        unit = unit_of(clerk, session, request, READ)
        found, person = own(clerk, session, unit, appointment)
        return as_json(_resource(clerk, found, person), tag=_tag(found))


def _update(appointment: str, request: Request, body: bytes) -> Response:
    clerk = clerk_of(request)
    with clerk.database.begin() as session:
        unit = unit_of(clerk, session, request, UPDATE)
        found, person = own(clerk, session, unit, appointment)
        expected = request.headers.get("if-match")
        if expected is None:
            raise Fault(428, "required", "client: If-Match: is missing")
        if expected.removeprefix("W/").strip('"') != str(found.version):
            raise Fault(412, "conflict", "client: If-Match: is not the current version")
        old = _resource(clerk, found, person)
        values = outcome(parsed(body), old, found.outcome_at, clerk.clock())
        if not bookings.change(session, found, clerk.clock(), values, version=found.version):
            raise Fault(412, "conflict", "client: If-Match: is not the current version")
        return as_json(_resource(clerk, found, person), tag=_tag(found))


def _resource(clerk: Clerk, appointment: Appointment, person: Person | None) -> dict[str, Any]:
    base = clerk.settings.base_url
    return write_booking(bookings.as_unit_sees(appointment, person, base))


def _address(clerk: Clerk, query: list[tuple[str, str]]) -> str:
    text = "&".join(f"{quote(name)}={quote(value, safe='/:,')}" for name, value in query)
    return f"{clerk.settings.base_url}{BASE}/Appointment" + (f"?{text}" if text else "")


def _tag(appointment: Appointment) -> str:
    return f'W/"{appointment.version}"'
