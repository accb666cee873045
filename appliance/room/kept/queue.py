"""Reports on their way to central: of each visit the newest; a person's part is in none of them.

``tried`` are the outcomes that were ever sent of a visit: a booking that stands so was brought
there by this unit, and only such a one may be changed or taken back (R05).
"""

import json
import sqlite3
from dataclasses import dataclass

from wire.faults import WireError
from wire.report import VisitReport
from wire.visits import Outcome

UNDONE_FOR_S = 3600.0
"""What central has is remembered so long, for the undo."""


@dataclass(frozen=True, slots=True)
class Queued:
    """One report that central does not have; ``number`` is its place in the queue."""

    visit: str
    number: int
    report: VisitReport
    tried: frozenset[Outcome]


def put(db: sqlite3.Connection, visit: str, number: int, at: float, report: VisitReport) -> None:
    """Queue ``report`` last; it takes the place of a former one of the same visit."""
    db.execute(
        "INSERT INTO report (visit, number, at, body, tried) VALUES (?, ?, ?, ?, '[]')"
        " ON CONFLICT (visit) DO UPDATE SET number = excluded.number, at = excluded.at,"
        " body = excluded.body",
        (visit, number, at, report.model_dump_json()),
    )


def queued(db: sqlite3.Connection) -> list[Queued]:
    """The queue, oldest first; a row that a failing disk garbled is passed over."""
    rows = db.execute(
        "SELECT visit, number, body, tried FROM report WHERE body IS NOT NULL ORDER BY number, at"
    )
    read = (_read(*row) for row in rows)
    return [each for each in read if each is not None]


def _read(visit: str, number: int, body: str, tried: str) -> Queued | None:
    try:
        report = VisitReport.from_json("store", body)
        return Queued(visit, number, report, frozenset(Outcome(each) for each in json.loads(tried)))
    except (WireError, ValueError, TypeError):
        return None


def last_number(db: sqlite3.Connection) -> int:
    """The highest number in use."""
    return int(db.execute("SELECT coalesce(max(number), 0) FROM report").fetchone()[0])


def tries(db: sqlite3.Connection, visit: str, tried: frozenset[Outcome]) -> None:
    """From now on central may have any of ``tried``."""
    words = json.dumps(sorted(tried))
    db.execute("UPDATE report SET tried = ? WHERE visit = ?", (words, visit))


def done(db: sqlite3.Connection, visit: str, number: int) -> None:
    """Central has it, or never will; a newer one of the same visit stays."""
    db.execute("UPDATE report SET body = NULL WHERE visit = ? AND number = ?", (visit, number))


def forget_done(db: sqlite3.Connection, now: float) -> None:
    """What central has leaves when nobody can undo it any more."""
    db.execute("DELETE FROM report WHERE body IS NULL AND at < ?", (now - UNDONE_FOR_S,))
