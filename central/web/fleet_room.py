"""The doors of one room: its story, and which other room could serve where a visit is at risk."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from central.clinics import ClinicSettings, clinic_at
from central.core.fleet import at_risk
from central.core.fleet_story import TECHNICAL, technical
from central.core.hours import open_until
from central.core.instead import MARGIN_S, instead
from central.core.quality import Quality, qualities
from central.fleet.register import register_of
from central.store import fleet_follow as store
from central.store import units
from central.store.tables import Latest, Unit
from central.web.clerk import Clerk, clerk_of
from central.web.fleet_seer import Seer, seer_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/fleet", tags=["fleet"])
SEES = Depends(seer_of)
AHEAD_S = 14 * 86_400.0
QUALITY_S = 7 * 86_400.0


class OtherRoom(BaseModel):
    """A free, equipped room for the visit of ``unit`` that begins at ``start`` (Unix seconds)."""

    unit: str
    start: float
    room_unit: str
    room: str
    clinic: str
    phone: str | None
    """The clinic's own number: only its staff move a booking."""
    answers: bool
    """It is open now."""


class Moment(BaseModel):
    """One line of a room's story; ``kind`` is change, event or alert. No person is in it."""

    at: float
    kind: str
    part: str | None = None
    condition: str | None = None
    code: str | None = None
    evidence: dict[str, Any] = {}


class VisitTime(BaseModel):
    """When a visit is or was booked; nothing else of it."""

    start: float
    end: float


class CallQuality(BaseModel):
    """One call as the unit measured it; times in Unix seconds, shares from 0 to 1."""

    start: float
    end: float
    lost: float | None
    frozen: float | None
    round_trip_ms: float | None
    grade: float | None


class Story(BaseModel):
    """One room: what it runs, how it changed for 14 days, its calls for 7, its visits' times."""

    unit: str
    room: str
    location: str
    clinic: str
    phone: str | None
    versions: dict[str, str]
    parts: dict[str, str]
    moments: list[Moment]
    visits: list[VisitTime]
    calls: list[CallQuality]


@router.get("/instead", responses=problems(401, 403), summary="Free rooms for visits at risk")
def other_rooms(request: Request, _: Seer = SEES) -> list[OtherRoom]:
    """At most one for each room that has a visit at risk."""
    clerk, register = clerk_of(request), register_of(request)
    now = clerk.clock()
    moment = datetime.fromtimestamp(now, clerk.settings.zone)
    lines, listening = register.lines, register.listening
    risks = (risk for line in lines for risk in at_risk(line, listening=listening, now=now))
    until = max((risk.end + MARGIN_S for risk in risks), default=None)
    with clerk.database.begin() as transaction:
        known = {unit.id: unit for unit in units.all_units(transaction)}
        spans = store.booked(transaction, now - MARGIN_S, until) if until else {}
    booked = {unit.id: tuple(spans.get(unit.location, ())) for unit in known.values()}
    homes = {unit.id: _clinic(clerk, unit).id for unit in known.values()}
    found = instead(lines, homes, booked, listening=listening, now=now)
    return [
        OtherRoom(
            unit=one.unit,
            start=one.start,
            room_unit=one.room_unit,
            room=one.room,
            clinic=_clinic(clerk, known[one.unit]).name,
            phone=_clinic(clerk, known[one.unit]).phone,
            answers=open_until(_clinic(clerk, known[one.unit]).week, moment) is not None,
        )
        for one in found
        if one.unit in known
    ]


@router.get(
    "/units/{site}/{name}/story", responses=problems(401, 403, 404), summary="One room's story"
)
def story(site: str, name: str, request: Request, _: Seer = SEES) -> Story:
    """What happened at a unit, the newest first."""
    clerk, now = clerk_of(request), clerk_of(request).clock()
    since = now - store.VISITS_SHOWN_S
    with clerk.database.begin() as transaction:
        unit = units.active(transaction, f"{site}/{name}")
        if unit is None:
            raise Refusal(404, "not-found")
        last = transaction.get(Latest, unit.id)
        changed = store.changes_of(transaction, unit.id, since)
        events = store.events_of(transaction, unit.id, since)
        samples = store.call_samples(transaction, unit.id, now - QUALITY_S)
        visits = store.visits_at(transaction, unit.location, since, now + AHEAD_S)
    moments = [
        Moment(at=c.at, kind="change", part=c.part, condition=c.condition, code=c.code)
        for c in changed
    ]
    moments += [
        Moment(at=e.at, kind="event", code=e.code, evidence=technical(e.evidence))
        for e in events
        if e.code in TECHNICAL
    ]
    clinic, born = _clinic(clerk, unit), (last and last.birth) or {}
    return Story(
        unit=unit.id,
        room=unit.room,
        location=unit.location,
        clinic=clinic.name,
        phone=clinic.phone,
        versions=_texts((last and last.versions) or {}),
        parts=_texts(born.get("parts") or {}),
        moments=sorted(moments, key=lambda moment: moment.at, reverse=True),
        visits=[VisitTime(start=v.start, end=v.end) for v in visits],
        calls=[_told(call) for call in qualities(samples)],
    )


def _clinic(clerk: Clerk, unit: Unit) -> ClinicSettings:
    return clinic_at(clerk.settings.all_clinics, unit.location)


def _told(call: Quality) -> CallQuality:
    return CallQuality(
        start=call.start,
        end=call.end,
        lost=call.lost,
        frozen=call.frozen,
        round_trip_ms=call.round_trip_ms,
        grade=call.grade,
    )


def _texts(found: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in sorted(found.items())}
