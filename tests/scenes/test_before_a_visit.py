"""Before a visit, with nobody at the unit: the self-test, what it finds, and whom it leaves alone.

Real processes and the real broker; of the room process one number alone is another (S1's 10 min).
"""

import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.support.demo import demo_in, until_async
from workbench.demo import Demo
from workbench.records import Records
from workbench.supervisor import Job

pytestmark = [pytest.mark.scene, pytest.mark.timeout(240)]
PATIENCE_S = 60.0
BEGINS_IN_S = 900
"""A quarter of an hour: its self-test is due, and nothing else."""


def quick_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room that the demo starts is ``quick_room``."""
    usual = Demo.job

    def job(demo: Demo, name: str) -> Job:
        made = usual(demo, name)
        if name != "room":
            return made
        command = (sys.executable, "-m", "tests.support.quick_room", made.command[-1])
        return Job(name, command, made.watchdog_s)

    monkeypatch.setattr(Demo, "job", job)


class Fleet:
    """What IT sees at central."""

    def __init__(self, demo: Demo, http: aiohttp.ClientSession) -> None:
        self._demo, self._http = demo, http

    async def open(self) -> None:
        """With the key."""
        key = (self._demo.places.keys / "fleet.key").read_text().strip()
        address = f"http://localhost:{self._demo.ports.central}/api/fleet/entry"
        async with self._http.post(address, json={"key": key}) as answer:
            assert answer.status == 200

    async def next_visit(self) -> dict[str, Any] | None:
        """The next booked visit as its unit tells it."""
        address = f"http://localhost:{self._demo.ports.central}/api/fleet"
        async with self._http.get(address) as answer:
            (unit,) = (await answer.json())["units"]
        soon = [visit for visit in unit["visits"] if visit["start"] > time.time()]
        return soon[0] if soon else None

    async def until(self, state: str, code: str | None = None) -> None:
        """Wait until the next visit stands so."""

        async def so() -> bool:
            visit = await self.next_visit()
            return visit is not None and (visit["state"], visit["code"]) == (state, code)

        await until_async(so, PATIENCE_S, f"the next visit is {state} {code}")


async def test_s1_a_frozen_camera_puts_the_visit_at_risk_and_nobody_is_filmed_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody undresses: nothing opens. Empty: it is found, help fails, it is plugged anew."""
    quick_room(monkeypatch)
    async with (
        demo_in(tmp_path / "demo", start_in_s=BEGINS_IN_S) as demo,
        aiohttp.ClientSession() as http,
    ):
        fleet, records, desk = Fleet(demo, http), Records(demo.places.log), demo.bench.desk
        await fleet.open()
        await fleet.until("untested")
        tried = await records.wait("stage", "self-test.call", timeout_s=PATIENCE_S)
        assert tried["picture"]
        assert tried["sound"]
        assert records.of("stage", "capture.opened") == [], "somebody is in the room"

        await desk.do("camera", "freeze")
        left = time.monotonic()
        await desk.do("presence", "go")
        await fleet.until("at-risk", "camera-frozen")
        took = time.monotonic() - left
        looked = await records.wait("stage", "self-test.camera")
        assert looked["looks"] >= 5
        opened = records.of("stage", "capture.opened")
        assert {entry["reason"] for entry in opened} == {"self-test"}
        assert opened[0]["mono"] > left
        print(f"red at central {took:.1f} s after the room was left")

        await records.wait("stage", "stage.told-to-restart", timeout_s=PATIENCE_S)
        await fleet.until("at-risk", "camera-frozen")
        await desk.do("camera", "unplug")
        await fleet.until("at-risk", "camera-missing")
        await desk.do("camera", "thaw")
        await desk.do("camera", "plug")
        await fleet.until("ready")
        await _each_was_closed_again(records)


async def _each_was_closed_again(records: Records) -> None:
    """That each closes within 3 s whatever happens is shown with its seat, not by a clock here."""
    for device in ("camera", "microphone"):

        async def closed(device: str = device) -> bool:
            opened, shut = (
                [one for one in records.of("stage", what) if one["device"] == device]
                for what in ("capture.opened", "capture.closed")
            )
            return len(opened) == len(shut) > 0

        await until_async(closed, PATIENCE_S, f"the {device} is closed")
