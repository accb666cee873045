"""What is sent: each connection has its own track over the one microphone.

A track without sound waits: it sends no silence.
"""

import asyncio
import time

import numpy as np
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame

from appliance.stage.media.encoders import SOUND_CLOCK, SOUND_SAMPLES
from hardware.sound import BLOCK, RATE_HZ, Block

MOST_WAITING = 10
"""Blocks of 10 ms; a loop that was late skips sound, it never falls behind."""


class _Track(MediaStreamTrack):
    """A track that can be woken and that ends."""

    def __init__(self) -> None:
        super().__init__()
        self._ready = asyncio.Event()
        self._start = time.monotonic()

    async def _wait(self) -> None:
        await self._ready.wait()
        if self.readyState != "live":
            raise MediaStreamError

    def stop(self) -> None:
        """End; whoever waits learns it."""
        super().stop()
        self._ready.set()


class MicrophoneTrack(_Track):
    """Two blocks make a frame of 20 ms; after a pause its time jumps with the clock."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[Block] = []
        self._next = 0

    def put(self, block: Block) -> None:
        """10 ms more; called in the loop."""
        if self.readyState != "live":
            return
        self._blocks.append(block)
        del self._blocks[:-MOST_WAITING]
        if len(self._blocks) >= SOUND_SAMPLES // BLOCK:
            self._ready.set()

    async def recv(self) -> AudioFrame:
        """The next 20 ms for the encoder."""
        await self._wait()
        count = SOUND_SAMPLES // BLOCK
        samples = np.concatenate(self._blocks[:count])
        del self._blocks[:count]
        if len(self._blocks) < count:
            self._ready.clear()
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        frame.time_base = SOUND_CLOCK
        frame.pts = self._stamp()
        return frame

    def _stamp(self) -> int:
        now = int((time.monotonic() - self._start) * RATE_HZ)
        if now - self._next > RATE_HZ // 5:
            self._next = now - now % SOUND_SAMPLES
        stamp = self._next
        self._next += SOUND_SAMPLES
        return stamp
