"""A restarted room goes on; a rebooted one waits for a press; at midnight all else dies."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.core.day import Day, Over, new_day
from appliance.core.room_views import phase
from appliance.core.visits import Standing
from appliance.core.words import Phase
from appliance.room.kept.remembering import Remembering, recalled
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from tests.support.room import RULES, START, START_WALL, VISIT, in_phase
from wire.report import Moment, VisitReport, What
from wire.visits import Outcome

ZONE = ZoneInfo("Europe/Stockholm")
WALL = START_WALL.timestamp()
TODAY = date(2026, 11, 24)


class Place:
    """A store and its thread in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.new_dates = 0
        self.store = self.open()
        self.thread = StoreThread(self.store)
        key_file = folder / "store.key"
        self.remembering = Remembering(self.thread, key_file, TODAY, ZONE, self._new_date)

    def open(self, day: date = TODAY) -> Store:
        """The store as a new process finds it."""
        return Store(self.folder / "room.sqlite", DayKey(self.folder / "store.key", day))

    def recall(self, now: float, wall: float, boot: str = "boot") -> Day:
        """The day as a new process finds it at ``wall``."""
        store = self.open(datetime.fromtimestamp(wall, ZONE).date())
        day = recalled(store, RULES, now, wall, boot, ZONE)
        store.close()
        return day

    def raw(self) -> bytes:
        """Every byte of every file of the store."""
        files = [file for file in self.folder.iterdir() if file.name != "store.key"]
        return b"".join(file.read_bytes() for file in files)

    def sealed(self) -> list[bytes]:
        """Everything that is sealed in the file now."""
        with sqlite3.connect(self.folder / "room.sqlite") as db:
            rows = db.execute("SELECT sealed FROM visit UNION SELECT sealed FROM secret")
            return [row[0] for row in rows if row[0] is not None]

    def _new_date(self) -> None:
        self.new_dates += 1


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A fresh store."""
    return Place(tmp_path)


def test_a_fresh_store_knows_nothing(place: Place) -> None:
    assert place.recall(START, WALL) == new_day(RULES, START, WALL)


@pytest.mark.parametrize("at", [Phase.CHECKING, Phase.IN_CALL, Phase.PAUSED, Phase.ENDED])
async def test_a_running_visit_comes_back_after_a_restart(place: Place, at: Phase) -> None:
    recalled(place.store, RULES, START, WALL, "boot", ZONE)
    day, now = in_phase(at)
    await place.remembering.remember(day, now)
    await place.thread.close()
    back = place.recall(now + 1, day.anchor + now + 1)
    assert phase(back) == ("a1", at)
    assert back.focus is not None
    assert day.focus is not None
    assert back.focus.visit == day.focus.visit
    assert back.focus.peer == day.focus.peer
    assert back.visits == day.visits
    assert back.here
    assert back.read_at == pytest.approx(day.read_at)


async def test_s1_after_a_reboot_no_camera_opens_by_itself(place: Place) -> None:
    recalled(place.store, RULES, START, WALL, "boot", ZONE)
    day, now = in_phase(Phase.IN_CALL)
    await place.remembering.remember(day, now)
    await place.thread.close()
    back = place.recall(10.0, day.anchor + now + 60, "another boot")
    assert phase(back) == ("a1", Phase.CHECKING)
    assert back.focus is not None
    assert back.focus.on_press


async def test_s7_rebooted_without_the_key_there_are_times_only(place: Place) -> None:
    recalled(place.store, RULES, START, WALL, "boot", ZONE)
    day, now = in_phase(Phase.IN_CALL)
    await place.remembering.remember(day, now)
    await place.thread.close()
    (place.folder / "store.key").unlink()
    back = place.recall(10.0, day.anchor + now + 60, "another boot")
    assert phase(back) == ("a1", Phase.CHECKING)
    assert back.focus is not None
    assert back.visits == (replace(VISIT, kind=None, initials=None),)
    assert back.focus.visit == back.visits[0]
    assert back.read_at is not None


async def test_an_unreadable_memory_is_passed_over(place: Place) -> None:
    place.store.keep_secret("memory", '{"here": 3}', {"memory": "{"})
    place.store.close()
    assert phase(place.recall(START, WALL)) is None


async def test_s6_no_word_of_a_person_is_on_the_disk(place: Place) -> None:
    day, now = in_phase(Phase.CHECKING)
    await place.remembering.remember(day, now)
    await place.thread.close()
    raw = place.raw()
    assert b"a1" in raw
    for word in ("A. L.", "Återbesök", "patient-1"):
        assert word.encode() not in raw
        assert word.encode("unicode-escape") not in raw


async def test_s6_after_the_visit_what_was_sealed_of_it_is_gone(place: Place) -> None:
    day, now = in_phase(Phase.IN_CALL)
    await place.remembering.remember(day, now)
    await place.thread.do(lambda store: None, None)
    former = place.sealed()
    assert len(former) == 2
    over, then = in_phase(Phase.CLOSED)
    await place.remembering.remember(over, then)
    await place.thread.close()
    assert all(each not in place.raw() for each in former)
    assert len(place.sealed()) == 1  # the memory, with nobody in it
    assert place.recall(then, over.anchor + then).visits[0].initials is None


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


async def test_r05_an_outcome_that_is_still_asked_for_survives_a_reboot_without_the_key(
    place: Place,
) -> None:
    day, now = in_phase(Phase.CLOSED)
    asked = Over(VISIT, now, connected=now - 10, story=(Moment(at=1.0, what=What.STARTED),))
    await place.remembering.remember(replace(day, over=(asked,)), now)
    await place.thread.close()
    kept = place.open().secret("memory")
    assert kept is not None
    assert "A. L." not in kept
    (place.folder / "store.key").unlink()
    back = place.recall(10.0, day.anchor + now + 60, "another boot")
    assert [over.visit.id for over in back.over] == ["a1"]
    assert back.over[0].story == asked.story


@pytest.mark.parametrize("at", list(Phase))
async def test_s6_what_stands_in_the_clear_tells_of_nobody(place: Place, at: Phase) -> None:
    day, now = in_phase(at)
    await place.remembering.remember(day, now)
    await place.thread.close()
    plain = place.open().fact("memory")
    assert plain is not None
    for word in ("initials", "kind", "language", "phone_tail", "peer", "touched_at", "seen_at"):
        assert f'"{word}"' not in plain


# --- midnight -------------------------------------------------------------------------------------

MIDNIGHT = datetime(2026, 11, 24, 23, tzinfo=UTC)
"""In Sweden."""
LATE = replace(VISIT, id="late", start=MIDNIGHT - timedelta(minutes=10), initials="M. N.")
EARLY = replace(VISIT, id="early", initials="D. G.")


def late_evening(*, running: bool) -> Day:
    """Five minutes to midnight: one visit runs, or none."""
    at = (MIDNIGHT - timedelta(minutes=5)).timestamp()
    day, now = in_phase(Phase.IN_CALL)
    assert day.focus is not None
    late = replace(LATE, end=MIDNIGHT + timedelta(minutes=20))
    focus = replace(day.focus, visit=late) if running else None
    visits = (EARLY, late) if running else (EARLY,)
    return replace(day, anchor=at - now, visits=visits, read_at=now, focus=focus)


NOW = in_phase(Phase.IN_CALL)[1]


async def test_s7_local_midnight_brings_a_new_key_and_a_fresh_agenda(place: Place) -> None:
    day = late_evening(running=False)
    await place.remembering.remember(day, NOW)
    assert place.new_dates == 0
    former = (place.folder / "store.key").read_bytes()
    await place.remembering.remember(day, NOW + 301)
    assert place.new_dates == 1
    await place.thread.close()
    assert not DayKey(place.folder / "store.key", date(2026, 11, 25)).is_new
    assert (place.folder / "store.key").read_bytes() != former


async def test_s6_at_midnight_all_dies_but_what_waits_for_central(place: Place) -> None:
    day = late_evening(running=False)
    await place.remembering.remember(day, NOW)
    store = place.thread
    await store.do(lambda s: s.keep_generation("early", 3, day.anchor + NOW), None)
    await store.do(lambda s: s.keep_report("early", 1.0, VisitReport(outcome=Outcome.HELD)), None)
    await store.do(lambda s: s.keep_event("b0000001", 1.0, "it", {}), None)
    former = place.sealed()
    assert former
    assert b"early" in place.raw()
    await place.remembering.remember(day, NOW + 301)
    await place.thread.close()
    raw = place.raw()
    assert all(each not in raw for each in former)
    kept = place.open(date(2026, 11, 25))
    assert kept.visits() == ()
    assert kept.generations() == {}
    assert [each.visit for each in kept.reports()] == ["early"]
    assert len(kept.events_after(0)) == 1


async def test_a_visit_over_midnight_keeps_what_it_needs_until_it_is_closed(place: Place) -> None:
    recalled(place.store, RULES, START, WALL, "boot", ZONE)
    day = late_evening(running=True)
    await place.remembering.remember(day, NOW)
    await place.thread.do(lambda s: s.keep_generation("late", 3, day.anchor + NOW), None)
    former = place.sealed()
    await place.remembering.remember(day, NOW + 301)
    await place.thread.do(lambda store: None, None)
    assert all(each not in place.raw() for each in former)
    back = place.recall(NOW + 302, day.anchor + NOW + 302)
    assert back.focus is not None
    assert day.focus is not None
    assert back.focus.visit == day.focus.visit
    assert back.focus.peer == day.focus.peer
    assert [visit.id for visit in back.visits] == ["late"]
    assert place.open(date(2026, 11, 25)).generations() == {"late": 3}
    over = replace(day, focus=None, closed=frozenset({"late"}))
    sealed = place.sealed()
    await place.remembering.remember(over, NOW + 900)
    await place.thread.close()
    assert all(each not in place.raw() for each in sealed)
    assert place.open(date(2026, 11, 25)).visits()[0].initials is None


async def test_a_room_that_was_down_at_midnight_begins_the_day_when_it_comes_back(
    place: Place,
) -> None:
    day = late_evening(running=True)
    await place.remembering.remember(day, NOW)
    await place.thread.close()
    former = place.sealed()
    back = place.recall(NOW + 301, day.anchor + NOW + 301, "boot")
    assert back.focus is not None
    assert back.focus.visit.initials == "M. N."
    assert [visit.id for visit in back.visits] == ["late"]
    assert all(each not in place.raw() for each in former)
    again = place.recall(NOW + 302, day.anchor + NOW + 302)
    assert again.focus is not None
    assert again.focus.visit.initials == "M. N."


async def test_a_clock_that_is_behind_throws_nothing_away(place: Place) -> None:
    day, now = in_phase(Phase.CHECKING)
    await place.remembering.remember(day, now)
    await place.thread.close()
    (place.folder / "store.key").unlink()
    back = place.recall(10.0, WALL - 40 * 86_400, "another boot")
    assert [visit.id for visit in back.visits] == ["a1"]


async def test_what_a_failing_card_did_not_take_is_there_when_it_works_again(
    place: Place,
) -> None:
    day, now = in_phase(Phase.IN_CALL)
    file = place.folder / "room.sqlite"
    with sqlite3.connect(file) as db:
        db.execute("CREATE TRIGGER no BEFORE INSERT ON secret BEGIN SELECT RAISE(FAIL, ''); END")
    await place.remembering.remember(day, now)
    assert place.store.problem is not None
    with sqlite3.connect(file) as db:
        db.execute("DROP TRIGGER no")
    await place.thread.do(Store.look, None)
    assert place.store.problem is None
    await place.thread.close()
    assert phase(place.recall(now + 1, day.anchor + now + 1)) is not None
