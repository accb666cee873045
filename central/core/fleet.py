"""A unit as IT sees it: one record, and the ring that its room shows (LOOK.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Ring = Literal["clear", "soon", "occupied", "paused", "fault", "none"]

SILENT = frozenset({None, "init", "disconnected", "lost"})
"""States in which nobody knows what the room is."""
_SIGNS: dict[str, Ring] = {
    "clear": "clear",
    "soon": "soon",
    "occupied": "occupied",
    "paused": "paused",
}


Mender = Literal["room", "it"]

IN_THE_ROOM = frozenset(
    {
        "camera-blurred",
        "camera-covered",
        "camera-failed",
        "camera-frozen",
        "camera-missing",
        "headset-failed",
        "headset-missing",
        "loudspeaker-unheard",
        "microphone-silent",
        "screen-unplugged",
        "sign-unplugged",
        "button-stuck",
        "lamp-dead",
        "lamp-dark",
    }
)
"""What whoever works there can mend with their hands; the room's own screen says how, first."""
AWAY = {"lost": "lost", "disconnected": "turned-off"}
"""A unit that does not answer puts its visits at risk, whatever it said before."""


@dataclass(frozen=True, slots=True)
class SignLine:
    """The lamp by the door: what the room wants, and what it shows."""

    wanted: str
    actual: str
    lamp_ok: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part's health; ``since`` in Unix seconds."""

    part: str
    condition: str
    code: str | None
    since: float
    evidence: Mapping[str, float] = field(default_factory=dict)
    """What was measured, by the names in docs/operations.md; no presence."""


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One booked visit and whether it can be held; times in Unix seconds, nobody is named."""

    state: str
    start: float
    end: float
    part: str | None
    code: str | None
    since: float


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What central knows of one unit; ``since`` and ``seen`` in Unix seconds."""

    unit: str
    room: str
    state: str | None = None
    since: float | None = None
    sign: SignLine | None = None
    health: dict[str, PartLine] = field(default_factory=dict)
    seen: float | None = None
    ready: dict[str, ReadyLine] = field(default_factory=dict)


def ring(line: UnitLine, *, listening: bool) -> Ring:
    """The room's ring: silence looks silent, a fault comes first, then what the door is to say.

    A one-lamp sign cannot show *clear*; the room's own word counts then, but occupied counts
    whoever says it.
    """
    if not listening or line.state in SILENT:
        return "none"
    failed = any(part.condition == "failed" for part in line.health.values())
    if failed or (line.sign and not line.sign.lamp_ok):
        return "fault"
    if line.sign is None:
        return "none"
    if line.sign.actual == "occupied":
        return "occupied"
    return _SIGNS.get(line.sign.wanted, "none")


def mender(code: str | None) -> Mender:
    """Who can mend a fault of this code."""
    return "room" if code in IN_THE_ROOM else "it"


def visits(line: UnitLine, *, listening: bool, now: float) -> list[ReadyLine]:
    """The unit's booked visits that are not over, by their start, as they are known to stand."""
    found = sorted((v for v in line.ready.values() if now < v.end), key=lambda v: (v.start, v.end))
    code = AWAY.get(line.state or "") if listening else None
    if code is None:
        return found
    since = line.since or now
    return [ReadyLine("at-risk", v.start, v.end, "unit", code, since) for v in found]


def at_risk(line: UnitLine, *, listening: bool, now: float) -> list[ReadyLine]:
    """Those that cannot be held as things stand."""
    return [v for v in visits(line, listening=listening, now=now) if v.state == "at-risk"]


def as_json(line: UnitLine, *, listening: bool, now: float) -> dict[str, object]:
    """One unit of ``/api/fleet``."""
    sign = line.sign
    return {
        "unit": line.unit,
        "site": line.unit.partition("/")[0],
        "room": line.room,
        "state": line.state,
        "since": line.since,
        "sign": sign and {"wanted": sign.wanted, "actual": sign.actual, "lamp_ok": sign.lamp_ok},
        "health": [
            {
                "part": p.part,
                "condition": p.condition,
                "code": p.code,
                "since": p.since,
                "mends": mender(p.code),
                "evidence": dict(p.evidence),
            }
            for _, p in sorted(line.health.items())
        ],
        "visits": [
            {
                "start": v.start,
                "end": v.end,
                "state": v.state,
                "part": v.part,
                "code": v.code,
                "since": v.since,
                "mends": mender(v.code),
            }
            for v in visits(line, listening=listening, now=now)
        ],
        "ring": ring(line, listening=listening),
        "seen": line.seen,
    }
