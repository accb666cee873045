"""Keeps the loudspeaker's sound out of the microphone: for a room without a headset (R15).

WebRTC's audio processing (echo cancellation, noise suppression, gain) out of the package
``livekit``, which needs no server for it. It costs 0.014 of a core and 10 MB, and is fetched only
where a loudspeaker is used; with a headset nothing is done to the voice.
"""

from typing import Any

import numpy as np

from hardware.faults import DeviceMissing
from hardware.sound import BLOCK, RATE_HZ, Block

DELAY_MS = 40
"""From the block given to the loudspeaker to its echo in a block of the microphone, to begin with:
the canceller finds the true one by itself."""


class EchoCanceller:
    """``played`` and ``heard`` may run on two threads, each its own."""

    def __init__(self, *, gain: bool = True) -> None:
        """Raises DeviceMissing where the package is not installed."""
        try:
            from livekit.rtc import AudioFrame, AudioProcessingModule
        except ImportError as error:
            problem = "needs the package livekit: install ostord[unit,loudspeaker]"
            raise DeviceMissing("loudspeaker", problem) from error
        self._frame: Any = AudioFrame
        self._module: Any = AudioProcessingModule(
            echo_cancellation=True,
            noise_suppression=True,
            high_pass_filter=True,
            auto_gain_control=gain,
        )
        self._module.set_stream_delay_ms(DELAY_MS)

    def played(self, block: Block) -> None:
        """What the loudspeaker plays next."""
        self._module.process_reverse_stream(self._framed(block))

    def heard(self, block: Block) -> Block:
        """What the microphone heard, without what was played."""
        frame = self._framed(block)
        self._module.process_stream(frame)
        return np.frombuffer(frame.data, dtype=np.int16).copy()

    def _framed(self, block: Block) -> Any:
        return self._frame(bytearray(block.tobytes()), RATE_HZ, 1, BLOCK)
