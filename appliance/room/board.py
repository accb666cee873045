"""How the computer itself is, as a level for IT: judged every 5 s, told when it is sure."""

import asyncio
import logging
from collections.abc import Callable

from appliance.core.events import BoardSaid, Event
from appliance.core.words import BoardTrouble
from appliance.link.journal import record
from hardware.board import Board, Readings

LOOK_S = 5.0
SURE = 2
"""A trouble that was seen so many times running is told; its end is told at once."""

HOT_C, COOL_C = 85.0, 78.0
"""A Raspberry Pi slows down from 80 to 85 degrees on; it is well again below the second."""
MEMORY_LOW, MEMORY_ENOUGH = 0.05, 0.1
WORN = 0.9
SLOW_MBIT_S = 100.0
"""A damaged cable agrees on less."""


def judge(now: Readings, before: BoardTrouble | None) -> BoardTrouble | None:
    """The worst thing that these readings say; ``before`` is what stands, for what swings."""
    hot = COOL_C if before is BoardTrouble.HOT else HOT_C
    low = MEMORY_ENOUGH if before is BoardTrouble.MEMORY_LOW else MEMORY_LOW
    wrong = {
        BoardTrouble.POWER_WEAK: now.under_voltage is True,
        BoardTrouble.SCREEN_UNPLUGGED: now.screen is False,
        BoardTrouble.HOT: now.temperature_c is not None and now.temperature_c >= hot,
        BoardTrouble.MEMORY_LOW: now.memory_free is not None and now.memory_free < low,
        BoardTrouble.LINK_SLOW: now.link_mbit_s is not None and now.link_mbit_s < SLOW_MBIT_S,
        BoardTrouble.CARD_WORN: now.disk_worn is not None and now.disk_worn >= WORN,
    }
    return next((trouble for trouble, holds in wrong.items() if holds), None)


async def watch(
    board: Board, tell: Callable[[Event], None], replug: Callable[[str], None] = lambda _: None
) -> None:
    """Read it for ever and tell each change; a screen that went is looked for anew once."""
    told: BoardTrouble | None = None
    second = False
    seen: list[BoardTrouble | None] = []
    while True:
        now = board.read()
        seen = [*seen, judge(now, told)][-SURE:]
        newest = seen[-1]
        if second is not bool(now.second_screen):
            second = bool(now.second_screen)
            record("board.second-screen", plugged=second)
            tell(BoardSaid(told, second))
        if newest is not told and (newest is None or seen == [newest] * SURE):
            told = newest
            record("board.trouble", logging.WARNING if told else logging.INFO, code=told)
            tell(BoardSaid(told, second))
            if told is BoardTrouble.SCREEN_UNPLUGGED:
                replug("screen")
        await asyncio.sleep(LOOK_S)
