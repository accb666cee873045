"""A simulated camera with an H264 encoder of its own."""

from fractions import Fraction
from pathlib import Path

from av import CodecContext, VideoFrame
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from hardware.camera import Coded, Picture
from hardware.camera_simulated import SimulatedCamera

BITRATE = 1_000_000
"""Fixed, like that of such cameras."""
KEY_EACH_S = 1


class SimulatedCodingCamera(SimulatedCamera):
    """Gives every picture twice: plain and as H264, a key frame each second."""

    def __init__(self, folder: Path, film: Path | None = None) -> None:
        super().__init__(folder, film)
        self._coder: VideoCodecContext | None = None
        self._count = self._key_each = 0

    def open(self, width: int, height: int, fps: int) -> None:
        """Start to capture and to code."""
        super().open(width, height, fps)
        coder: VideoCodecContext = CodecContext.create("libx264", "w")
        coder.width, coder.height, coder.pix_fmt = width, height, "yuv420p"
        coder.time_base, coder.framerate = Fraction(1, fps), Fraction(fps)
        coder.bit_rate, coder.profile, coder.thread_count = BITRATE, "Baseline", 1
        rate = str(BITRATE)
        coder.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "level": "31",
            "maxrate": rate,
            "bufsize": rate,
            "sc_threshold": "0",
        }
        self._coder, self._count, self._key_each = coder, 0, fps * KEY_EACH_S

    def read(self) -> Picture | None:
        """The next picture with its coded twin."""
        picture, coder = super().read(), self._coder
        if picture is None or coder is None:
            return picture
        frame = VideoFrame.from_ndarray(picture.i420, format="yuv420p")
        key = self._count % self._key_each == 0
        frame.pts, frame.time_base = self._count, coder.time_base
        frame.pict_type = PictureType.I if key else PictureType.NONE
        data = b"".join(bytes(packet) for packet in coder.encode(frame))
        self._count += 1
        return Picture(picture.i420, picture.at, Coded(data, key, self._count))

    def close(self) -> None:
        """Stop to capture and to code."""
        super().close()
        self._coder = None
