"""The agenda's rows: times in the clear, everything that tells of a person sealed (S6, S7)."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from appliance.core.visits import Visit
from appliance.room.kept.seal import DayKey
from wire.records import FORGETFUL

VISITS: TypeAdapter[tuple[Visit, ...]] = TypeAdapter(tuple[Visit, ...], config=FORGETFUL)
"""Around the visit: pydantic takes no configuration for a dataclass itself."""
PLAIN = frozenset(
    {
        "id", "start", "end", "standing", "confirmed", "interpreter", "at_once", "practice",
        "patients",
    }
)  # fmt: skip
"""What a visit needs to be right after a reboot; each other field is sealed, a new one too."""

Row = tuple[str, float, str, bytes | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """One visit to keep; ``private``: with what tells of a person, sealed."""

    visit: Visit
    private: bool


def _told(visit: Visit) -> dict[str, Any]:
    told: dict[str, Any] = VISITS.dump_python((visit,), mode="json")[0]
    return told


def row_of(kept: Kept, key: DayKey) -> Row:
    """The row that ``kept`` is."""
    visit, told = kept.visit, _told(kept.visit)
    words = {name: told[name] for name in told if name not in PLAIN}
    sealed = key.seal(json.dumps(words), visit.id) if kept.private else None
    return visit.id, visit.start.timestamp(), json.dumps(_plain(told)), sealed


def plain_visit(visit: Visit) -> Visit:
    """``visit`` with its times and what it needs to be right; the rest as if nobody had told."""
    return _read(_plain(_told(visit)))


def visits(db: sqlite3.Connection, key: DayKey) -> tuple[Visit, ...]:
    """Every visit in order; without its day's key times only."""
    rows = db.execute("SELECT id, start, plain, sealed FROM visit ORDER BY start, id")
    read = (_visit(row, key) for row in rows)
    return tuple(visit for visit in read if visit is not None)


def replace_visits(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """The agenda is ``rows`` and nothing else."""
    db.execute("DELETE FROM visit")
    db.executemany("INSERT INTO visit (id, start, plain, sealed) VALUES (?, ?, ?, ?)", rows)


def _visit(row: Row, key: DayKey) -> Visit | None:
    """The visit, or None of a row that a failing disk garbled."""
    identity, _, plain, sealed = row
    words = key.open(sealed, identity) if sealed is not None else None
    try:
        visit = _read(json.loads(plain) | (json.loads(words) if words else {}))
    except (ValueError, TypeError):
        return None
    return visit if visit.id == identity else None


def _plain(told: Mapping[str, object]) -> dict[str, object]:
    return {name: told[name] for name in told if name in PLAIN}


def _read(told: dict[str, object]) -> Visit:
    return VISITS.validate_json(json.dumps([told]), strict=True)[0]
