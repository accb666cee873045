"""The microphone's blocks made into packets of 20 ms, each with its time and a word on pauses.

RTP time counts the microphone's own samples, not a clock's: it cannot drift from the sound. Only
over a pause, in which no sample came, it goes on with the clock.
"""

import math
from dataclasses import dataclass

import numpy as np

from appliance.stage.media.level import power
from appliance.stage.media.opus import Encoder, OpusError
from appliance.stage.media.sound_out.loss import LEAST_PERCENT
from hardware.sound import BLOCK, RATE_HZ, Block

PAUSE_S = 0.5
"""So long without a block, and what comes is a new beginning; a busy machine is late by less."""
BLOCKS = 2
"""Of 10 ms, in one packet."""
SILENT_DB = 127
"""How RFC 6464 calls digital silence."""


@dataclass(frozen=True)
class Spoken:
    """One packet of speech."""

    data: bytes
    time: int
    """RTP time of its first sample, from 0 on."""
    at: float
    """When that sample was heard, s on the caller's clock."""
    begins: bool
    """Nothing was said before it (the RTP marker bit)."""
    below_full_db: int
    """Its level, 0 to 127 dB below full scale (RFC 6464)."""


class Speech:
    """One microphone; every connection gets the same packets."""

    def __init__(self) -> None:
        self._encoder = Encoder()
        self._encoder.expect_loss(LEAST_PERCENT)
        self._loss = LEAST_PERCENT
        self._blocks: list[Block] = []
        self._time = 0
        """RTP time after the last block."""
        self._last: float | None = None
        self._begins = True

    def expect_loss(self, percent: int) -> None:
        """How much of it gets lost; FEC follows."""
        if percent != self._loss:
            self._loss = percent
            self._encoder.expect_loss(percent)

    def put(self, block: Block, now: float) -> Spoken | None:
        """10 ms more, whose last sample was heard ``now``; a packet with every second block."""
        self._look_for_pause(now)
        self._last = now
        self._time += BLOCK
        self._blocks.append(block)
        if len(self._blocks) < BLOCKS:
            return None
        samples, self._blocks = np.concatenate(self._blocks), []
        try:
            data = self._encoder.encode(samples)
        except OpusError:
            return None
        begins, self._begins = self._begins, False
        begun = now - samples.size / RATE_HZ
        return Spoken(data, self._time - samples.size, begun, begins, _below(power(samples)))

    def _look_for_pause(self, now: float) -> None:
        if self._last is not None and now - self._last > PAUSE_S:
            missed = round((now - self._last) * RATE_HZ / BLOCK) - 1
            self._time += missed * BLOCK
            self._blocks, self._begins = [], True


def _below(mean_square: float) -> int:
    if mean_square <= 0.0:
        return SILENT_DB
    return min(max(round(-10 * math.log10(mean_square)), 0), SILENT_DB)
