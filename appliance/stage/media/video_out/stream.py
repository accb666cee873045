"""One coded stream of the camera: its size, rate and key frames, for everybody who is served by it.

Used by one thread at a time.
"""

import time
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from appliance.stage.media.encoders import VIDEO_CLOCK, VideoCodec
from appliance.stage.media.video_out.coders.coded import CodedPicture, Coder
from appliance.stage.media.video_out.coders.h264 import H264Coder
from appliance.stage.media.video_out.coders.scale import scaled
from appliance.stage.media.video_out.coders.vp8 import Vp8Coder
from appliance.stage.media.video_out.key_frames import KeyFrames
from appliance.stage.media.video_out.ladder import Ladder, Profile, Step


def coder(codec: VideoCodec, step: Step, bitrate: int) -> Coder:
    """A fresh encoder; its first picture is a key frame."""
    if codec == "vp8":
        return Vp8Coder(step.width, step.height, bitrate)
    top = Profile(step.width, step.height, step.fps).top
    return H264Coder(step.width, step.height, bitrate, step.fps, max(top, bitrate))


@dataclass(slots=True)
class Spent:
    """What coding cost since the stream began."""

    pictures: int = 0
    keys: int = 0
    seconds: float = 0.0


class Source(Protocol):
    """Where coded pictures come from; a new one begins with a key frame."""

    spent: Spent

    @property
    def limited(self) -> bool:
        """Less than the profile allows is sent, for the rate's sake."""


class Stream:
    """Codes what it is given at the size and pace that the rate allows."""

    def __init__(self, codec: VideoCodec, profile: Profile, *, signing: bool) -> None:
        self.codec = codec
        self.keys = KeyFrames()
        self.spent = Spent()
        self._profile, self._signing = profile, signing
        self._ladder = Ladder(profile, signing=signing)
        self._coder: Coder | None = None
        self._next_ticks = 0

    @property
    def limited(self) -> bool:
        """Less than the profile allows is sent, for the rate's sake."""
        return self._ladder.limited

    def fits(self, profile: Profile, *, signing: bool) -> bool:
        """Whether it still works to ``profile``."""
        return (self._profile, self._signing) == (profile, signing)

    def code(
        self, i420: NDArray[np.uint8], ticks: int, camera_fps: int, bitrate: int, now: float
    ) -> CodedPicture | None:
        """The next picture, coded; None where it is left out to keep the pace.

        ``ticks`` is its time in ticks of the RTP clock, ``camera_fps`` how many the camera gives
        a second, ``now`` a steady clock's seconds.
        """
        self._bound_by(i420.shape[1], i420.shape[0] * 2 // 3)
        step = self._ladder.step(bitrate, now)
        step = step._replace(fps=min(step.fps, camera_fps))
        pace = VIDEO_CLOCK.denominator // step.fps
        if ticks < self._next_ticks - pace // 4:
            return None
        self._next_ticks = max(self._next_ticks + pace, ticks + pace // 2)
        begun = time.thread_time()
        coded = self._encode(i420, ticks, bitrate, step, now)
        self.spent.seconds += time.thread_time() - begun
        return coded

    def _bound_by(self, width: int, height: int) -> None:
        """No camera's picture is made larger than it is."""
        within = self._profile.within(width, height)
        if self._ladder.profile != within:
            self._ladder = Ladder(within, signing=self._signing)

    def _encode(
        self, i420: NDArray[np.uint8], ticks: int, bitrate: int, step: Step, now: float
    ) -> CodedPicture | None:
        if self._coder is None or self._coder.size != (step.width, step.height):
            self._coder = coder(self.codec, step, bitrate)
        self._coder.aim(bitrate)
        picture = scaled(i420, step.width, step.height)
        coded = self._coder.encode(picture, ticks, step.fps, key=self.keys.due(now))
        if coded is not None:
            self.spent.pictures += 1
            if coded.key:
                self.spent.keys += 1
                self.keys.made(now)
        return coded
