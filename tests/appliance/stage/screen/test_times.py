"""Times: in the room's zone, with Swedish dates on any machine."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from appliance.stage.screen.times import Moment
from appliance.stage.screen.words import Words

ZONE = ZoneInfo("Europe/Stockholm")


def at(*parts: int) -> Moment:
    return Moment(0.0, datetime(*parts, tzinfo=UTC).timestamp(), ZONE)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("utc", "clock"),
    [((2026, 11, 24, 9, 30), "10:30"), ((2026, 7, 1, 8, 5), "10:05"), ((2026, 1, 1, 23), "00:00")],
)
def test_the_clock_shows_the_rooms_time(utc: tuple[int, ...], clock: str) -> None:
    assert at(*utc).clock() == clock


@pytest.mark.parametrize(
    ("language", "date"), [("sv", "tisdag 24 november"), ("en", "Tuesday 24 November")]
)
def test_the_date_needs_no_locale(language: str, date: str) -> None:
    assert at(2026, 11, 24, 9).date(Words(language)) == date


def test_a_date_is_the_local_one() -> None:
    assert at(2026, 11, 24, 23, 30).date(Words("sv")) == "onsdag 25 november"


@pytest.mark.parametrize(("seconds", "minutes"), [(240, 4), (239, 4), (181, 4), (180, 3), (-5, 0)])
def test_begun_minutes_count(seconds: float, minutes: int) -> None:
    now = at(2026, 11, 24, 9)
    assert now.minutes_to(now.wall + seconds) == minutes
