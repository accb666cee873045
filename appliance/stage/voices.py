"""The other ends' voices as one source for the loudspeaker: they come and go without a click."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from appliance.stage.media.level import power
from appliance.stage.media.sound_in.stretch import joined
from appliance.stage.media.tones import SILENCE
from hardware.sound import BLOCK, Block

SPEECH = 10 ** (-42 / 10)
"""Louder than this, 42 dB below full scale, is speech: the mean square of some 100 ms."""
SMOOTHED = 0.1
"""How much one block of 10 ms moves that mean."""
SPEAKS_S = 0.8
"""The pauses within a sentence."""


class Source(Protocol):
    """Something to be heard."""

    def take(self) -> Block:
        """The next 10 ms; called on the device's thread, must not block."""


def mixed(blocks: Sequence[Block]) -> Block:
    """The sum of ``blocks``, limited to full scale."""
    heard = [block for block in blocks if block is not SILENCE]
    if len(heard) < 2:
        return heard[0] if heard else SILENCE
    total = np.zeros(BLOCK, dtype=np.int32)
    for block in heard:
        total += block
    return np.clip(total, -32768, 32767).astype(np.int16)


class Voices:
    """What is added is heard until its end; ``hush`` silences all for a while."""

    def __init__(self) -> None:
        self._voices: tuple[Source, ...] = ()
        self._hushed = False
        self._before: tuple[tuple[Source, ...], bool] = ((), False)
        self._last = 0
        self._loudness = 0.0
        self._spoke_at = float("-inf")

    def add(self, voice: Source) -> Callable[[], None]:
        """Let ``voice`` be heard; returns what ends it. From any thread."""
        self._voices = (*self._voices, voice)

        def end() -> None:
            self._voices = tuple(one for one in self._voices if one is not voice)

        return end

    def hush(self, *, on: bool) -> None:
        """Silence, while what comes is still taken and not kept; from any thread."""
        self._hushed = on

    def speaks(self, now: float) -> bool:
        """Whether somebody of them speaks at ``now`` (time.monotonic()); from any thread."""
        return now - self._spoke_at < SPEAKS_S

    def take(self) -> Block:
        """The next 10 ms; on the device's thread."""
        now = self._voices, self._hushed
        if not now[0] and now == self._before:
            self._loudness *= 1 - SMOOTHED
            return SILENCE
        block = mixed([voice.take() for voice in now[0]]) if now[0] else SILENCE
        if self._hushed:
            block = SILENCE
        if now != self._before:
            self._before = now
            block = joined(self._last, block)
        self._last = int(block[-1])
        self._listen(block)
        return block

    def _listen(self, block: Block) -> None:
        self._loudness += SMOOTHED * (power(block) - self._loudness)
        if self._loudness > SPEECH:
            self._spoke_at = time.monotonic()
