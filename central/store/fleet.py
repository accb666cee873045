"""Every unit as IT sees it: the newest of all that it said over MQTT."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.core.fleet import PartLine, ReadyLine, SignLine, UnitLine
from central.store.fleet_rows import AT_ONCE
from central.store.tables import Latest, Unit
from wire import fleet as wire

READY_KEPT_S = 3600.0
"""So long after its end what was told of a booking is kept."""
IDENTITY, CLONED = "identity", "identity-cloned"
"""Two machines show the same certificate: one of the two is a copy. No unit tells this itself."""
CLONE_TOLD_S = 3600.0
"""So long after they last took turns."""


@dataclass(slots=True)
class Absorbed:
    """What a batch of messages led to; it counts only after the commit."""

    lines: list[UnitLine] = field(default_factory=list)
    acked: dict[str, list[wire.Acked]] = field(default_factory=dict)


def lines(session: Session) -> list[UnitLine]:
    """Every unit as IT sees it."""
    query = select(Unit, Latest).outerjoin(Latest, Latest.unit == Unit.id)
    query = query.where(Unit.withdrawn_at.is_(None))
    return [_line(found[0], found[1]) for found in session.execute(query)]


def lines_of(session: Session, units: Iterable[str]) -> list[UnitLine]:
    """These units as IT sees them, in the order of their ids."""
    every, found = sorted(units), list[UnitLine]()
    for n in range(0, len(every), AT_ONCE):
        query = select(Unit, Latest).outerjoin(Latest, Latest.unit == Unit.id)
        query = query.where(Unit.id.in_(every[n : n + AT_ONCE])).order_by(Unit.id)
        found += [_line(row[0], row[1]) for row in session.execute(query)]
    return found


def _line(unit: Unit, latest: Latest | None) -> UnitLine:
    if latest is None:
        return UnitLine(unit.id, unit.room)
    health = {name: PartLine(part=name, **_part(said)) for name, said in latest.health.items()}
    if latest.cloned_at is not None and latest.seen < latest.cloned_at + CLONE_TOLD_S:
        health[IDENTITY] = PartLine(IDENTITY, "failed", CLONED, latest.cloned_at)
    sign = SignLine(**{k: latest.sign[k] for k in _SIGN}) if latest.sign else None  # type: ignore[arg-type]
    visits = {word: ReadyLine(**_visit(said)) for word, said in (latest.ready or {}).items()}
    return UnitLine(
        unit.id, unit.room, latest.state, latest.since, sign, health, latest.seen, visits
    )


def still_to_come(kept: dict[str, Any], now: float) -> dict[str, Any]:
    """Of what a unit told of its bookings, those that are not long over."""
    return {word: said for word, said in kept.items() if now < said["end"] + READY_KEPT_S}


_SIGN = ("wanted", "actual", "lamp_ok")


def _visit(said: Any) -> dict[str, Any]:
    return {name: said.get(name) for name in ("state", "start", "end", "part", "code", "since")}


def _part(said: Any) -> dict[str, Any]:
    evidence = said.get("evidence") or {}
    known = {"condition": said["condition"], "code": said.get("code"), "since": said["since"]}
    return known | {"evidence": evidence}
