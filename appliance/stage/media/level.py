"""How loud a block of sound is, for the bar on the screen and the proof that a microphone lives."""

import math

import numpy as np
from numpy.typing import NDArray

FLOOR_DB = -60.0
"""What the bar calls silence, in dB below full scale."""


def power(block: NDArray[np.int16]) -> float:
    """The mean square of ``block`` (any shape, int16), 0 to 1 of full scale."""
    if not block.size:
        return 0.0
    samples = block.astype(np.float32).ravel()
    return float(np.dot(samples, samples)) / samples.size / 32768.0**2


def level(mean_square: float) -> float:
    """0 at -60 dB below full scale and under, 1 at full scale."""
    if mean_square <= 0.0:
        return 0.0
    return min(1.0, max(0.0, 1.0 - 10.0 * math.log10(mean_square) / FLOOR_DB))
