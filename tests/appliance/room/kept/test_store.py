"""The room's store: what it keeps, what it forgets."""

import asyncio
import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from appliance.core.visits import Standing, Visit
from appliance.room.kept.database import SCHEMA
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import EVENTS_KEPT, Kept, Store
from appliance.room.kept.store_thread import StoreThread
from wire.visits import Outcome

TODAY = date(2026, 11, 24)
START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
VISIT = Visit("a1", START, START + timedelta(minutes=30), kind="Återbesök", initials="Q. Z.")
TIMES_ONLY = replace(VISIT, kind=None, initials=None)


def key(folder: Path, day: date = TODAY) -> DayKey:
    """The key of ``day``."""
    return DayKey(folder / "store.key", day)


def opened(folder: Path, day: date = TODAY) -> Store:
    """The store."""
    return Store(folder / "room.sqlite", key(folder, day))


def raw(folder: Path) -> bytes:
    """Every byte that stands on the disk."""
    return b"".join(file.read_bytes() for file in folder.glob("room.sqlite*"))


def test_the_agenda_comes_back_with_the_days_key(tmp_path: Path) -> None:
    opened(tmp_path).keep_visits([Kept(VISIT, private=True)])
    assert opened(tmp_path).visits() == (VISIT,)


def test_initials_never_stand_in_the_file_in_the_clear(tmp_path: Path) -> None:
    opened(tmp_path).keep_visits([Kept(VISIT, private=True)])
    assert b"Q. Z." not in raw(tmp_path)
    assert "Återbesök".encode() not in raw(tmp_path)
    assert b"a1" in raw(tmp_path)


def test_without_the_key_there_are_times_only(tmp_path: Path) -> None:
    opened(tmp_path).keep_visits([Kept(VISIT, private=True)])
    (tmp_path / "store.key").unlink()
    assert opened(tmp_path).visits() == (TIMES_ONLY,)


def test_a_new_day_has_a_new_key_and_erases_what_the_old_one_sealed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_visits([Kept(VISIT, private=True)])
    before = (tmp_path / "store.key").read_bytes()
    tomorrow = key(tmp_path, TODAY + timedelta(days=1))
    store.change_key(tomorrow)
    assert tomorrow.is_new
    assert (tmp_path / "store.key").read_bytes() != before
    assert store.visits() == (TIMES_ONLY,)


def test_after_the_visit_nothing_sealed_stays(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_visits([Kept(VISIT, private=True)])
    with sqlite3.connect(tmp_path / "room.sqlite") as db:
        sealed = db.execute("SELECT sealed FROM visit").fetchone()[0]
    assert sealed in raw(tmp_path)
    store.keep_visits([Kept(replace(VISIT, standing=Standing.DONE), private=False)])
    assert sealed not in raw(tmp_path)
    assert store.visits() == (replace(TIMES_ONLY, standing=Standing.DONE),)


def test_sealed_words_open_only_for_their_own_visit(tmp_path: Path) -> None:
    made = key(tmp_path)
    sealed = made.seal("words", "a1")
    assert made.open(sealed, "a1") == "words"
    assert made.open(sealed, "a2") is None
    assert made.open(b"short", "a1") is None


@pytest.mark.parametrize("held", ["", "{}", "[]", '{"day": "2026-11-24", "key": "00"}', "\0"])
def test_a_broken_key_file_is_replaced(tmp_path: Path, held: str) -> None:
    (tmp_path / "store.key").write_text(held)
    assert key(tmp_path).is_new
    assert not key(tmp_path).is_new


def test_key_and_store_are_private(tmp_path: Path) -> None:
    opened(tmp_path)
    for name in ("store.key", "room.sqlite"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_power_cut_loses_nothing_written(tmp_path: Path) -> None:
    opened(tmp_path)
    with sqlite3.connect(tmp_path / "room.sqlite") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA user_version").fetchone() == (len(SCHEMA),)
    assert opened(tmp_path)._db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_file_that_is_no_database_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "room.sqlite").write_bytes(b"nonsense" * 200)
    store = opened(tmp_path)
    store.keep_facts({"a": "b"})
    assert store.fact("a") == "b"
    assert (tmp_path / "room.sqlite.broken").exists()


def test_without_a_disk_the_room_goes_on_in_ram(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "room.sqlite").mkdir()
    store = opened(tmp_path)
    store.keep_visits([Kept(VISIT, private=True)])
    assert store.visits() == (VISIT,)
    assert [entry.message for entry in caplog.records] == ["store.unreachable"]


def test_outcomes_wait_in_order_and_a_later_one_counts(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_outcome("a1", Outcome.HELD)
    store.keep_outcome("a2", Outcome.NO_SHOW)
    store.keep_outcome("a1", Outcome.TECHNICAL)
    assert opened(tmp_path).outcomes() == [("a2", Outcome.NO_SHOW), ("a1", Outcome.TECHNICAL)]
    store.drop_outcome("a1", Outcome.HELD)
    assert len(store.outcomes()) == 2
    store.drop_outcome("a1", Outcome.TECHNICAL)
    assert store.outcomes() == [("a2", Outcome.NO_SHOW)]


def test_events_are_numbered_by_boot_and_numbers_are_never_used_twice(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_event("b0000001", 1.0, "it", {})
    store.drop_events("b0000001", 1)
    store.keep_event("b0000001", 2.0, "it", {"n": 1, "w": "x"})
    store.keep_event("b0000002", 3.0, "it", {})
    told = [(event.boot, event.seq) for _, event in opened(tmp_path).events_after(0)]
    assert told == [("b0000001", 2), ("b0000002", 1)]
    last = store.events_after(0)[-1][0]
    assert store.events_after(last) == []


def test_a_full_outbox_lets_the_oldest_go(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_event("b0000001", 1.0, "first", {})
    store._db.execute("UPDATE sqlite_sequence SET seq = ?", (EVENTS_KEPT,))
    store._db.commit()
    store.keep_event("b0000001", 1.0, "second", {})
    assert [event.code for _, event in store.events_after(0)] == ["second"]


def test_generations_of_former_days_leave(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_generation("a1", 3, 0.0)
    store.keep_generation("a2", 1, 100_000.0)
    assert opened(tmp_path).generations() == {"a2": 1}


async def test_a_failing_disk_harms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    thread = StoreThread(opened(tmp_path))

    def fails(_store: Store) -> int:
        raise sqlite3.OperationalError("disk full")

    assert await thread.do(fails, 7) == 7
    assert await thread.do(fails, 8) == 8
    assert [entry.message for entry in caplog.records] == ["store.failing"]
    assert await thread.do(lambda _: 9, 0) == 9
    await thread.close()


async def test_work_stays_in_order_and_is_finished_before_the_end(tmp_path: Path) -> None:
    thread = StoreThread(opened(tmp_path))
    done = asyncio.Event()
    for number in range(20):
        thread.later(partial(Store.keep_facts, facts={"n": str(number)}), then=done.set)
    await done.wait()
    await thread.close()
    assert opened(tmp_path).fact("n") == "19"


def test_a_damaged_file_is_put_aside_before_it_stops_anybody(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_visits([Kept(replace(VISIT, id=f"a{n}"), private=True) for n in range(200)])
    store.close()
    file = tmp_path / "room.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    store = opened(tmp_path)
    assert store.visits() == ()
    store.keep_facts({"a": "b"})
    assert (tmp_path / "room.sqlite.broken").exists()


def full(folder: Path) -> None:
    """From now on the file of ``folder`` takes no facts and lets nothing be erased."""
    with sqlite3.connect(folder / "room.sqlite") as db:
        for what in ("INSERT ON fact", "UPDATE ON visit"):
            name = what.replace(" ", "_")
            db.execute(f"CREATE TRIGGER {name} BEFORE {what} BEGIN SELECT RAISE(FAIL, 'full'); END")


def test_a_full_disk_stops_no_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    opened(tmp_path).keep_visits([Kept(VISIT, private=True)])
    full(tmp_path)
    store = opened(tmp_path, TODAY + timedelta(days=1))
    store.try_facts({"a": "b"})
    assert store.visits() == (TIMES_ONLY,)
    assert [entry.message for entry in caplog.records] == ["store.failing"] * 2


async def test_a_number_that_is_too_large_for_the_store_harms_nobody(tmp_path: Path) -> None:
    thread = StoreThread(opened(tmp_path))
    await thread.do(lambda store: store.keep_event("b0000001", 1.0, "it", {}), None)
    await thread.do(lambda store: store.drop_events("b0000001", 10**30), None)
    assert await thread.do(lambda store: store.events_after(0), None) == []
    await thread.close()


async def test_work_that_was_just_given_is_finished_before_the_end(tmp_path: Path) -> None:
    thread = StoreThread(opened(tmp_path))
    thread.later(partial(Store.keep_facts, facts={"n": "1"}))
    await thread.close()
    assert opened(tmp_path).fact("n") == "1"
