"""The buttons beside the screen, as the core hears them; lines that fail are opened anew."""

import asyncio
import logging
import time
from collections.abc import Callable

from appliance.core.events import ButtonsSaid, DoorBell, Event, HandPressed
from appliance.core.words import ButtonTrouble, Hand, Move
from appliance.link.journal import record
from hardware.buttons import BELL, MOVES, Buttons
from hardware.faults import DeviceError

AGAIN_S = 5.0
LOOK_S = 1.0
STUCK_S = 30.0
"""Nobody holds a button down for so long: something leans on it, or it does not come back."""


async def watch(
    fit: Callable[[], Buttons],
    tell: Callable[[Event], None],
    move: Callable[[Move], None] = lambda _: None,
) -> None:
    """Listen for ever; a machine without such lines is recorded once and tried again.

    ``move`` hears the three that go through what stands on the screen: stage alone knows that.
    """
    loop = asyncio.get_running_loop()
    said: str | None = None
    told: ButtonTrouble | None = None

    def heard(name: str) -> None:
        """On the device's own thread."""
        if not loop.is_closed():
            loop.call_soon_threadsafe(pressed, name)

    def pressed(name: str) -> None:
        if name in MOVES:
            move(Move(name))
        elif name == BELL:
            tell(DoorBell())
        else:
            tell(HandPressed(Hand(name)))

    def judged(trouble: ButtonTrouble | None) -> None:
        nonlocal told
        if trouble is not told:
            told = trouble
            tell(ButtonsSaid(trouble))

    while True:
        buttons = fit()
        try:
            buttons.listen(heard)
            await _look(buttons, judged)
        except DeviceError as error:
            judged(ButtonTrouble.FAILED)
            if error.problem != said:
                said = error.problem
                record("buttons.failed", logging.WARNING, problem=error.problem)
        finally:
            buttons.close()
        await asyncio.sleep(AGAIN_S)


async def _look(buttons: Buttons, judged: Callable[[ButtonTrouble | None], None]) -> None:
    """Measure how long each is held down, until the lines fail."""
    since: dict[str, float] = {}
    stuck: frozenset[str] = frozenset()
    while True:
        now = time.monotonic()
        since = {name: since.get(name, now) for name in buttons.down()}
        before, stuck = stuck, frozenset(n for n, at in since.items() if now - at >= STUCK_S)
        for name in sorted(stuck - before):
            record("buttons.stuck", logging.WARNING, button=name)
        judged(ButtonTrouble.STUCK if stuck else None)
        await asyncio.sleep(LOOK_S)
