"""Numbers of units over longer spans, and what is dropped by age; in slices, so nobody waits long.

Samples stay 7 days, spans of 5 min 90 days, hours two years. The database does the sums.
"""

from sqlalchemy import text

from central.store.database import Database
from central.store.tables import Unit

DAY_S = 86_400.0
HOUR_S = 3600
SPANS = ((300, 90 * DAY_S), (HOUR_S, 730 * DAY_S))
"""Length of a span and how long it is kept, seconds; each is made of the one before."""
SAMPLE_KEPT_S = 7 * DAY_S
BACK_S = 48 * HOUR_S
"""So far back spans are made anew: what came late counts too."""
AHEAD_S = DAY_S
"""A sample from later than this is of a clock that nobody had set."""
UNITS_AT_ONCE = 200

_OF_SAMPLES = {
    "sqlite": (
        "SELECT unit, CAST(at / :span AS integer) * :span AS begins, key AS name, count(*) AS n,"
        " avg(value) AS mean, min(value) AS low, max(value) AS high"
        ' FROM sample, json_each(sample."values") WHERE at >= :since AND at < :until'
        " AND unit >= :first AND unit <= :last AND json_each.type IN ('integer', 'real')"
        " GROUP BY 1, 2, 3"
    ),
    "postgresql": (
        "SELECT unit, floor(at / :span) * :span AS begins, key AS name, count(*) AS n,"
        " avg(value::float8) AS mean, min(value::float8) AS low, max(value::float8) AS high"
        ' FROM sample, json_each_text(sample."values") WHERE at >= :since AND at < :until'
        " AND unit >= :first AND unit <= :last AND value IS NOT NULL GROUP BY 1, 2, 3"
    ),
}
_OF_SPANS = {
    "sqlite": (
        "SELECT unit, CAST(at / :span AS integer) * :span AS begins, key AS name,"
        " sum(json_extract(value, '$[0]')) AS n,"
        " sum(json_extract(value, '$[0]') * json_extract(value, '$[1]'))"
        " / sum(json_extract(value, '$[0]')) AS mean,"
        " min(json_extract(value, '$[2]')) AS low, max(json_extract(value, '$[3]')) AS high"
        ' FROM rollup, json_each(rollup."values") WHERE span = :below'
        " AND at >= :since AND at < :until AND unit >= :first AND unit <= :last GROUP BY 1, 2, 3"
    ),
    "postgresql": (
        "SELECT unit, floor(at / :span) * :span AS begins, key AS name,"
        " sum((value->>0)::float8) AS n,"
        " sum((value->>0)::float8 * (value->>1)::float8) / sum((value->>0)::float8) AS mean,"
        " min((value->>2)::float8) AS low, max((value->>3)::float8) AS high"
        ' FROM rollup, json_each(rollup."values") WHERE span = :below'
        " AND at >= :since AND at < :until AND unit >= :first AND unit <= :last GROUP BY 1, 2, 3"
    ),
}
_WHOLE = {
    "sqlite": "json_group_object(name, json_array(n, mean, low, high))",
    "postgresql": "json_object_agg(name, json_build_array(n, mean, low, high))",
}
_PUT = (
    'INSERT INTO rollup (unit, span, at, "values") SELECT unit, :span, begins, {whole}'
    " FROM ({sums}) AS sums WHERE true GROUP BY unit, begins"
    ' ON CONFLICT (unit, span, at) DO UPDATE SET "values" = excluded."values"'
)


def roll_up(database: Database, now: float) -> None:
    """Make the spans of the last two days that are over; the same again changes nothing."""
    until = now // HOUR_S * HOUR_S
    groups = _groups(database)
    below: int | None = None
    for span, _ in SPANS:
        for hour in range(int(BACK_S) // HOUR_S, 0, -1):
            begins = until - hour * HOUR_S
            for first, last in groups:
                _roll(database, span, below, (begins, begins + HOUR_S), (first, last))
        below = span


def drop_old(database: Database, now: float) -> None:
    """Delete samples and spans that are too old, hour by hour."""
    with database.begin() as session:
        oldest = session.execute(text("SELECT min(at) FROM sample")).scalar()
    keep = now - SAMPLE_KEPT_S
    if oldest is not None and oldest < keep - 366 * DAY_S:
        _drop(database, _BEFORE, keep - 366 * DAY_S)
        oldest = keep - 366 * DAY_S
    while oldest is not None and oldest < keep:
        _drop(database, _BEFORE, min(keep, oldest + HOUR_S))
        with database.begin() as session:
            oldest = session.execute(text("SELECT min(at) FROM sample")).scalar()
    _drop(database, _BEHIND, now + AHEAD_S)
    for span, kept in SPANS:
        with database.begin() as session:
            old = text("DELETE FROM rollup WHERE span = :span AND at < :until")
            session.execute(old, {"span": span, "until": now - kept})


def _groups(database: Database) -> list[tuple[str, str]]:
    """All units in order, as first and last of some at a time."""
    with database.begin() as session:
        units = [row[0] for row in session.query(Unit.id).order_by(Unit.id)]
    parts = [units[n : n + UNITS_AT_ONCE] for n in range(0, len(units), UNITS_AT_ONCE)]
    return [(part[0], part[-1]) for part in parts]


def _roll(
    database: Database,
    span: int,
    below: int | None,
    time: tuple[float, float],
    units: tuple[str, str],
) -> None:
    dialect = database.engine.dialect.name
    sums = (_OF_SAMPLES if below is None else _OF_SPANS)[dialect]
    values: dict[str, object] = {"span": span, "since": time[0], "until": time[1]}
    values |= {"first": units[0], "last": units[1]}
    values |= {} if below is None else {"below": below}
    with database.begin() as session:
        session.execute(text(_PUT.format(whole=_WHOLE[dialect], sums=sums)), values)


_BEFORE = "DELETE FROM sample WHERE at < :until"
_BEHIND = "DELETE FROM sample WHERE at > :until"


def _drop(database: Database, which: str, until: float) -> None:
    with database.begin() as session:
        session.execute(text(which), {"until": until})
