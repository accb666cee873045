"""Takes in what units publish: validated, committed, and only then acknowledged."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from central.store import fleet as store
from central.store.database import Database
from central.store.fleet import Absorbed
from central.store.tables import Latest, Unit
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
    split_topic,
)
from wire.records import Record

PARTS = 32
"""More parts than any unit has."""
BOOKINGS = 64
"""More bookings than a unit tells of."""
OF_PARTS = ("health", "ready")
SEQUENCE_END = 2**53
_PART: TypeAdapter[str | None] = TypeAdapter(Slug | None)


@dataclass(frozen=True, slots=True)
class Message:
    """One publication as it arrived."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """A message whose unit is known and whose topic is right."""

    session: Session
    unit: str
    part: str | None
    payload: bytes
    now: float

    @property
    def latest(self) -> Latest:
        """The unit's newest row."""
        return store.latest_of(self.session, self.unit, self.now)

    def read(self, kind: type[Record]) -> Any:
        """The payload as ``kind``; WireError names the contract's field, never the sender's own."""
        try:
            return kind.from_json(self.unit, self.payload, PAYLOAD_LIMIT)
        except WireError as error:
            first = error.field.partition(".")[0]
            known = first if first in kind.model_fields else "message"
            raise WireError(error.fault, known, error.problem) from None


def absorb(database: Database, messages: Sequence[Message], now: float) -> Absorbed:
    """Write a batch in one transaction; what is returned may be told to others."""
    with database.begin() as session:
        known = {unit.id: unit for unit in session.query(Unit)}
        touched: dict[str, None] = {}
        boots: set[tuple[str, str]] = set()
        for message in messages:
            unit = _take(session, known, message, now, boots)
            if unit:
                touched[unit] = None
        session.flush()
        absorbed = Absorbed([store.line_of(session, known[unit]) for unit in touched])
        for unit, boot in boots:
            if held := store.held_up_to(session, unit, boot):
                absorbed.acked[unit] = Acked(boot=boot, seq=held)
        return absorbed


def _take(
    session: Session,
    known: Iterable[str],
    message: Message,
    now: float,
    boots: set[tuple[str, str]],
) -> str | None:
    """The unit that a good message is from; a bad one is counted and harms nobody."""
    found = split_topic(message.topic)
    unit, name, part = found or ("", "", None)
    handler = _TAKERS.get(name)
    if handler is None or (name in OF_PARTS) != (part is not None) or not _is_part(part):
        problem = ("topic", "is none of the contract's")
    elif unit not in known:
        problem = ("unit", "is not known")
    else:
        try:
            boot = handler(Said(session, unit, part, message.payload, now))
        except WireError as error:
            problem = (error.field, error.problem)
        else:
            if boot:
                boots.add((unit, boot))
            return unit
    store.count_bad(session, unit, name if handler else "other", problem, now)
    return None


def _is_part(part: str | None) -> bool:
    try:
        _PART.validate_python(part)
    except ValidationError:
        return False
    return True


def _state(said: Said) -> None:
    if not said.payload:
        said.latest.state = None
        return
    state: State = said.read(State)
    latest = said.latest
    latest.state, latest.boot, latest.since = state.state.value, state.boot, state.since
    latest.versions = dict(state.versions)


def _birth(said: Said) -> None:
    said.latest.birth = said.read(Birth).model_dump(mode="json") if said.payload else None


def _sign(said: Said) -> None:
    said.latest.sign = said.read(SignReport).model_dump(mode="json") if said.payload else None


def _health(said: Said) -> None:
    part = str(said.part)
    health = dict(said.latest.health)
    health.pop(part, None)
    if said.payload:
        if len(health) >= PARTS:
            raise WireError(said.unit, "part", f"is one more than {PARTS}")
        health[part] = said.read(Health).model_dump(mode="json")
    said.latest.health = health


def _ready(said: Said) -> None:
    word = str(said.part)
    kept = store.still_to_come(said.latest.ready or {}, said.now)
    kept.pop(word, None)
    if said.payload:
        if len(kept) >= BOOKINGS:
            raise WireError(said.unit, "ready", f"is one more than {BOOKINGS}")
        kept[word] = said.read(Ready).model_dump(mode="json")
    said.latest.ready = kept


def _metrics(said: Said) -> None:
    metrics: Metrics = said.read(Metrics)
    store.add_sample(said.session, said.unit, metrics)
    said.latest.seen = said.now


def _event(said: Said) -> str:
    event: Event = said.read(Event)
    if event.seq > SEQUENCE_END:
        raise WireError(said.unit, "seq", "is too large")
    store.add_event(said.session, said.unit, event, said.now)
    said.latest.seen = said.now
    return event.boot


_TAKERS: dict[str, Callable[[Said], str | None]] = {
    "state": _state,
    "birth": _birth,
    "sign": _sign,
    "health": _health,
    "ready": _ready,
    "metrics": _metrics,
    "event": _event,
}
