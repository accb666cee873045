"""Whether the microphone hears somebody who speaks into it (R20): by level alone, nothing is kept.

A voice is what stands out of the room's own sound, again and again: the room's sound is the
quietest tenth of what was heard, a voice is 12 dB above it and loud enough for the other end.
"""

from collections import deque

import numpy as np

from appliance.core.words import Hearing
from appliance.stage.media.level import power
from hardware.sound import BLOCK, RATE_HZ, Block

BLOCKS_S = RATE_HZ / BLOCK
KEPT = round(3 * BLOCKS_S)
"""The last three seconds count, as one number a block."""
NOTHING_S = 2.0
"""After so much silence that is not even a room's, it is told."""
VOICE_S = 0.4
"""So much of them must be voice."""
LOUD_ENOUGH_DB = -45.0
"""Below full scale; what is softer reaches nobody."""
ABOVE_DB = 12.0
CLIPPED = 32_700
CLIPPED_S = 0.15
"""So much of them, cut off, is too loud."""
FLOOR_DB = -96.0


class Ear:
    """Takes the microphone's blocks from the device's thread while ``listening``."""

    def __init__(self) -> None:
        self.hearing: Hearing | None = None
        """None while nobody is asked to speak."""
        self._levels: deque[float] = deque(maxlen=KEPT)
        self._clipped: deque[bool] = deque(maxlen=KEPT)

    def listen(self, *, on: bool) -> None:
        """Begin anew, or end and forget; the same again does nothing."""
        if on == (self.hearing is not None):
            return
        self._levels.clear()
        self._clipped.clear()
        self.hearing = Hearing.QUIET if on else None

    def put(self, block: Block) -> None:
        """The next 10 ms; what was heard well once stays heard."""
        if self.hearing in (None, Hearing.VOICE):
            return
        loudness = power(block)
        self._levels.append(FLOOR_DB if loudness <= 0 else 10 * float(np.log10(loudness)))
        self._clipped.append(bool(np.abs(block.astype(np.int32)).max() >= CLIPPED))
        heard = self._heard()
        if self.hearing is not None:
            self.hearing = heard

    def _heard(self) -> Hearing:
        levels = np.array(self._levels)
        if not levels.size:  # begun anew by another thread just now
            return Hearing.QUIET
        if levels.max() <= FLOOR_DB:
            return Hearing.NOTHING if levels.size > NOTHING_S * BLOCKS_S else Hearing.QUIET
        if sum(self._clipped) > CLIPPED_S * BLOCKS_S:
            return Hearing.LOUD
        quiet = max(float(np.percentile(levels, 10)), FLOOR_DB)
        voice = (levels > LOUD_ENOUGH_DB) & (levels > quiet + ABOVE_DB)
        return Hearing.VOICE if voice.sum() >= VOICE_S * BLOCKS_S else Hearing.QUIET
