"""What a camera coded itself (H264, Annex B): decoded for the screen, passed on where it may."""

import re

import numpy as np
from av import CodecContext, Packet
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext

from hardware.camera import Coded
from hardware.pictures import Image

START = re.compile(rb"\x00\x00\x01([\x00-\xff])")
IDR, SPS = 5, 7
BASELINE, CONSTRAINED = 66, 0x40
"""profile_idc and constraint_set1_flag of ITU-T H.264: what every browser takes."""


class H264Reader:
    """One stream from its first key picture on; after a lost picture it waits for the next key."""

    def __init__(self) -> None:
        self._decoder: VideoCodecContext = CodecContext.create("h264", "r")
        self._decoder.thread_count = 1
        self._last: int | None = None
        self._parameters = b""
        self._number = 0

    def read(self, data: bytes, sequence: int) -> tuple[Image | None, Coded | None]:
        """Picture ``sequence`` as I420 and as it came; None while nothing can be made of it."""
        units = {found[1][0] & 31: found.start() for found in START.finditer(data)}
        key = IDR in units
        if not key and (self._last is None or sequence != self._last + 1):
            self._last = None
            return None, None
        self._last = sequence
        self._number += 1
        if SPS in units and key:
            self._parameters = data[units[SPS] : units[IDR]]
        elif key:
            data = self._parameters + data
        i420 = self._decoded(data)
        if i420 is None:
            self._last = None
            return None, None
        return i420, Coded(data, key, self._number) if self._may_pass() else None

    def _decoded(self, data: bytes) -> Image | None:
        try:
            frames = self._decoder.decode(Packet(data))
        except FFmpegError:
            return None
        return np.asarray(frames[-1].to_ndarray(format="yuv420p")) if frames else None

    def _may_pass(self) -> bool:
        """Whether the stream is constrained baseline, read from its sequence parameter set."""
        profile = self._parameters[4:6]
        return len(profile) == 2 and profile[0] == BASELINE and bool(profile[1] & CONSTRAINED)
