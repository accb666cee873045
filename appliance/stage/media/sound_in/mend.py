"""What is played where packets are missing: made up by the decoder, fading to silence."""

import numpy as np

from appliance.stage.media.opus import STEP, Decoder, Samples
from hardware.sound import RATE_HZ

WHOLE = RATE_HZ * 60 // 1000
"""60 ms are made up at full loudness,"""
GONE = RATE_HZ * 160 // 1000
"""and after 160 ms nothing is left of it."""
BACK = RATE_HZ * 5 // 1000
"""What comes after it is faded in over 5 ms."""
SILENT = 16.0**2
"""Mean square under which what was made up counts as silence."""


class Mend:
    """Makes sound up for one decoder, and keeps how long it has done so."""

    def __init__(self, decoder: Decoder) -> None:
        self.samples = 0
        """Made up since the last true sound."""
        self.resting = False
        """The sender said it pauses (DTX): the decoder's quiet noise goes on, unfaded."""
        self._decoder = decoder

    @property
    def faded(self) -> bool:
        """Nothing is left to be heard."""
        return self.samples >= GONE and not self.resting

    def make_up(self, samples: int) -> Samples:
        """The next ``samples``."""
        gains = self._gains(samples)
        whole = -(-samples // STEP) * STEP
        made = self._decoder.conceal(whole)[:samples]
        self.samples += samples
        return made if self.resting else (made * gains[: made.size]).astype(np.int16)

    def silent(self, made: Samples) -> bool:
        """Whether ``made`` is silence, or the quiet noise of a pause."""
        return self.resting or float(np.mean(np.square(made, dtype=np.float32))) < SILENT

    def back(self, said: Samples) -> Samples:
        """``said`` is true again: what had faded comes back without a click."""
        faded, self.samples = self.samples > WHOLE and not self.resting, 0
        if faded and said.size >= BACK:
            said[:BACK] = (said[:BACK] * np.linspace(0.0, 1.0, BACK)).astype(np.int16)
        return said

    def _gains(self, samples: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        place = np.arange(self.samples, self.samples + samples)
        return np.clip((GONE - place) / (GONE - WHOLE), 0.0, 1.0)
