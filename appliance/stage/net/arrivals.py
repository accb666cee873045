"""Pictures from the other end, decoded: counted, then to the screen; sound goes another way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.stage.media.sound_in.buffer import VoiceBuffer
from appliance.stage.net.counts import Counts
from appliance.stage.net.decoding import Decoded
from appliance.stage.net.speaking import Speaking
from appliance.stage.net.studio import Studio
from appliance.stage.voices import Source


@dataclass(frozen=True)
class Ends:
    """Where the media of this machine come from and go to."""

    camera: Studio
    microphone: Speaking
    show: Callable[[Any], None]
    """Gets each decoded picture, shape (height * 3 // 2, width), uint8."""
    hear: Callable[[Source], Callable[[], None]]
    """Lets the other end's voice be heard; returns what ends it."""
    small: bool = False
    """The other end's picture is shown small: a small one is asked for."""


class Arrivals:
    """Takes every picture as soon as it is decoded, so that nothing piles up."""

    def __init__(self, ends: Ends, voice: VoiceBuffer) -> None:
        self.counts = Counts(voice)
        self.shown = True
        """Whether pictures go on to the screen."""
        self._ends = ends

    def picture(self, decoded: Decoded) -> None:
        """A picture from the decoder's thread, in the loop."""
        self.counts.picture(decoded)
        if self.shown and decoded.i420 is not None:
            self._ends.show(decoded.i420)
