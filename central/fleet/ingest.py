"""Takes in what units publish: validated, committed in one transaction, only then acknowledged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from central.core.clones import took_turns
from central.fleet.memory import Memory, run_from
from central.store import fleet as store
from central.store import fleet_acts
from central.store import fleet_rows as rows
from central.store.database import Database
from central.store.fleet import Absorbed
from central.store.tables import Latest
from wire.commands import CommandResult
from wire.faults import WireError
from wire.fleet import (
    PAYLOAD_LIMIT,
    Acked,
    Birth,
    Event,
    Health,
    Metrics,
    Ready,
    SignReport,
    Slug,
    State,
    UnitState,
    split_topic,
)
from wire.ids import UnitId
from wire.records import Record, decode

PARTS = 32
"""More parts than any unit has."""
BOOKINGS = 64
"""More bookings than a unit tells of."""
OF_PARTS = ("health", "ready", "cmd-result")
SEQUENCE_END = 2**31 - 1
TOPICS = 65_536
"""So many topics are known by heart,"""
TOPIC_LIMIT = 256
"""and none that is longer than any of the contract's."""
LIVES = frozenset({UnitState.INIT, UnitState.READY, UnitState.ALERT})
"""What only the unit itself says."""
_PART: TypeAdapter[str | None] = TypeAdapter(Slug | None)
_UNIT: TypeAdapter[str] = TypeAdapter(UnitId)
_VALUES: TypeAdapter[Any] = TypeAdapter(dict[str, Any])


class Message(NamedTuple):
    """One publication as it arrived; ``retained`` was said before anybody listened."""

    topic: str
    payload: bytes
    retained: bool = False


class Place(NamedTuple):
    """Which unit a topic is of, and what of it; ``name`` empty where it is none of ours."""

    unit: str
    name: str
    part: str | None


@dataclass(slots=True)
class Batch:
    """What the good messages of a batch say, before it is written."""

    levels: dict[str, list[tuple[Place, Message]]] = field(default_factory=dict)
    """By unit, in order."""
    samples: list[rows.SampleRow] = field(default_factory=list)
    events: list[rows.EventRow] = field(default_factory=list)
    answers: list[tuple[str, CommandResult]] = field(default_factory=list)
    """By unit, in order: what came of acts from afar."""
    heard: dict[str, None] = field(default_factory=dict)
    """Units that measured, answered or told of an event."""
    boots: dict[tuple[str, str], tuple[int, list[int]]] = field(default_factory=dict)
    """By unit and boot: the first number that the unit still has, and those that came."""
    bad: dict[rows.BadKey, tuple[int, str]] = field(default_factory=dict)

    def count_bad(self, place: Place, field_name: str, problem: str) -> None:
        """Count what broke the contract: its field and problem, never its content."""
        key = (place.unit, place.name or "other", field_name)
        self.bad[key] = (self.bad.get(key, (0, ""))[0] + 1, problem)


def absorb(
    database: Database, messages: Sequence[Message], now: float, memory: Memory | None = None
) -> Absorbed:
    """Write a batch in one transaction; what is returned may be told to others.

    StoreError when the database is not there. A message that it cannot hold is counted as bad.
    """
    try:
        return _absorb(database, messages, now, memory or Memory())
    except DBAPIError:
        if len(messages) == 1:
            _set_aside(database, messages[0], now)
            return Absorbed()
        half = len(messages) // 2
        first = absorb(database, messages[:half], now, memory)
        second = absorb(database, messages[half:], now, memory)
        lines = {line.unit: line for line in (*first.lines, *second.lines)}
        return Absorbed(list(lines.values()), first.acked | second.acked)


def _set_aside(database: Database, message: Message, now: float) -> None:
    """One message that the database refuses harms no other."""
    batch = Batch()
    batch.count_bad(place_of(message.topic), "message", "cannot be stored")
    with database.begin() as session:
        rows.count_bad(session, batch.bad, now)


def _absorb(
    database: Database, messages: Sequence[Message], now: float, memory: Memory
) -> Absorbed:
    batch, held = Batch(), dict[tuple[str, str], int]()
    missing = set[tuple[str, str]]()
    with database.begin() as session:
        known = rows.known(session, {place_of(message.topic).unit for message in messages} - {""})
        for message in messages:
            _sort(batch, known, message, now)
        latest = rows.latest_of(session, batch.levels)
        for levels in batch.levels.values():
            _take_levels(session, batch, latest, levels, now)
        session.flush()
        rows.put_samples(session, batch.samples)
        rows.put_events(session, batch.events)
        for unit, answer in batch.answers:
            fleet_acts.answer(session, unit, answer)
        for boot, (first, seqs) in batch.boots.items():
            held[boot], is_missing = _held(session, boot, first, seqs, memory)
            if is_missing:
                missing.add(boot)
        seen = memory.newly_seen(batch.heard, now)
        rows.see(session, seen, now)
        rows.count_bad(session, batch.bad, now)
        lines = store.lines_of(session, {*batch.levels, *seen} & known)
    memory.saw((*seen, *(unit for unit in batch.levels if unit in known)), now)
    return Absorbed(lines, _answers(held, missing, memory, now))


def _answers(
    held: dict[tuple[str, str], int], missing: set[tuple[str, str]], memory: Memory, now: float
) -> dict[str, list[Acked]]:
    """What each unit is told of its events, after the commit."""
    acked: dict[str, list[Acked]] = {}
    for (unit, boot), seq in held.items():
        memory.holds((unit, boot), seq)
        again = memory.to_ask((unit, boot), missing=(unit, boot) in missing, now=now)
        if seq or again:
            acked.setdefault(unit, []).append(Acked(boot=boot, seq=seq, again=again))
    return acked


def _held(
    session: Session, boot: tuple[str, str], first: int, seqs: list[int], memory: Memory
) -> tuple[int, bool]:
    """Up to which number nothing is missing, and whether something is missing behind it."""
    known = memory.held.get(boot)
    if known is not None and boot not in memory.gaps:
        held, missing = run_from(first, known, seqs)
        if not missing:
            return held, False
    held = rows.held_from(session, *boot, max(known or 0, first - 1))
    return held, max(seqs) > held


def place_of(topic: str) -> Place:
    """Where a topic belongs; the name stays where it is one of ours and the rest is wrong."""
    return _place_of(topic) if len(topic) <= TOPIC_LIMIT else Place("", "", None)


@lru_cache(TOPICS)
def _place_of(topic: str) -> Place:
    unit, name, part = split_topic(topic) or ("", "", None)
    if not _is(_UNIT, unit):
        return Place("", "", None)
    if name not in KINDS:
        return Place(unit, "", None)
    if (name in OF_PARTS) != (part is not None) or not _is(_PART, part):
        return Place(unit, name, WRONG)
    return Place(unit, name, part)


WRONG = "/"
"""The part of a topic whose part is wrong: no part is called so."""


def _is(kind: TypeAdapter[Any], text: str | None) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True


def _sort(batch: Batch, known: set[str], message: Message, now: float) -> None:
    """Put a message where it belongs; a bad one is counted and harms nobody."""
    place = place_of(message.topic)
    if not place.name or place.part == WRONG:
        batch.count_bad(place, "topic", "is none of the contract's")
    elif place.unit not in known:
        batch.count_bad(place, "unit", "is not known")
    elif place.name in LEVELS:
        batch.levels.setdefault(place.unit, []).append((place, message))
    else:
        try:
            _ONCE[place.name](batch, place.unit, message.payload, now)
        except WireError as error:
            batch.count_bad(place, error.field, error.problem)
        else:
            batch.heard[place.unit] = None


def _read(place: Place, payload: bytes) -> Any:
    """The payload; WireError names the contract's field, never the sender's own."""
    kind = KINDS[place.name]
    try:
        return decode(_READERS[place.name], place.unit, payload, PAYLOAD_LIMIT)
    except WireError as error:
        first = error.field.partition(".")[0]
        known = first if first in kind.model_fields else "message"
        raise WireError(error.fault, known, error.problem) from None


def _metrics(batch: Batch, unit: str, payload: bytes, now: float) -> None:
    del now
    told: Metrics = _read(Place(unit, "metrics", None), payload)
    batch.samples.append((unit, told.at, _VALUES.dump_json(told.values).decode()))


def _event(batch: Batch, unit: str, payload: bytes, now: float) -> None:
    told: Event = _read(Place(unit, "event", None), payload)
    if max(told.seq, told.first) > SEQUENCE_END:
        raise WireError(unit, "seq", "is too large")
    if told.first > told.seq:
        raise WireError(unit, "first", "is behind seq")
    evidence = _VALUES.dump_json(told.evidence).decode()
    batch.events.append((unit, told.boot, told.seq, told.at, told.code, evidence, now))
    first, seqs = batch.boots.setdefault((unit, told.boot), (told.first, []))
    seqs.append(told.seq)
    batch.boots[unit, told.boot] = (max(first, told.first), seqs)


def _answer(batch: Batch, unit: str, payload: bytes, now: float) -> None:
    del now
    batch.answers.append((unit, _read(Place(unit, "cmd-result", None), payload)))


def _take_levels(
    session: Session,
    batch: Batch,
    latest: dict[str, Latest],
    levels: list[tuple[Place, Message]],
    now: float,
) -> None:
    """Take over a unit's levels, in their order."""
    for place, message in levels:
        row = latest.get(place.unit)
        if row is None:
            row = latest[place.unit] = Latest(unit=place.unit, health={}, seen=now)
            session.add(row)
        try:
            LEVELS[place.name](row, place, message, now)
        except WireError as error:
            batch.count_bad(place, error.field, error.problem)
        else:
            row.seen = row.seen if message.retained else now


def _state(latest: Latest, place: Place, message: Message, now: float) -> None:
    if not message.payload:
        latest.state = None
        return
    told: State = _read(place, message.payload)
    latest.state, latest.boot, latest.since = told.state.value, told.boot, told.since
    latest.versions = dict(told.versions)
    if told.state in LIVES and not message.retained:
        latest.boots, again = took_turns(latest.boots or (), told.boot)
        latest.cloned_at = now if again else latest.cloned_at


def _whole(latest: Latest, place: Place, message: Message, now: float) -> None:
    """A level that is kept as it is, in the column of its name."""
    del now
    said = _read(place, message.payload).model_dump(mode="json") if message.payload else None
    setattr(latest, place.name, said)


def _health(latest: Latest, place: Place, message: Message, now: float) -> None:
    del now
    latest.health = _with(dict(latest.health), place, message.payload, "part", PARTS)


def _ready(latest: Latest, place: Place, message: Message, now: float) -> None:
    kept = store.still_to_come(latest.ready or {}, now)
    latest.ready = _with(kept, place, message.payload, "ready", BOOKINGS)


def _with(
    kept: dict[str, object], place: Place, payload: bytes, field_name: str, most: int
) -> dict[str, object]:
    """``kept`` with what is said of one part; WireError for one more than ``most``."""
    part = str(place.part)
    kept.pop(part, None)
    if payload:
        if len(kept) >= most:
            raise WireError(place.unit, field_name, f"is one more than {most}")
        kept[part] = _read(place, payload).model_dump(mode="json")
    return kept


KINDS: dict[str, type[Record]] = {
    "state": State,
    "birth": Birth,
    "sign": SignReport,
    "health": Health,
    "ready": Ready,
    "metrics": Metrics,
    "event": Event,
    "cmd-result": CommandResult,
}
_READERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in KINDS.items()}
LEVELS: dict[str, Callable[[Latest, Place, Message, float], None]] = {
    "state": _state,
    "birth": _whole,
    "sign": _whole,
    "health": _health,
    "ready": _ready,
}
"""What stands until it is said anew; what is not here happened once."""
_ONCE: dict[str, Callable[[Batch, str, bytes, float], None]] = {
    "metrics": _metrics,
    "event": _event,
    "cmd-result": _answer,
}
