"""What a restarted room needs, in SQLite that survives a power cut; no name can ever be in it.

Initials and kind of visit are sealed with the day's key and leave when the visit is over (S6, S7).
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from appliance.core.visits import Standing, Visit
from appliance.link.journal import record
from appliance.room.kept.database import open_database
from appliance.room.kept.seal import DayKey
from wire.fleet import Event
from wire.visits import Outcome

EVENTS_KEPT = 10_000
LARGEST = 2**63 - 1
"""SQLite counts no further."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One visit to keep; ``private``: with its initials and kind, sealed."""

    visit: Visit
    private: bool


class Store:
    """The room's database; every call blocks and belongs on one thread."""

    def __init__(self, file: Path, key: DayKey) -> None:
        """Open or make ``file``; a broken one is put aside, and without a disk RAM must do.

        What a former key sealed is erased; a disk that refuses that holds what nobody can open.
        """
        self._db = open_database(file)
        self._key = key
        if key.is_new:
            self._try(self._unseal)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def change_key(self, key: DayKey) -> None:
        """A new day: what the old key sealed is erased."""
        self._key = key
        self._unseal()

    # --- facts --------------------------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """What was last kept under ``name``."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def keep_facts(self, facts: dict[str, str]) -> None:
        """Keep every one of ``facts`` under its name."""
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", facts.items())

    def try_facts(self, facts: dict[str, str]) -> None:
        """Keep ``facts`` where the disk lets us: a full one must not stop a start."""
        self._try(lambda: self.keep_facts(facts))

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except sqlite3.Error as error:
            record("store.failing", logging.ERROR, error=type(error).__name__)

    # --- the agenda ---------------------------------------------------------------------------

    def visits(self) -> tuple[Visit, ...]:
        """The agenda as it was kept; without the day's key times only."""
        rows = self._db.execute(
            "SELECT id, start, end, standing, confirmed, interpreter, sealed FROM visit"
            " ORDER BY start, id"
        )
        return tuple(self._visit(row) for row in rows)

    def keep_visits(self, kept: Iterable[Kept]) -> None:
        """Replace the agenda; what is no longer in it is erased from the file at once."""
        with self._db:
            self._db.execute("DELETE FROM visit")
            self._db.executemany(
                "INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?)", [self._row(each) for each in kept]
            )
        self._sweep()

    def _row(self, kept: Kept) -> tuple[object, ...]:
        visit = kept.visit
        words = json.dumps([visit.kind, visit.initials])
        return (
            visit.id,
            visit.start.timestamp(),
            visit.end.timestamp(),
            visit.standing.value,
            visit.confirmed,
            visit.interpreter,
            self._key.seal(words, visit.id) if kept.private else None,
        )

    def _visit(self, row: tuple[str, float, float, str, int, int, bytes | None]) -> Visit:
        visit = Visit(
            id=row[0],
            start=datetime.fromtimestamp(row[1], UTC),
            end=datetime.fromtimestamp(row[2], UTC),
            standing=Standing(row[3]),
            confirmed=bool(row[4]),
            interpreter=bool(row[5]),
        )
        words = self._key.open(row[6], visit.id) if row[6] is not None else None
        if words is None:
            return visit
        kind, initials = json.loads(words)
        return replace(visit, kind=kind, initials=initials)

    def _unseal(self) -> None:
        with self._db:
            self._db.execute("UPDATE visit SET sealed = NULL")
        self._sweep()

    def _sweep(self) -> None:
        """Empty the write-ahead log, so that no erased page stays in it."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # --- outcomes that central does not have yet ----------------------------------------------

    def keep_outcome(self, visit: str, outcome: Outcome) -> None:
        """Queue one outcome; a later one for the same visit takes its place."""
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO outcome VALUES (?, ?)", (visit, outcome))

    def outcomes(self) -> list[tuple[str, Outcome]]:
        """The queue, oldest first."""
        rows = self._db.execute("SELECT visit, outcome FROM outcome ORDER BY rowid")
        return [(visit, Outcome(outcome)) for visit, outcome in rows]

    def drop_outcome(self, visit: str, outcome: Outcome) -> None:
        """Central has it, or never will."""
        with self._db:
            self._db.execute(
                "DELETE FROM outcome WHERE visit = ? AND outcome = ?", (visit, outcome)
            )

    # --- events until central has committed them ----------------------------------------------

    def keep_event(self, boot: str, at: float, code: str, evidence: dict[str, float | str]) -> None:
        """Add an event with the next number of ``boot``; the oldest leave a full outbox."""
        with self._db:
            name = f"seq-{boot}"
            row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
            seq = int(row[0]) + 1 if row else 1
            self._db.execute("DELETE FROM fact WHERE name LIKE 'seq-%'")
            self._db.execute("INSERT INTO fact VALUES (?, ?)", (name, str(seq)))
            self._db.execute(
                "INSERT INTO event (boot, seq, at, code, evidence) VALUES (?, ?, ?, ?, ?)",
                (boot, seq, at, code, json.dumps(evidence)),
            )
            self._db.execute(
                "DELETE FROM event WHERE number <= (SELECT max(number) FROM event) - ?",
                (EVENTS_KEPT,),
            )

    def events_after(self, number: int, limit: int = 100) -> list[tuple[int, Event]]:
        """Events still in the outbox behind ``number``, in order, each with its own number."""
        rows = self._db.execute(
            "SELECT number, boot, seq, at, code, evidence FROM event WHERE number > ?"
            " ORDER BY number LIMIT ?",
            (number, limit),
        )
        return [
            (n, Event(boot=boot, seq=seq, at=at, code=code, evidence=json.loads(evidence)))
            for n, boot, seq, at, code, evidence in rows
        ]

    def drop_events(self, boot: str, seq: int) -> None:
        """Central has committed the events of ``boot`` up to ``seq``."""
        with self._db:
            self._db.execute(
                "DELETE FROM event WHERE boot = ? AND seq <= ?", (boot, min(seq, LARGEST))
            )

    # --- generations --------------------------------------------------------------------------

    def generations(self) -> dict[str, int]:
        """The highest generation seen of each visit."""
        return dict(self._db.execute("SELECT visit, highest FROM generation"))

    def keep_generation(self, visit: str, highest: int, at: float) -> None:
        """Keep one; those of former days leave."""
        with self._db:
            self._db.execute("DELETE FROM generation WHERE at < ?", (at - 86_400,))
            self._db.execute(
                "INSERT OR REPLACE INTO generation VALUES (?, ?, ?)", (visit, highest, at)
            )
