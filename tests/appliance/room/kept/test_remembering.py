"""A restarted room goes on; a rebooted one waits for a press."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.core.day import new_day
from appliance.core.room_views import phase
from appliance.core.visits import Standing
from appliance.core.words import Phase
from appliance.room.kept.remembering import Remembering, recalled
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from tests.support.room import RULES, START, START_WALL, VISIT, in_phase

ZONE = ZoneInfo("Europe/Stockholm")
WALL = START_WALL.timestamp()


class Place:
    """A store and its thread in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.new_dates = 0
        self.store = self.open()
        self.thread = StoreThread(self.store)
        self.remembering = Remembering(self.thread, folder / "store.key", ZONE, self._new_date)

    def open(self) -> Store:
        """The store as a new process finds it."""
        day = datetime.fromtimestamp(WALL, ZONE).date()
        return Store(self.folder / "room.sqlite", DayKey(self.folder / "store.key", day))

    def _new_date(self) -> None:
        self.new_dates += 1


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A fresh store."""
    return Place(tmp_path)


def test_a_fresh_store_knows_nothing(place: Place) -> None:
    assert recalled(place.store, RULES, START, WALL, "boot") == new_day(RULES, START, WALL)


async def test_a_running_visit_comes_back_after_a_restart(place: Place) -> None:
    recalled(place.store, RULES, START, WALL, "boot")
    day, now = in_phase(Phase.IN_CALL)
    await place.remembering.remember(day, now)
    await place.thread.close()
    back = recalled(place.open(), RULES, now + 1, day.anchor + now + 1, "boot")
    assert phase(back) == ("a1", Phase.IN_CALL)
    assert back.focus is not None
    assert day.focus is not None
    assert back.focus.visit == day.focus.visit
    assert back.focus.peer == day.focus.peer
    assert back.visits == day.visits
    assert back.here
    assert back.read_at == pytest.approx(day.read_at)


async def test_after_a_reboot_no_camera_opens_by_itself(place: Place) -> None:
    recalled(place.store, RULES, START, WALL, "boot")
    day, now = in_phase(Phase.IN_CALL)
    await place.remembering.remember(day, now)
    await place.thread.close()
    back = recalled(place.open(), RULES, 10.0, day.anchor + now + 60, "another boot")
    assert phase(back) == ("a1", Phase.CHECKING)
    assert back.focus is not None
    assert back.focus.on_press


async def test_an_unreadable_memory_is_passed_over(place: Place) -> None:
    place.store.keep_facts({"memory": '{"here": 3}'})
    assert phase(recalled(place.store, RULES, START, WALL, "boot")) is None


async def test_initials_are_never_in_the_memory(place: Place) -> None:
    day, now = in_phase(Phase.CHECKING)
    await place.remembering.remember(day, now)
    await place.thread.close()
    held = place.open().fact("memory")
    assert held is not None
    assert "A. L." not in held
    assert "besök" not in held


@pytest.mark.parametrize(
    ("standing", "after_end", "kept"),
    [
        (Standing.JOINABLE, timedelta(minutes=59), True),
        (Standing.JOINABLE, timedelta(minutes=61), False),
        (Standing.DONE, timedelta(minutes=-10), False),
        (Standing.CANCELLED, timedelta(minutes=-10), False),
    ],
)
async def test_initials_leave_when_nobody_can_come_back(
    place: Place, standing: Standing, after_end: timedelta, *, kept: bool
) -> None:
    visit = replace(VISIT, standing=standing)
    at = (visit.end + after_end).timestamp()
    day = replace(new_day(RULES, START, WALL), visits=(visit,), read_at=START)
    await place.remembering.remember(day, at - day.anchor)
    await place.thread.close()
    assert (place.open().visits()[0].initials is not None) is kept


async def test_local_midnight_brings_a_new_key_and_a_fresh_agenda(place: Place) -> None:
    evening = datetime(2026, 11, 24, 22, 59, tzinfo=UTC).timestamp()
    day = new_day(RULES, 0.0, evening)
    await place.remembering.remember(day, 0.0)
    assert place.new_dates == 0
    await place.remembering.remember(day, 61.0)
    assert place.new_dates == 1
    await place.thread.close()
    assert not DayKey(place.folder / "store.key", date(2026, 11, 25)).is_new


async def test_a_memory_that_the_disk_refused_is_kept_when_it_works_again(place: Place) -> None:
    day, now = in_phase(Phase.IN_CALL)
    with sqlite3.connect(place.folder / "room.sqlite") as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON fact BEGIN SELECT RAISE(FAIL, ''); END")
    await place.remembering.remember(day, now)
    with sqlite3.connect(place.folder / "room.sqlite") as db:
        db.execute("DROP TRIGGER full")
    await place.remembering.remember(day, now + 0.5)
    await place.thread.close()
    back = recalled(place.open(), RULES, now + 1, day.anchor + now + 1, "boot")
    assert phase(back) is not None
