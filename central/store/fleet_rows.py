"""Many rows of units in one statement: what SQLite and PostgreSQL each take fastest.

The statement is one call for a whole batch: while the database works, the batch after it is read.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from central.store.tables import Latest, Unit

SampleRow = tuple[str, float, str]
"""Unit, time of its clock, numbers as JSON."""
EventRow = tuple[str, str, int, float, str, str, float]
"""Unit, boot, number, time of its clock, code, evidence as JSON, when it was received."""
AT_ONCE = 500
"""Values in one IN list."""

_SAMPLES = {
    "sqlite": (
        "INSERT INTO sample (unit, at, \"values\") SELECT json_extract(value, '$[0]'),"
        " json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(:rows)"
        " WHERE true ON CONFLICT DO NOTHING"
    ),
    "postgresql": (
        'INSERT INTO sample (unit, at, "values") SELECT u, a, v::json FROM'
        " unnest(CAST(:c0 AS text[]), CAST(:c1 AS float8[]), CAST(:c2 AS text[])) AS t(u, a, v)"
        " ON CONFLICT DO NOTHING"
    ),
}
_EVENTS = {
    "sqlite": (
        "INSERT INTO event (unit, boot, seq, at, code, evidence, received_at)"
        " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),"
        " json_extract(value, '$[2]'), json_extract(value, '$[3]'),"
        " json_extract(value, '$[4]'), json_extract(value, '$[5]'),"
        " json_extract(value, '$[6]') FROM json_each(:rows) WHERE true ON CONFLICT DO NOTHING"
    ),
    "postgresql": (
        "INSERT INTO event (unit, boot, seq, at, code, evidence, received_at)"
        " SELECT u, b, s, a, c, e::json, r FROM unnest(CAST(:c0 AS text[]), CAST(:c1 AS text[]),"
        " CAST(:c2 AS integer[]), CAST(:c3 AS float8[]), CAST(:c4 AS text[]),"
        " CAST(:c5 AS text[]), CAST(:c6 AS float8[])) AS t(u, b, s, a, c, e, r)"
        " ON CONFLICT DO NOTHING"
    ),
}
_SEEN = text(
    "INSERT INTO latest (unit, seen, health) VALUES (:unit, :seen, '{}')"
    " ON CONFLICT (unit) DO UPDATE SET seen = excluded.seen"
)
_BAD = text(
    "INSERT INTO bad_message (unit, topic, field, problem, count, last_at)"
    " VALUES (:unit, :topic, :field, :problem, :count, :now)"
    " ON CONFLICT (unit, topic, field) DO UPDATE SET count = bad_message.count + excluded.count,"
    " problem = excluded.problem, last_at = excluded.last_at"
)
_HELD = text(
    "SELECT seq FROM event e WHERE unit = :unit AND boot = :boot AND seq >= :first"
    " AND NOT EXISTS (SELECT 1 FROM event n WHERE n.unit = :unit AND n.boot = :boot"
    " AND n.seq = e.seq + 1) ORDER BY seq LIMIT 1"
)
_ANY = text("SELECT 1 FROM event WHERE unit = :unit AND boot = :boot AND seq = :seq")

BadKey = tuple[str, str, str]
"""Unit, topic, field."""


def put_samples(session: Session, rows: Sequence[SampleRow]) -> None:
    """Keep each once."""
    _put(session, _SAMPLES, rows)


def put_events(session: Session, rows: Sequence[EventRow]) -> None:
    """Keep each once, by unit, boot and number, however often it is sent."""
    _put(session, _EVENTS, rows)


def see(session: Session, units: Sequence[str], now: float) -> None:
    """These spoke ``now``; in order, so that two who write wait for each other and never cross."""
    if units:
        session.execute(_SEEN, [{"unit": unit, "seen": now} for unit in units])


def count_bad(session: Session, found: Mapping[BadKey, tuple[int, str]], now: float) -> None:
    """Count messages that broke the contract: field and problem, never their content."""
    rows = [
        {
            "unit": unit[:65],
            "topic": topic[:80],
            "field": field[:200],
            "problem": problem[:200],
            "count": count,
            "now": now,
        }
        for (unit, topic, field), (count, problem) in sorted(found.items())
    ]
    if rows:
        session.execute(_BAD, rows)


def held_from(session: Session, unit: str, boot: str, held: int) -> int:
    """Up to which number no event is missing, from ``held`` on, up to which none is."""
    begins = {"unit": unit, "boot": boot, "seq": held + 1}
    if session.execute(_ANY, begins).first() is None:
        return held
    found = session.execute(_HELD, {"unit": unit, "boot": boot, "first": held + 1}).scalar()
    return int(found or held)


def known(session: Session, units: Iterable[str]) -> set[str]:
    """Those of ``units`` that central knows and believes."""
    query = select(Unit.id).where(Unit.id.in_(bindparam("ids", expanding=True)))
    query = query.where(Unit.withdrawn_at.is_(None))
    return {
        unit for ids in _in_parts(units) for unit in session.execute(query, {"ids": ids}).scalars()
    }


def latest_of(session: Session, units: Iterable[str]) -> dict[str, Latest]:
    """The newest row of each of ``units`` that has one, held still until the commit."""
    query = select(Latest).where(Latest.unit.in_(bindparam("ids", expanding=True)))
    query = query.order_by(Latest.unit).with_for_update()
    return {
        row.unit: row
        for ids in _in_parts(sorted(units))
        for row in session.execute(query, {"ids": ids}).scalars()
    }


def _in_parts(units: Iterable[str]) -> list[list[str]]:
    every = list(units)
    return [every[n : n + AT_ONCE] for n in range(0, len(every), AT_ONCE)]


def _put(
    session: Session, statements: Mapping[str, str], rows: Sequence[tuple[object, ...]]
) -> None:
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    values: dict[str, object] = {"rows": json.dumps(rows)}
    if dialect == "postgresql":
        values = {f"c{n}": list(column) for n, column in enumerate(zip(*rows, strict=True))}
    session.execute(text(statements[dialect]), values)
