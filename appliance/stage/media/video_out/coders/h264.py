"""H264 for a call: one thread, constant bit rate, the rate changed without a key frame (A9).

libx264 follows ``bit_rate`` of an open context, downwards from the rate it was opened with: so it
is opened with the most that pictures of its size are ever given, and then told less.
"""

from fractions import Fraction

import numpy as np
from av import CodecContext, VideoFrame
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from numpy.typing import NDArray

from appliance.stage.media.encoders import VIDEO_CLOCK
from appliance.stage.media.video_out.coders.coded import CodedPicture

OPTIONS = {"preset": "superfast", "tune": "zerolatency", "level": "31", "sc_threshold": "0"}
"""4.7 ms per 720p picture on one thread; medium, the library's own choice, takes 21.9."""
BUFFER_S = 0.4
"""How much of the opened rate the rate control may borrow: less makes it follow faster."""


class H264Coder:
    """Codes pictures of exactly ``width`` x ``height``; the first one is a key frame."""

    def __init__(self, width: int, height: int, bitrate: int, fps: int, most: int) -> None:
        self.size = (width, height)
        self._most = most
        context: VideoCodecContext = CodecContext.create("libx264", "w")
        context.width, context.height = self.size
        context.pix_fmt = "yuv420p"
        context.time_base = VIDEO_CLOCK
        context.framerate = Fraction(fps)
        context.gop_size = 3000
        context.profile = "Baseline"
        context.bit_rate = most
        context.options = {**OPTIONS, "maxrate": str(most), "bufsize": str(round(most * BUFFER_S))}
        context.thread_count = 1
        context.open()
        self._context = context
        self._spent = 0
        self.aim(bitrate)

    def aim(self, bitrate: int) -> None:
        """From the next picture on, this many bit/s, at most what it was opened with."""
        self._context.bit_rate = min(bitrate, self._most)

    def encode(
        self, i420: NDArray[np.uint8], ticks: int, fps: int, *, key: bool
    ) -> CodedPicture | None:
        """As ``Coder`` says; raises av.FFmpegError."""
        frame = VideoFrame.from_ndarray(i420, format="yuv420p")
        frame.pts, frame.time_base = self._spent, VIDEO_CLOCK
        self._spent += VIDEO_CLOCK.denominator // fps
        frame.pict_type = PictureType.I if key else PictureType.NONE
        packets = self._context.encode(frame)
        data = b"".join(bytes(packet) for packet in packets)
        if not data:
            return None
        is_key = any(packet.is_keyframe for packet in packets)
        return CodedPicture(data, ticks, is_key, self.size)
