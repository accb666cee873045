"""What units said over MQTT: the newest of all, events, samples, and what broke the contract."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, aliased

from central.core.fleet import PartLine, ReadyLine, SignLine, UnitLine
from central.store.tables import BadMessage, Event, Latest, Sample, Unit
from wire import fleet as wire

READY_KEPT_S = 3600.0
"""So long after its end what was told of a booking is kept."""


@dataclass(slots=True)
class Absorbed:
    """What a batch of messages led to; it counts only after the commit."""

    lines: list[UnitLine] = field(default_factory=list)
    acked: dict[str, wire.Acked] = field(default_factory=dict)


def lines(session: Session) -> list[UnitLine]:
    """Every unit as IT sees it."""
    query = select(Unit, Latest).outerjoin(Latest, Latest.unit == Unit.id)
    query = query.where(Unit.withdrawn_at.is_(None))
    return [_line(found[0], found[1]) for found in session.execute(query)]


def line_of(session: Session, unit: Unit) -> UnitLine:
    """One unit as IT sees it."""
    return _line(unit, session.get(Latest, unit.id))


def latest_of(session: Session, unit: str, now: float) -> Latest:
    """The unit's newest row, made when it is missing, seen ``now``."""
    found = session.get(Latest, unit)
    if found is None:
        found = Latest(unit=unit, health={}, seen=now)
        session.add(found)
    found.seen = now
    return found


def add_event(session: Session, unit: str, event: wire.Event, now: float) -> None:
    """Keep an event once, however often it is sent."""
    if session.get(Event, (unit, event.boot, event.seq)) is None:
        session.add(
            Event(
                unit=unit,
                boot=event.boot,
                seq=event.seq,
                at=event.at,
                code=event.code,
                evidence=dict(event.evidence),
                received_at=now,
            )
        )


def held_up_to(session: Session, unit: str, boot: str) -> int:
    """Up to which sequence number no event of ``boot`` is missing behind the first; 0 for none."""
    mine = (Event.unit == unit, Event.boot == boot)
    following = aliased(Event)
    follows = exists().where(
        following.unit == unit, following.boot == boot, following.seq == Event.seq + 1
    )
    return session.scalar(select(func.min(Event.seq)).where(*mine, ~follows)) or 0


def add_sample(session: Session, unit: str, metrics: wire.Metrics) -> None:
    """Keep one metrics message."""
    if session.get(Sample, (unit, metrics.at)) is None:
        session.add(Sample(unit=unit, at=metrics.at, values=dict(metrics.values)))


def count_bad(session: Session, unit: str, topic: str, found: tuple[str, str], now: float) -> None:
    """Count a message that broke the contract: its field and problem, never its content."""
    field_name, problem = found[0][:200], found[1][:200]
    key: dict[str, Any] = {"unit": unit[:65], "topic": topic[:80], "field": field_name}
    counted = update(BadMessage).filter_by(**key)
    values = {"count": BadMessage.count + 1, "last_at": now, "problem": problem}
    if not session.execute(counted.values(**values)).rowcount:  # type: ignore[attr-defined]
        session.add(BadMessage(**key, problem=problem, count=1, last_at=now))
        session.flush()


def _line(unit: Unit, latest: Latest | None) -> UnitLine:
    if latest is None:
        return UnitLine(unit.id, unit.room)
    health = {name: PartLine(part=name, **_part(said)) for name, said in latest.health.items()}
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
    return {"condition": said["condition"], "code": said.get("code"), "since": said["since"]}
