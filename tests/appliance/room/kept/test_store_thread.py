"""The store's thread: in order, finished before the end, and what is wrong is told."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event as Gate

import pytest

from appliance.core.events import Event, StoreSaid
from appliance.room.kept import store_thread
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread


def opened(folder: Path) -> Store:
    """The store."""
    return Store(folder / "room.sqlite", DayKey(folder / "store.key", date(2026, 11, 24)))


@pytest.fixture
async def thread(tmp_path: Path) -> AsyncIterator[StoreThread]:
    """A store's thread."""
    made = StoreThread(opened(tmp_path))
    yield made
    await made.close()


async def test_work_that_is_refused_harms_nobody(
    thread: StoreThread, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_store: Store) -> int:
        raise sqlite3.IntegrityError("no")

    assert await thread.do(fails, 7) == 7
    assert [entry.message for entry in caplog.records] == ["store.refused"]
    assert await thread.do(lambda _: 9, 0) == 9


async def test_work_stays_in_order_whoever_waits_for_it(thread: StoreThread) -> None:
    thread.later(lambda store: store.keep_facts({"n": "first"}))
    assert await thread.do(lambda store: store.fact("n"), None) == "first"


async def test_work_is_told_done_and_is_finished_before_the_end(tmp_path: Path) -> None:
    thread = StoreThread(opened(tmp_path))
    done = asyncio.Event()
    for number in range(20):
        thread.later(partial(Store.keep_facts, facts={"n": str(number)}), then=done.set)
    await done.wait()
    thread.later(partial(Store.keep_facts, facts={"n": "last"}))
    await thread.close()
    assert opened(tmp_path).fact("n") == "last"


async def test_a_card_that_hangs_is_told_and_waited_for(
    thread: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_thread, "STALL_S", 0.05)
    told: asyncio.Queue[Event] = asyncio.Queue()
    gate = Gate()

    def hangs(_store: Store) -> None:
        gate.wait(20)

    thread.later(hangs)
    running = asyncio.create_task(thread.run(told.put_nowait))
    async with asyncio.timeout(10):
        assert await told.get() == StoreSaid("disk-failing")
        gate.set()
        while (said := await told.get()) != StoreSaid(None):
            assert said == StoreSaid("disk-failing")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_problem_is_told_when_it_comes_and_when_it_goes(
    thread: StoreThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_thread, "LOOK_EVERY_S", 0.05)
    told: asyncio.Queue[Event] = asyncio.Queue()
    running = asyncio.create_task(thread.run(told.put_nowait))
    async with asyncio.timeout(10):
        assert await told.get() == StoreSaid(None)
        file = tmp_path / "room.sqlite"
        with sqlite3.connect(file) as db:
            db.execute("CREATE TRIGGER t BEFORE INSERT ON fact BEGIN SELECT RAISE(FAIL, ''); END")
        await thread.do(lambda store: store.keep_facts({"a": "b"}), None)
        while await told.get() != StoreSaid("disk-failing"):
            pass
        with sqlite3.connect(file) as db:
            db.execute("DROP TRIGGER t")
        while await told.get() != StoreSaid(None):
            pass
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert opened(tmp_path).fact("a") == "b"
