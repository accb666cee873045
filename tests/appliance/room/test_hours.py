"""The room's hours as instants: nights over midnight, within a day, and at a clock change."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.room.hours import hours_of

ZONE = ZoneInfo("Europe/Stockholm")


def at(day: date, hour: int, minute: int = 0) -> float:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).timestamp()


def test_the_nights_around_a_day() -> None:
    today = date(2026, 11, 24)
    told = hours_of(today, ZONE, time(7, 30), (time(20), time(6, 30)))
    before, after = today - timedelta(days=1), today + timedelta(days=1)
    assert told.opens == at(today, 7, 30)
    assert told.silent == (
        (at(before, 20), at(today, 6, 30)),
        (at(today, 20), at(after, 6, 30)),
        (at(after, 20), at(after + timedelta(days=1), 6, 30)),
    )


def test_a_night_that_begins_after_midnight() -> None:
    today = date(2026, 11, 24)
    told = hours_of(today, ZONE, time(7), (time(0, 30), time(6)))
    assert told.silent[1] == (at(today, 0, 30), at(today, 6))


def test_no_night_at_all() -> None:
    assert hours_of(date(2026, 11, 24), ZONE, time(7), (time(6), time(6))).silent == ()


def test_the_night_of_a_clock_change_is_an_hour_longer() -> None:
    today = date(2026, 10, 25)
    told = hours_of(today, ZONE, time(7, 30), (time(20), time(6)))
    assert told.silent[0][1] - told.silent[0][0] == 11 * 3600
