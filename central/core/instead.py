"""Which room could serve where a visit is at risk: free, equipped, of the same clinic and site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from central.core.fleet import ReadyLine, UnitLine, at_risk, ring

MARGIN_S = 300.0
"""So much must be free before and after a visit that moves in."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Instead:
    """A free, equipped room for a visit at risk; nobody moves the booking but the staff."""

    unit: str
    start: float
    end: float
    room_unit: str
    room: str


def instead(
    lines: Iterable[UnitLine],
    homes: Mapping[str, str],
    booked: Mapping[str, tuple[Span, ...]],
    *,
    listening: bool,
    now: float,
) -> list[Instead]:
    """For each unit's first visit at risk a room of the same clinic and site, where one is free.

    ``homes`` gives each unit's clinic, ``booked`` the spans of each unit's bookings. One room is
    named for one visit only, for the one that begins first.
    """
    known = sorted(lines, key=lambda line: (line.room, line.unit))
    free = [line for line in known if _equipped(line, listening=listening)]
    wanted = [
        (risk[0], line) for line in known if (risk := at_risk(line, listening=listening, now=now))
    ]
    found: list[Instead] = []
    for visit, line in sorted(wanted, key=lambda one: (one[0].start, one[1].unit)):
        room = next((r for r in free if _could_hold(r, line, visit, homes, booked)), None)
        if room is not None:
            free.remove(room)
            found.append(Instead(line.unit, visit.start, visit.end, room.unit, room.room))
    return found


def _equipped(line: UnitLine, *, listening: bool) -> bool:
    well = all(part.condition == "ok" for part in line.health.values())
    return well and line.state == "ready" and ring(line, listening=listening) == "clear"


def _could_hold(
    room: UnitLine,
    instead_of: UnitLine,
    visit: ReadyLine,
    homes: Mapping[str, str],
    booked: Mapping[str, tuple[Span, ...]],
) -> bool:
    same = homes.get(room.unit) == homes.get(instead_of.unit)
    near = room.unit.partition("/")[0] == instead_of.unit.partition("/")[0]
    told = ((v.start, v.end) for v in room.ready.values())
    spans = (*booked.get(room.unit, ()), *told)
    apart = all(e + MARGIN_S <= visit.start or visit.end + MARGIN_S <= s for s, e in spans)
    return same and near and apart and room.unit != instead_of.unit
