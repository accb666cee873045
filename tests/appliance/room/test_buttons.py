"""The buttons beside the screen as the room hears them."""

import asyncio
from pathlib import Path

import pytest

from appliance.core.events import ButtonsSaid, DoorBell, Event, HandPressed
from appliance.core.words import ButtonTrouble, Hand, Move
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


async def test_three_buttons_go_through_the_screen_and_not_to_the_core(tmp_path: Path) -> None:
    told: list[Event] = []
    moved: list[Move] = []
    watching = asyncio.create_task(
        watch(lambda: choose.buttons("simulated", tmp_path, {}), told.append, moved.append)
    )
    await until(lambda: (tmp_path / "devices" / "buttons.sock").exists(), "listening")
    with control(tmp_path, "buttons") as wire:
        for name in ("next", "next", "back", "choose"):
            wire.do(f"press-{name}")
    await until(lambda: len(moved) == 4, "heard")
    assert moved == [Move.NEXT, Move.NEXT, Move.BACK, Move.CHOOSE]
    assert told == []
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_the_bell_at_the_door_is_no_press_of_anybody_in_the_room(tmp_path: Path) -> None:
    told: list[Event] = []
    watching = asyncio.create_task(
        watch(lambda: choose.buttons("simulated", tmp_path, {}), told.append)
    )
    await until(lambda: (tmp_path / "devices" / "buttons.sock").exists(), "listening")
    with control(tmp_path, "buttons") as wire:
        wire.do("press-bell")
    await until(lambda: told == [DoorBell()], "heard")
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_a_button_that_stays_down_is_told_until_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(buttons_module, "STUCK_S", 0.05)
    monkeypatch.setattr(buttons_module, "LOOK_S", 0.01)
    told: list[Event] = []
    watching = asyncio.create_task(
        watch(lambda: choose.buttons("simulated", tmp_path, {}), told.append)
    )
    await until(lambda: (tmp_path / "devices" / "buttons.sock").exists(), "listening")
    with control(tmp_path, "buttons") as wire:
        wire.do("stick-help")
        stuck = ButtonsSaid(ButtonTrouble.STUCK)
        await until(lambda: told == [stuck], "told")
        wire.do("press-help"), wire.do("free")
        await until(lambda: told[1:] == [ButtonsSaid(None)], "free again")
    assert [one.msg for one in caplog.records].count("buttons.stuck") == 1
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_a_button_that_is_down_for_a_while_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buttons_module, "LOOK_S", 0.01)
    told: list[Event] = []
    watching = asyncio.create_task(
        watch(lambda: choose.buttons("simulated", tmp_path, {}), told.append)
    )
    await until(lambda: (tmp_path / "devices" / "buttons.sock").exists(), "listening")
    with control(tmp_path, "buttons") as wire:
        wire.do("press-end"), wire.do("stick-end"), wire.do("free"), wire.do("press-help")
    await until(lambda: len(told) == 2, "heard")
    assert told == [HandPressed(Hand.END), HandPressed(Hand.HELP)]
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_lines_that_fail_are_recorded_once_and_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(buttons_module, "AGAIN_S", 0.01)
    tries: list[int] = []

    class Broken:
        name = "buttons"

        def listen(self, heard: object) -> None:
            raise DeviceFailed("buttons", "GPIO 5 cannot be driven")

        def down(self) -> frozenset[str]:
            return frozenset()

        def close(self) -> None:
            tries.append(1)

    def fit() -> Buttons:
        return Broken() if len(tries) < 3 else choose.buttons("simulated", tmp_path, {})

    told: list[Event] = []
    watching = asyncio.create_task(watch(fit, told.append))
    await until(lambda: (tmp_path / "devices" / "buttons.sock").exists(), "fitted at last")
    assert len(tries) == 3
    await until(lambda: told == [ButtonsSaid(ButtonTrouble.FAILED), ButtonsSaid(None)], "told")
    assert [one.msg for one in caplog.records if one.msg == "buttons.failed"] == ["buttons.failed"]
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
