"""The buttons beside the screen, as the core hears them; lines that fail are opened anew."""

import asyncio
import logging
from collections.abc import Callable

from appliance.core.events import Event, HandPressed
from appliance.core.words import Hand
from appliance.link.journal import record
from hardware.buttons import Buttons
from hardware.faults import DeviceError

AGAIN_S = 5.0


async def watch(fit: Callable[[], Buttons], tell: Callable[[Event], None]) -> None:
    """Listen for ever; a machine without such lines is recorded once and tried again."""
    loop = asyncio.get_running_loop()
    said: str | None = None

    def heard(name: str) -> None:
        """On the device's own thread."""
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, HandPressed(Hand(name)))

    while True:
        buttons = fit()
        try:
            buttons.listen(heard)
            await asyncio.Event().wait()
        except DeviceError as error:
            if error.problem != said:
                said = error.problem
                record("buttons.failed", logging.WARNING, problem=error.problem)
        finally:
            buttons.close()
        await asyncio.sleep(AGAIN_S)
