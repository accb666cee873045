"""R20, R21: a person takes the function test in a room of real processes, and says no at last."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.demo import demo_in, until, until_async
from workbench.demo import Demo
from workbench.records import Records

pytestmark = [pytest.mark.scene, pytest.mark.timeout(120)]


async def _press(demo: Demo, name: str) -> None:
    desk = demo.bench.desk

    async def offered() -> bool:
        return name in await desk.controls()

    await until_async(offered, 30, f"the screen offers {name}")
    await desk.touch(*(await desk.controls())[name])


def _told(demo: Demo, device: str, key: str) -> object:
    return (demo.bench.desk.states()[device] or {}).get(key)


def _events(database: Path, code: str) -> list[dict[str, str]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT evidence FROM event WHERE code = ?", (code,)).fetchall()
    return [json.loads(evidence) for (evidence,) in rows]


async def test_r20_the_whole_test_and_a_no_that_it_hears_of(tmp_path: Path) -> None:
    async with demo_in(tmp_path / "demo", start_in_s=3000) as demo:
        records = Records(demo.places.log)
        await _press(demo, "test")
        await until(lambda: _told(demo, "camera", "capturing") is True, 10, "the camera opens")
        assert _told(demo, "lamp", "state") == "occupied", "S1: before it opened"
        assert _told(demo, "headset", "capturing") is False
        await _press(demo, "test-yes")
        await _press(demo, "test-yes")
        await until(lambda: _told(demo, "camera", "capturing") is False, 10, "the camera is closed")
        await until(lambda: _told(demo, "headset", "playing") is True, 30, "the voice was heard")
        await until(lambda: _told(demo, "headset", "capturing") is False, 10, "and is closed")
        await _press(demo, "test-no")
        await records.wait("room", "note", lambda it: it["code"] == "function-test-failed")
        await _press(demo, "test-close")
        await until(lambda: _told(demo, "lamp", "state") != "occupied", 10, "the door is free")
        database = demo.places.central / "central.db"
        while not (told := _events(database, "function-test-failed")):
            await asyncio.sleep(0.2)
        assert told == [{"part": "loudspeaker", "device": "ok"}]
