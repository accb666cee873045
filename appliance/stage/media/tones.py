"""The sounds that the unit makes itself: a ring for a visit booked at once, the countdown, a test.

Two soft wooden notes, and a quiet knock each second: to be noticed, never to startle.
"""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hardware.sound import BLOCK, RATE_HZ, Block

SILENCE: Block = np.zeros(BLOCK, dtype=np.int16)
"""10 ms of it; never to be written."""
SILENCE.flags.writeable = False

Tune = Literal["ring", "countdown", "test"]
PEAK_DBFS = -15.0
"""How loud the loudest sample is: what is played may be a headset on somebody's ears."""
RING_S = 2.4
"""The ring comes again this often, seconds."""
TICK_S = 1.0
TEST_S = 2.8
ATTACK_S = 0.006

_Notes = tuple[tuple[float, float, float, float], ...]
"""When (s), how high (Hz), how loud (0 to 1), how long until a third of it is left (s)."""
RING: _Notes = ((0.0, 659.26, 0.85, 0.28), (0.22, 523.25, 1.0, 0.42))
TICK: _Notes = ((0.0, 440.0, 0.5, 0.05),)
TEST: _Notes = tuple((0.3 * n, hz, 1.0, 0.3) for n, hz in enumerate((440.0, 554.37, 659.26)))
"""Three notes that rise: *Hör du ljudet?* (R20)."""


def _tune(notes: _Notes, lasts: float) -> NDArray[np.int16]:
    """``notes`` within ``lasts`` seconds, as whole blocks of int16 mono."""
    at = np.arange(round(lasts * RATE_HZ / BLOCK) * BLOCK) / RATE_HZ
    mixed = np.zeros(at.size)
    for begin, pitch, loud, decay in notes:
        since = np.maximum(at - begin, 0.0)
        wood = np.sin(2 * np.pi * pitch * since) + 0.22 * np.sin(2 * np.pi * 4 * pitch * since)
        mixed += loud * wood * np.exp(-since / decay) * np.minimum(since / ATTACK_S, 1.0)
    mixed *= np.minimum((lasts - at) / 0.05, 1.0).clip(0.0)
    most = 32767 * math.pow(10, PEAK_DBFS / 20)
    scale = most / (np.abs(mixed).max() / max(loud for _, _, loud, _ in notes))
    samples: NDArray[np.int16] = (mixed * scale).astype(np.int16)
    return samples


TUNES: dict[Tune, NDArray[np.int16]] = {
    "ring": _tune(RING, RING_S),
    "countdown": _tune(TICK, TICK_S),
    "test": _tune(TEST, TEST_S),
}
"""Each is played again and again; shape (n * BLOCK,)."""
_FADE = np.linspace(1.0, 0.0, BLOCK)


class Chime:
    """A source for the loudspeaker; silent unless a tune is wanted."""

    def __init__(self) -> None:
        self._wanted: Tune | None = None
        self._playing: Tune | None = None
        self._at = 0

    def want(self, tune: Tune | None) -> None:
        """Play ``tune`` from its beginning, or fall silent within two blocks; from any thread."""
        self._wanted = tune

    def take(self) -> Block:
        """The next 10 ms; on the device's thread."""
        wanted, playing = self._wanted, self._playing
        if playing != wanted:
            self._playing = wanted
            last = self._next(playing) if playing is not None else None
            self._at = 0
            return SILENCE if last is None else (last * _FADE).astype(np.int16)
        return SILENCE if playing is None else self._next(playing)

    def _next(self, tune: Tune) -> Block:
        samples = TUNES[tune]
        block = samples[self._at : self._at + BLOCK]
        self._at = (self._at + BLOCK) % samples.size
        return block
