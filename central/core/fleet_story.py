"""What changed between two looks at a unit, for the story of its room: states and parts alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from central.core.fleet import PartLine, UnitLine


@dataclass(frozen=True, slots=True)
class Change:
    """A unit's state or one part's health, as it is since ``at`` (Unix seconds)."""

    unit: str
    at: float
    part: str
    condition: str
    code: str | None = None


UNIT = "unit"
TECHNICAL = frozenset(
    {"self-test-failed", "function-test-failed", "visit-not-joined", "started-without-sign"}
)
"""The events that tell of the equipment; any other would tell that somebody was there."""
_FACTS = ("fault", "next", "why")


def technical(evidence: Mapping[str, object]) -> dict[str, object]:
    """What of an event's evidence tells of the equipment."""
    return {name: evidence[name] for name in _FACTS if name in evidence}


def changes(former: UnitLine | None, line: UnitLine, now: float) -> Iterator[Change]:
    """What is otherwise in ``line`` than before; a part that is well from the start is no news."""
    if line.state is not None and (former is None or former.state != line.state):
        yield Change(line.unit, _when(line.since, now), UNIT, line.state)
    known = former.health if former else {}
    for name, part in sorted(line.health.items()):
        was = known.get(name)
        news = part.condition != "ok" if was is None else _said(was) != _said(part)
        if news:
            yield Change(line.unit, _when(part.since, now), name, part.condition, part.code)


def _said(part: PartLine) -> tuple[str, str | None]:
    return part.condition, part.code


def _when(since: float | None, now: float) -> float:
    """A unit's clock may be wrong: what it dates into the future, or to last week, is now."""
    return since if since is not None and now - 3600.0 <= since <= now else now
