"""The small store between the sound that arrives and the loudspeaker that takes it."""

import threading
from collections import deque

import numpy as np
from numpy.typing import NDArray

from hardware.sound import BLOCK

SILENCE: NDArray[np.int16] = np.zeros(BLOCK, dtype=np.int16)
FIRST_BLOCKS = 3
"""30 ms are gathered before the first is played, and again after it ran dry."""
MOST_BLOCKS = 15
"""More than 150 ms are never kept: the oldest is dropped, the voice stays near the picture."""


class Playout:
    """Blocks of 10 ms go in on one thread and out on another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: deque[NDArray[np.int16]] = deque(maxlen=MOST_BLOCKS)
        self._rest = SILENCE[:0]
        self._dry = True

    def put(self, samples: NDArray[np.int16]) -> None:
        """Add ``samples`` (shape (n,), 48 kHz mono)."""
        with self._lock:
            whole = np.concatenate((self._rest, samples)) if self._rest.size else samples
            for start in range(0, whole.size - BLOCK + 1, BLOCK):
                self._blocks.append(whole[start : start + BLOCK])
            self._rest = whole[whole.size - whole.size % BLOCK :]

    def take(self) -> NDArray[np.int16]:
        """The next block, silence while there is none."""
        with self._lock:
            if self._dry and len(self._blocks) < FIRST_BLOCKS:
                return SILENCE
            self._dry = not self._blocks
            return self._blocks.popleft() if self._blocks else SILENCE

    def clear(self) -> None:
        """Forget what was not played."""
        with self._lock:
            self._blocks.clear()
            self._rest = SILENCE[:0]
            self._dry = True
