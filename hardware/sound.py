"""The port of a headset or loudspeaker: blocks of 10 ms, 48 kHz, mono, int16, shape (480,)."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
BLOCK = 480
Block = NDArray[np.int16]


class Sound(Protocol):
    """One headset. The callbacks run on the device's own thread and must not block."""

    name: str

    def present(self) -> bool:
        """Whether it is plugged in; never opens it."""

    def open_input(self, put: Callable[[Block], None]) -> None:
        """Start the microphone: ``put`` gets each block. Raises DeviceMissing or DeviceFailed."""

    def close_input(self) -> None:
        """Stop the microphone and give its handle back."""

    def open_output(self, get: Callable[[], Block]) -> None:
        """Start the loudspeaker: ``get`` gives each block. Raises DeviceMissing or DeviceFailed."""

    def close_output(self) -> None:
        """Stop the loudspeaker."""
