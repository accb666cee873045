"""The buttons beside the screen as the room hears them."""

import asyncio
from pathlib import Path

import pytest

from appliance.core.events import Event, HandPressed
from appliance.core.words import Hand
from appliance.room import buttons as buttons_module
from appliance.room.buttons import watch
from hardware import choose
from hardware.buttons import Buttons
from hardware.faults import DeviceFailed
from tests.support.devices import control
from tests.support.room_process import until


async def test_a_press_is_told(tmp_path: Path) -> None:
    told: list[Event] = []
    watching = asyncio.create_task(
        watch(lambda: choose.buttons("simulated", tmp_path, {}), told.append)
    )
    await until(lambda: (tmp_path / "devices" / "buttons.sock").exists(), "listening")
    with control(tmp_path, "buttons") as wire:
        wire.do("press-pause")
    await until(lambda: told == [HandPressed(Hand.PAUSE)], "heard")
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert not (tmp_path / "devices" / "buttons.sock").exists()


async def test_lines_that_fail_are_recorded_once_and_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(buttons_module, "AGAIN_S", 0.01)
    tries: list[int] = []

    class Broken:
        name = "buttons"

        def listen(self, heard: object) -> None:
            raise DeviceFailed("buttons", "GPIO 5 cannot be driven")

        def close(self) -> None:
            tries.append(1)

    def fit() -> Buttons:
        return Broken() if len(tries) < 3 else choose.buttons("simulated", tmp_path, {})

    watching = asyncio.create_task(watch(fit, lambda _: None))
    await until(lambda: (tmp_path / "devices" / "buttons.sock").exists(), "fitted at last")
    assert len(tries) == 3
    assert [one.msg for one in caplog.records if one.msg == "buttons.failed"] == ["buttons.failed"]
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
