"""Whether a camera lives, sees and is sharp, told from its pictures of the first two seconds.

The brightness of every fourth pixel is kept until the next look, and nothing else. A dark room is
no fault: nobody is there, and what the light does is asked when somebody is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.core.words import Fault
from appliance.stage.media.sight import DARK, PLAIN, STEP

EACH_S = 0.1
LEAST = 5
"""Fewer looks prove nothing."""
SOFT = 0.07
"""Fine detail beside all contrast, under which a picture is blurred: the drawn scene has 0.63, one
that is out of focus by 4 pixels (sigma) of 720 lines 0.17, by 8 pixels 0.06 (measured)."""
CONTRAST = 12.0
"""A plain wall (one standard deviation of brightness) has nothing to be sharp."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the pictures were like; brightness from 16 to 235."""

    looks: int = 0
    moved: bool = False
    """No two looks were the same to the last bit."""
    brightness: float = 0.0
    contrast: float = 0.0
    detail: float = 0.0

    def numbers(self) -> dict[str, float]:
        """The evidence, as IT is told it."""
        return {
            "looks": float(self.looks),
            "moved": float(self.moved),
            "brightness": round(self.brightness, 1),
            "contrast": round(self.contrast, 1),
            "detail": round(self.detail, 3),
        }

    def fault(self) -> Fault | None:
        """What is wrong with the camera, if anything is."""
        if self.looks < LEAST:
            return Fault.CAMERA_FAILED
        if self.brightness < DARK and self.contrast < PLAIN:
            return Fault.CAMERA_COVERED
        if not self.moved:
            return Fault.CAMERA_FROZEN
        judged = self.brightness >= DARK and self.contrast >= CONTRAST
        return Fault.CAMERA_BLURRED if judged and self.detail < SOFT else None


class Look:
    """Takes pictures on the camera's thread; ``seen`` may be read from any."""

    def __init__(self) -> None:
        self.seen = Seen()
        self._due = float("-inf")
        self._last: NDArray[np.float32] | None = None

    def see(self, i420: NDArray[np.uint8], now: float) -> None:
        """One picture of shape (height * 3 // 2, width), at ``now`` of any steady clock."""
        if now < self._due:
            return
        self._due = now + EACH_S
        small = _small(i420)
        seen, last, self._last = self.seen, self._last, small
        moved = seen.moved or (last is not None and not np.array_equal(small, last))
        contrast, noise = float(small.std()), _noise(small, last)
        detail = _detail(small, noise) / contrast if contrast > 0 else 0.0
        self.seen = Seen(seen.looks + 1, moved, float(small.mean()), contrast, detail)


def _small(i420: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The brightness, each ``STEP`` x ``STEP`` pixels made one: a sensor's noise is averaged."""
    height, width = i420.shape[0] * 2 // 3 // STEP, i420.shape[1] // STEP
    light = i420[: height * STEP, : width * STEP].astype(np.float32)
    small: NDArray[np.float32] = light.reshape(height, STEP, width, STEP).mean((1, 3))
    return small


def _noise(small: NDArray[np.float32], last: NDArray[np.float32] | None) -> float:
    """The sensor's own, one standard deviation: what differs where nothing moves."""
    if last is None:
        return 0.0
    return float(np.median(np.abs(small - last))) * 1.4826 / 2**0.5


def _detail(small: NDArray[np.float32], noise: float) -> float:
    """The Laplacian's standard deviation without the part that is noise (20 times its power)."""
    middle = small[1:-1, 1:-1]
    around = small[:-2, 1:-1] + small[2:, 1:-1] + small[1:-1, :-2] + small[1:-1, 2:]
    power = float((around - 4 * middle).var()) - 20 * noise**2
    return float(max(0.0, power) ** 0.5)
