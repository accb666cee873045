"""Coded pictures and their packets from a foreign coder: aiortc's own."""

from typing import Any

import numpy as np
from aiortc.codecs.h264 import H264Encoder, h264_depayload
from aiortc.codecs.vpx import Vp8Encoder, vp8_depayload
from aiortc.mediastreams import VIDEO_TIME_BASE
from av import VideoFrame

ENCODERS: dict[str, Any] = {"vp8": Vp8Encoder, "h264": H264Encoder}
DEPAYLOAD: dict[str, Any] = {"vp8": vp8_depayload, "h264": h264_depayload}


def payloads(
    codec: str, count: int, size: tuple[int, int] = (640, 360), *, noisy: bool = False
) -> list[list[bytes]]:
    """The RTP payloads of each of ``count`` pictures; the first one is a key frame."""
    encoder, found = ENCODERS[codec](), []
    width, height = size
    for number in range(count):
        i420 = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
        if noisy:
            i420[:] = np.random.default_rng(number).integers(0, 255, i420.shape, dtype=np.uint8)
        frame = VideoFrame.from_ndarray(i420, format="yuv420p")
        frame.pts, frame.time_base = number * 3000, VIDEO_TIME_BASE
        found.append(encoder.encode(frame, force_keyframe=number == 0)[0])
    return found


def coded_pictures(codec: str, count: int, size: tuple[int, int] = (640, 360)) -> list[bytes]:
    """The same without packets."""
    depayload = DEPAYLOAD[codec]
    return [b"".join(depayload(one) for one in each) for each in payloads(codec, count, size)]
