"""What arrives from the other end, decoded: counted, then to the screen and the loudspeaker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame

from appliance.stage.media.level import power
from appliance.stage.net.counts import Counts
from appliance.stage.net.decoding import Decoded
from appliance.stage.net.fan import Fan
from appliance.stage.net.studio import Studio
from hardware.sound import Block


@dataclass(frozen=True)
class Ends:
    """Where the media of this machine come from and go to."""

    camera: Studio
    microphone: Fan[Block]
    show: Callable[[Any], None]
    """Gets each decoded picture, shape (height * 3 // 2, width), uint8."""
    hear: Callable[[Any], None]
    """Gets decoded sound, shape (n,), int16, 48 kHz mono."""
    watch: bool = True
    """Whether the other end's picture is asked for at all."""


class Arrivals:
    """Takes every frame as soon as it is decoded, so that nothing piles up."""

    def __init__(self, ends: Ends) -> None:
        self.counts = Counts()
        self.shown = True
        """Whether picture and sound go on to screen and loudspeaker."""
        self._ends = ends

    async def follow(self, track: MediaStreamTrack) -> None:
        """Take what ``track`` gives until it ends."""
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, AudioFrame):
                self._sound(frame)

    def picture(self, decoded: Decoded) -> None:
        """A picture from the decoder's thread, in the loop."""
        self.counts.picture(*decoded.size)
        if self.shown and decoded.i420 is not None:
            self._ends.show(decoded.i420)

    def _sound(self, frame: AudioFrame) -> None:
        samples = frame.to_ndarray().ravel().astype(np.int16, copy=False)
        self.counts.sound(samples.size, power(samples))
        if self.shown:
            self._ends.hear(samples)
