"""Numbers over longer spans, the same on both databases, and what is dropped by age."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from central.store.rollups import DAY_S, HOUR_S, SAMPLE_KEPT_S, drop_old, roll_up
from central.store.tables import Rollup, Sample
from tests.support.central_house import House, make_house

UNIT = "north/room12"
NOW = 1_900_000_000.0 // HOUR_S * HOUR_S + 100


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house on each kind of database."""
    more: dict[str, Any] = {}
    if request.param == "postgresql":
        more["database"] = request.getfixturevalue("postgres").make_migrated()
    house = make_house(tmp_path / "house", **more)
    yield house
    house.database.close()


def measured(house: House, at: float, unit: str = UNIT, **values: float) -> None:
    with house.database.begin() as session:
        session.add(Sample(unit=unit, at=at, values=dict(values)))


def spans(house: House, span: int) -> list[tuple[str, float, dict[str, list[float]]]]:
    query = select(Rollup).where(Rollup.span == span).order_by(Rollup.unit, Rollup.at)
    with house.database.begin() as session:
        return [(row.unit, row.at, row.values) for row in session.scalars(query)]


def test_each_number_has_its_count_mean_lowest_and_highest(either: House) -> None:
    hour = NOW - 100 - HOUR_S
    measured(either, hour, cpu=0.5, temperature=40)
    measured(either, hour + 299.9, cpu=0.25)
    measured(either, hour + 300, cpu=4.0)
    measured(either, hour + 10, "north/room14", cpu=1.0)
    measured(either, NOW - 50, cpu=9.0)
    for _ in range(2):
        roll_up(either.database, NOW)
    assert spans(either, 300) == [
        (UNIT, hour, {"cpu": [2, 0.375, 0.25, 0.5], "temperature": [1, 40.0, 40, 40]}),
        (UNIT, hour + 300, {"cpu": [1, 4.0, 4.0, 4.0]}),
        ("north/room14", hour, {"cpu": [1, 1.0, 1.0, 1.0]}),
    ]
    (mine, other) = spans(either, HOUR_S)
    assert (other[0], mine[1]) == ("north/room14", hour)
    assert mine[2]["cpu"] == [3, pytest.approx(4.75 / 3), 0.25, 4.0]


def test_what_came_late_counts_in_its_own_span(either: House) -> None:
    hour = NOW - 100 - 24 * HOUR_S
    measured(either, hour, cpu=1.0)
    roll_up(either.database, NOW)
    measured(either, hour + 1, cpu=3.0)
    roll_up(either.database, NOW + HOUR_S)
    assert spans(either, HOUR_S) == [(UNIT, hour, {"cpu": [2, 2.0, 1.0, 3.0]})]


def test_samples_and_spans_go_by_age(either: House) -> None:
    for at in (0.0, NOW - 3000 * DAY_S, NOW - SAMPLE_KEPT_S - 5, NOW + 2 * DAY_S):
        measured(either, at, cpu=1.0)
    kept = [NOW - SAMPLE_KEPT_S + 5, NOW - 5, NOW + 60]
    for at in kept:
        measured(either, at, cpu=1.0)
    ages = {300: 90 * DAY_S, HOUR_S: 730 * DAY_S}
    with either.database.begin() as session:
        session.add_all(
            Rollup(unit=UNIT, span=span, at=NOW - age + more, values={"cpu": [1, 1, 1, 1]})
            for span, age in ages.items()
            for more in (-1, 1)
        )
    drop_old(either.database, NOW)
    with either.database.begin() as session:
        assert list(session.scalars(select(Sample.at).order_by(Sample.at))) == kept
    for span, age in ages.items():
        assert [at for _, at, _ in spans(either, span)] == [NOW - age + 1]
