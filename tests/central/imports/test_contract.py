"""What every reader of a foreign booking system does alike; the far sides are real (R65)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from central.imports.poll import span_of
from central.imports.reading.found import Reading
from central.imports.reading.readers import read_source
from tests.support.central_house import NOON
from tests.support.foreign_sides import ROOM, Event, FarSide, far_side

from zoneinfo import ZoneInfo  # isort: skip

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOUR = 3600.0
ONE = Event("b-1", NOON + HOUR)


@pytest.fixture(scope="module", params=["fhir", "radicale", "xandikos", "ical", "csv"])
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FarSide]:
    """One far side, running for all tests."""
    with far_side(request.param, tmp_path_factory.mktemp(request.param)) as side:
        yield side


@pytest.fixture
def side(running: FarSide) -> FarSide:
    """The far side without bookings."""
    running.clear()
    return running


async def read(side: FarSide) -> Reading:
    """One poll on the 24th of November 2026."""
    span = span_of(side.settings, STOCKHOLM, NOON)
    return await read_source(side.settings, STOCKHOLM, date(2026, 11, 24), span)


async def test_nothing_booked_is_a_complete_answer(side: FarSide) -> None:
    assert await read(side) == Reading()


async def test_a_booking_is_found_with_its_id_time_room_and_kind(side: FarSide) -> None:
    side.put(ONE, Event("b-2", NOON + 2 * HOUR, minutes=45))
    reading = await read(side)
    assert (reading.complete, reading.bad) == (True, ())
    found = {one.foreign_id: one for one in reading.found}
    assert set(found) == {"b-1", "b-2"}
    assert (found["b-2"].start, found["b-2"].end) == (NOON + 2 * HOUR, NOON + 2.75 * HOUR)
    assert (found["b-1"].standing, found["b-1"].kind) == ("booked", "Återbesök")
    assert {"Location/rum-12", ROOM} & set(found["b-1"].rooms)
    assert found["b-1"].patient is None


async def test_a_moved_booking_keeps_its_id(side: FarSide) -> None:
    side.put(ONE)
    side.put(replace(ONE, start=NOON + 26 * HOUR))
    (found,) = (await read(side)).found
    assert (found.foreign_id, found.start) == ("b-1", NOON + 26 * HOUR)


async def test_a_cancelled_booking_is_told_as_cancelled(side: FarSide) -> None:
    side.put(ONE)
    side.put(replace(ONE, cancelled=True))
    (found,) = (await read(side)).found
    assert (found.foreign_id, found.standing) == ("b-1", "cancelled")


async def test_a_deleted_booking_is_absent_from_a_complete_answer(side: FarSide) -> None:
    side.put(ONE, replace(ONE, name="b-2"))
    side.drop("b-1")
    reading = await read(side)
    assert [one.foreign_id for one in reading.found] == ["b-2"]
    assert reading.complete


async def test_only_starts_inside_the_span_are_found(side: FarSide) -> None:
    span = span_of(side.settings, STOCKHOLM, NOON)
    side.put(
        Event("before", span.start - 600),
        Event("first", span.start),
        Event("last", span.end - 60),
        Event("behind", span.end),
    )
    reading = await read(side)
    assert sorted(one.foreign_id for one in reading.found) == ["first", "last"]


async def test_markup_and_control_characters_are_cleaned(side: FarSide) -> None:
    side.put(replace(ONE, kind="<b>Åter</b>\u202ebesök\u200b <script>x"))
    (found,) = (await read(side)).found
    assert found.kind is not None
    assert found.kind.isprintable()
    assert not set(found.kind) & set("<>\u202e")
    assert "Åter" in found.kind


async def test_a_visit_that_lasts_too_long_is_named_and_harms_no_other(side: FarSide) -> None:
    side.put(ONE, Event("long", NOON + HOUR, minutes=9 * 60))
    reading = await read(side)
    assert [one.foreign_id for one in reading.found] == ["b-1"]
    assert [one.foreign_id for one in reading.bad] == ["long"]
    assert reading.complete


async def test_a_reader_that_finds_nobody_says_so(side: FarSide) -> None:
    gone = {"path": side.settings.path and side.settings.path.with_name("none.csv")}
    settings = side.settings.model_copy(update=gone | {"address": "http://127.0.0.1:1/x"})
    span = span_of(settings, STOCKHOLM, NOON)
    reading = await read_source(settings, STOCKHOLM, date(2026, 11, 24), span)
    assert (reading.complete, reading.found) == (False, ())
    assert reading.problem in ("unreachable", "no-file")
