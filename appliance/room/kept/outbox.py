"""Events that wait until central has committed them; numbered by boot, never a number twice."""

import json
import sqlite3
from collections.abc import Sequence

from wire.faults import WireError
from wire.fleet import Event

EVENTS_KEPT = 10_000
NAMES = ("boot", "seq", "at", "code", "evidence")
LARGEST = 2**63 - 1
"""SQLite counts no further."""


def next_seq(db: sqlite3.Connection, boot: str) -> int:
    """The number that the next event of ``boot`` has."""
    row = db.execute("SELECT value FROM fact WHERE name = ?", (f"seq-{boot}",)).fetchone()
    return int(row[0]) + 1 if row else 1


def next_number(db: sqlite3.Connection, at: float) -> int:
    """A place in the outbox behind all there are; from ``at``, so that no two stores share one."""
    last = int(db.execute("SELECT coalesce(max(number), 0) FROM event").fetchone()[0])
    return max(last + 1, int(at * 1000))


def put(db: sqlite3.Connection, number: int, event: Event) -> None:
    """Add ``event``; the oldest leave a full outbox."""
    db.execute("DELETE FROM fact WHERE name LIKE 'seq-%'")
    db.execute(
        "INSERT INTO fact (name, value) VALUES (?, ?)", (f"seq-{event.boot}", str(event.seq))
    )
    db.execute(
        "INSERT INTO event (number, boot, seq, at, code, evidence) VALUES (?, ?, ?, ?, ?, ?)",
        (number, event.boot, event.seq, event.at, event.code, json.dumps(event.evidence)),
    )
    held = int(db.execute("SELECT count(*) FROM event").fetchone()[0])
    db.execute(
        "DELETE FROM event WHERE number IN (SELECT number FROM event ORDER BY number LIMIT ?)",
        (max(held - EVENTS_KEPT, 0),),
    )


def after(db: sqlite3.Connection, number: int, limit: int) -> list[tuple[int, Event]]:
    """Events behind ``number``, in order; one that a failing disk garbled is passed over.

    Each says from which number on its boot's events are here: central waits for no earlier one.
    """
    rows = db.execute(
        "SELECT number, boot, seq, at, code, evidence FROM event WHERE number > ?"
        " ORDER BY number LIMIT ?",
        (number, limit),
    )
    read = [(row[0], event) for row in rows if (event := _read(row[1:])) is not None]
    first = {boot: _first(db, boot) for boot in {event.boot for _, event in read}}
    return [
        (place, event.model_copy(update={"first": min(first[event.boot], event.seq)}))
        for place, event in read
    ]


def _first(db: sqlite3.Connection, boot: str) -> int:
    """The lowest number of ``boot`` that can be read."""
    rows = db.execute(
        "SELECT boot, seq, at, code, evidence FROM event WHERE boot = ? ORDER BY seq", (boot,)
    )
    return next(event.seq for row in rows if (event := _read(row)) is not None)


def _read(row: Sequence[object]) -> Event | None:
    told = dict(zip(NAMES, row, strict=True))
    try:
        evidence = json.loads(str(told["evidence"]))
        return Event.from_json("store", json.dumps({**told, "evidence": evidence}))
    except (WireError, ValueError):
        return None


def drop(db: sqlite3.Connection, boot: str, seq: int) -> None:
    """Central has committed the events of ``boot`` up to ``seq``."""
    db.execute("DELETE FROM event WHERE boot = ? AND seq <= ?", (boot, min(seq, LARGEST)))
