"""Codes the microphone's sound once, on the device's thread, for every connection in the loop."""

import asyncio
import time
from collections.abc import Callable

from appliance.stage.media.sound_out.loss import Losses
from appliance.stage.media.sound_out.speech import Speech, Spoken
from appliance.stage.net.fan import Fan
from hardware.sound import Block


class Speaking:
    """``send`` belongs to the microphone's thread, everything else to the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._spoken: Fan[Spoken] = Fan(loop)
        self._speech = Speech()
        self._losses = Losses()
        self._loss = self._losses.percent(0.0)
        self._listeners: set[Callable[[Spoken], None]] = set()

    def send(self, block: Block) -> None:
        """10 ms from the microphone; without a connection nothing is coded."""
        if not self._listeners:
            return
        self._speech.expect_loss(self._loss)
        spoken = self._speech.put(block, time.monotonic())
        if spoken is not None:
            self._spoken.send(spoken)

    def add(self, put: Callable[[Spoken], None]) -> Callable[[], None]:
        """Give ``put`` each packet from now on; returns what ends it."""
        end = self._spoken.add(put)
        self._listeners.add(put)

        def leave() -> None:
            self._listeners.discard(put)
            end()

        return leave

    def lost(self, who: int, part: float) -> None:
        """The receiver ``who`` reports that it lost this part, 0 to 1."""
        now = time.monotonic()
        self._losses.report(who, part, now)
        self._loss = self._losses.percent(now)

    def forget(self, who: int) -> None:
        """The receiver ``who`` has gone."""
        self._losses.forget(who)
        self._loss = self._losses.percent(time.monotonic())
