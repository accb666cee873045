"""How the computer is, as IT hears of it: judged with patience, told once."""

import asyncio
from dataclasses import replace

import pytest

from appliance.core.events import BoardSaid, Event
from appliance.core.words import BoardTrouble
from appliance.room import board as board_module
from appliance.room.board import COOL_C, HOT_C, judge, watch
from hardware.board import Readings
from hardware.board_simulated import WELL
from tests.support.room_process import until

HOT = replace(WELL, temperature_c=HOT_C)


class Film:
    """A board that reads what stands in a list, the last for ever."""

    name = "board"

    def __init__(self, *readings: Readings) -> None:
        self._left = list(readings)
        self.asked = 0

    def read(self) -> Readings:
        self.asked += 1
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("readings", "trouble"),
    [
        (WELL, None),
        (Readings(), None),
        (replace(WELL, under_voltage=True, temperature_c=99.0), BoardTrouble.POWER_WEAK),
        (HOT, BoardTrouble.HOT),
        (replace(WELL, screen=False), BoardTrouble.SCREEN_UNPLUGGED),
        (replace(WELL, screen=None), None),
        (replace(WELL, temperature_c=HOT_C - 0.1), None),
        (replace(WELL, memory_free=0.049), BoardTrouble.MEMORY_LOW),
        (replace(WELL, link_mbit_s=10.0), BoardTrouble.LINK_SLOW),
        (replace(WELL, link_mbit_s=100.0), None),
        (replace(WELL, link="wireless", link_mbit_s=None), None),
        (replace(WELL, disk_worn=0.9), BoardTrouble.CARD_WORN),
        (replace(WELL, under_voltage_seen=True, throttled_seen=True, throttled=True), None),
    ],
)
def test_what_is_told_of_which_readings(readings: Readings, trouble: BoardTrouble | None) -> None:
    assert judge(readings, None) is trouble


def test_what_swings_about_its_limit_stays_told() -> None:
    warm = replace(WELL, temperature_c=COOL_C)
    assert judge(warm, None) is None
    assert judge(warm, BoardTrouble.HOT) is BoardTrouble.HOT
    assert judge(replace(WELL, temperature_c=COOL_C - 0.1), BoardTrouble.HOT) is None
    tight = replace(WELL, memory_free=0.09)
    assert judge(tight, BoardTrouble.MEMORY_LOW) is BoardTrouble.MEMORY_LOW
    assert judge(replace(WELL, memory_free=0.1), BoardTrouble.MEMORY_LOW) is None


async def test_it_is_told_when_it_is_sure_and_its_end_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board_module, "LOOK_S", 0.0)
    told: list[Event] = []
    film = Film(WELL, HOT, WELL, HOT, HOT, HOT, WELL)
    watching = asyncio.create_task(watch(film, told.append))
    await until(lambda: film.asked > 10, "the whole film was read")
    assert told == [BoardSaid(BoardTrouble.HOT), BoardSaid(None)]
    watching.cancel()


async def test_a_screen_that_went_is_looked_for_anew_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_module, "LOOK_S", 0.0)
    asked: list[str] = []
    gone = replace(WELL, screen=False)
    film = Film(WELL, gone, gone, gone, HOT, HOT, WELL, gone, gone, gone)
    watching = asyncio.create_task(watch(film, lambda _: None, asked.append))
    await until(lambda: film.asked > 12, "the whole film was read")
    assert asked == ["screen"] * 2
    watching.cancel()


async def test_r16_a_second_screen_is_told_when_it_comes_and_when_it_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board_module, "LOOK_S", 0.0)
    two = replace(WELL, second_screen=True)
    hot = replace(two, temperature_c=HOT_C)
    told: list[Event] = []
    film = Film(WELL, two, two, hot, hot, two, WELL)
    watching = asyncio.create_task(watch(film, told.append))
    await until(lambda: film.asked > 9, "the whole film was read")
    assert told == [
        BoardSaid(None, second_screen=True),
        BoardSaid(BoardTrouble.HOT, second_screen=True),
        BoardSaid(None, second_screen=True),
        BoardSaid(None),
    ]
    watching.cancel()
