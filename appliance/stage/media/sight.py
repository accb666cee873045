"""Whether a camera that gives pictures also sees: a closed lid, a picture that stands still.

Looked at twice a second, every fourth pixel of every fourth row of the brightness. A sensor is
never quite still: two pictures that are the same to the last bit come from a camera that hangs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.core.words import Sight

EACH_S = 0.5
STEP = 4
"""Every fourth pixel both ways: 57,600 of a 720p picture."""
DARK = 40.0
"""The mean brightness (16 to 235) under which a picture may be that of a closed lid,"""
PLAIN = 4.0
"""if its brightness also differs by less than this (one standard deviation)."""
SURE_S = 3.0
"""So long a picture is covered or the same before it is told; a glance is enough for the end."""


@dataclass(frozen=True)
class _Since:
    sight: Sight
    at: float


class Watch:
    """One camera, from its opening to its closing; ``now`` is any steady clock, seconds."""

    def __init__(self) -> None:
        self.sight = Sight.FINE
        self.numbers: dict[str, float] = {}
        """What the picture was like when it ceased to be fine; empty while it is."""
        self._due = float("-inf")
        self._last: NDArray[np.uint8] | None = None
        self._since = _Since(Sight.FINE, 0.0)

    def see(self, i420: NDArray[np.uint8], now: float) -> Sight:
        """Look at a picture of shape (height * 3 // 2, width) when it is time; what is so now."""
        if now < self._due:
            return self.sight
        self._due = now + EACH_S
        sample = i420[: i420.shape[0] * 2 // 3 : STEP, ::STEP].copy()
        looks = _looks(sample, self._last)
        self._last = sample
        if looks is not self._since.sight:
            self._since = _Since(looks, now)
        if looks is Sight.FINE or now - self._since.at >= SURE_S:
            self._found(looks, sample)
        return self.sight

    def _found(self, looks: Sight, sample: NDArray[np.uint8]) -> None:
        if looks is self.sight:
            return
        self.sight = looks
        measured = {"brightness": float(sample.mean()), "contrast": float(sample.std())}
        fine = looks is Sight.FINE
        self.numbers = {} if fine else {name: round(one, 1) for name, one in measured.items()}


def _looks(sample: NDArray[np.uint8], last: NDArray[np.uint8] | None) -> Sight:
    """What one picture looks like beside the one before it; a closed lid may also be still."""
    if float(sample.mean()) < DARK and float(sample.std()) < PLAIN:
        return Sight.COVERED
    if last is not None and np.array_equal(sample, last):
        return Sight.FROZEN
    return Sight.FINE
