"""What cameras deliver (YUYV, NV12, MJPG) as I420, by the shortest way."""

from collections.abc import Callable

import cv2
import numpy as np
from av import CodecContext, Packet
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""I420 has shape (height * 3 // 2, width): Y, then U, then V planes; sizes are even."""


def planes(i420: Image) -> tuple[Image, Image, Image]:
    """Views of the Y, U and V planes of ``i420``."""
    height, width = i420.shape[0] * 2 // 3, i420.shape[1]
    chroma = i420[height:].reshape(2, height // 2, width // 2)
    return i420[:height], chroma[0], chroma[1]


def empty(width: int, height: int) -> Image:
    """Room for one I420 picture."""
    return np.empty((height * 3 // 2, width), np.uint8)


def from_bgr(bgr: Image) -> Image:
    """BGR, shape (height, width, 3), as I420."""
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)


def from_yuyv(raw: Image, width: int, height: int) -> Image | None:
    """YUYV (4:2:2), ``width * height * 2`` bytes; every other row of its chroma is kept."""
    if raw.size != width * height * 2:
        return None
    pairs = raw.reshape(height, width // 2, 4)
    picture = empty(width, height)
    y, u, v = planes(picture)
    y[:] = raw.reshape(height, width, 2)[:, :, 0]
    u[:] = pairs[::2, :, 1]
    v[:] = pairs[::2, :, 3]
    return picture


def from_nv12(raw: Image, width: int, height: int) -> Image | None:
    """NV12: a Y plane, then U and V interleaved."""
    if raw.size != width * height * 3 // 2:
        return None
    flat = raw.reshape(-1)
    picture = empty(width, height)
    y, u, v = planes(picture)
    y[:] = flat[: width * height].reshape(height, width)
    chroma = flat[width * height :].reshape(height // 2, width // 2, 2)
    u[:], v[:] = chroma[:, :, 0], chroma[:, :, 1]
    return picture


def from_mjpg(raw: Image, width: int, height: int) -> Image | None:
    """One JPEG, never by way of RGB; a torn one, or one of another size, gives None."""
    decoder: VideoCodecContext = CodecContext.create("mjpeg", "r")
    decoder.thread_count = 1
    try:
        frames = decoder.decode(Packet(raw.tobytes())) if raw.size else []
    except FFmpegError:
        return None
    if not frames or (frames[0].width, frames[0].height) != (width, height):
        return None
    plain = frames[0].reformat(
        format="yuv420p", src_color_range=ColorRange.JPEG, dst_color_range=ColorRange.MPEG
    )
    return np.asarray(plain.to_ndarray())


Reader = Callable[[Image, int, int], Image | None]

FORMATS: dict[str, Reader] = {"NV12": from_nv12, "YUYV": from_yuyv, "MJPG": from_mjpg}
"""Reader of each pixel format, the cheapest first; None: what came is no whole picture."""
