"""The port of a camera: it gives pictures while, and only while, it is open."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Coded:
    """A picture as the camera itself coded it: H264 in Annex B, constrained baseline, level 3.1."""

    data: bytes
    key: bool
    """It stands alone and has its parameter sets with it; one comes at least each 2 s."""
    number: int
    """Counts up by one: who missed one can use none before the next key."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture; ``i420`` has shape (height * 3 // 2, width), uint8: Y, then U, then V planes."""

    i420: NDArray[np.uint8]
    at: float
    """time.monotonic() when it was taken, seconds."""
    coded: Coded | None = None
    """The same picture, where the camera codes by itself."""


class Camera(Protocol):
    """One camera. ``open``, ``read`` and ``close`` are called from one thread of their own."""

    name: str

    def present(self) -> bool:
        """Whether it is plugged in; never opens it."""

    def open(self, width: int, height: int, fps: int) -> None:
        """Start to capture; raises DeviceMissing or DeviceFailed. Open twice is an error."""

    def read(self) -> Picture | None:
        """The newest picture, or None when none came within 0.2 s; raises DeviceMissing."""

    def close(self) -> None:
        """Stop to capture and give the handle back; closing a closed camera does nothing."""
