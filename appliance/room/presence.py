"""Is somebody in the room? The sensor's answer as a level; it never leaves the unit."""

import asyncio
import logging
from collections.abc import Callable

from appliance.core.events import Event, Presence
from appliance.link.journal import record
from hardware.faults import DeviceError
from hardware.presence import Presence as Sensor

LOOK_S = 0.5
AGAIN_S = 5.0


async def watch(fit: Callable[[], Sensor], tell: Callable[[Event], None]) -> None:
    """Ask the sensor for ever and tell each change; one that fails is unknown, and fitted anew."""
    said: str | None = None
    while True:
        try:
            await _look(fit(), tell)
        except DeviceError as error:
            tell(Presence(None))
            if error.problem != said:
                said = error.problem
                record("presence.failed", logging.WARNING, problem=error.problem)
        await asyncio.sleep(AGAIN_S)


async def _look(sensor: Sensor, tell: Callable[[Event], None]) -> None:
    told: Presence | None = None
    try:
        while True:
            seen = Presence(sensor.present())
            if seen != told:
                told = seen
                tell(seen)
            await asyncio.sleep(LOOK_S)
    finally:
        sensor.close()
