"""VP8 for a call: one thread, constant bit rate, the rate changed without a key frame (A9)."""

import ctypes

import numpy as np
from numpy.typing import NDArray

from appliance.stage.media.encoders import VIDEO_CLOCK
from appliance.stage.media.video_out.coders.coded import CodedPicture
from appliance.stage.media.video_out.coders.libvpx import (
    CBR,
    CPU_USED,
    FORCE_KEY,
    FRAME_PACKET,
    I420,
    MAX_INTRA,
    NOISE,
    PARTITIONS,
    REALTIME,
    STATIC,
    VERSIONS,
    Config,
    Context,
    Image,
    LibvpxError,
    libvpx,
)

CONTROLS = {CPU_USED: -16, NOISE: 0, STATIC: 1, PARTITIONS: 0, MAX_INTRA: 450}
"""-16 takes a fifth less of a processor than -12 and costs 0.4 dB (the call bench's film, 720p). A
key frame is at most 4.5 pictures' share of the rate."""
BUFFER_MS, BUFFER_FIRST_MS, BUFFER_BEST_MS = 600, 300, 400


class Vp8Coder:
    """Codes pictures of exactly ``width`` x ``height``; the first one is a key frame."""

    def __init__(self, width: int, height: int, bitrate: int) -> None:
        self.size = (width, height)
        self._library = libvpx()
        self._context, self._image = Context(), Image()
        self._config = self._settings(bitrate)
        self._spent = 0
        self._open()

    def _settings(self, bitrate: int) -> Config:
        config = Config()
        codec = self._library.vpx_codec_vp8_cx()
        if self._library.vpx_codec_enc_config_default(codec, ctypes.byref(config), 0):
            raise LibvpxError("libvpx has no VP8 encoder")
        config.threads, config.lag, config.error_resilient = 1, 0, 0
        config.width, config.height = self.size
        config.clock_num, config.clock_den = VIDEO_CLOCK.numerator, VIDEO_CLOCK.denominator
        config.end_usage, config.drop_below, config.resize = CBR, 0, 0
        config.min_q, config.max_q, config.undershoot, config.overshoot = 2, 58, 100, 15
        config.buffer, config.buffer_first = BUFFER_MS, BUFFER_FIRST_MS
        config.buffer_best = BUFFER_BEST_MS
        config.key_mode = 0  # a key frame comes when it is asked for, never else
        config.kbps = max(1, bitrate // 1000)
        return config

    def _open(self) -> None:
        library, codec = self._library, self._library.vpx_codec_vp8_cx()
        context, config = ctypes.byref(self._context), ctypes.byref(self._config)
        if all(library.vpx_codec_enc_init_ver(context, codec, config, 0, v) for v in VERSIONS):
            raise LibvpxError("libvpx speaks none of the interface versions that are known")
        for control, value in CONTROLS.items():
            if library.vpx_codec_control_(context, control, ctypes.c_int(value)):
                raise LibvpxError(f"libvpx refused its setting {control}")

    def aim(self, bitrate: int) -> None:
        """From the next picture on, this many bit/s."""
        kbps = max(1, bitrate // 1000)
        if kbps != self._config.kbps:
            self._config.kbps = kbps
            context, config = ctypes.byref(self._context), ctypes.byref(self._config)
            if self._library.vpx_codec_enc_config_set(context, config):
                raise LibvpxError(f"libvpx refused {kbps} kbit/s")

    def encode(
        self, i420: NDArray[np.uint8], ticks: int, fps: int, *, key: bool
    ) -> CodedPicture | None:
        """As ``Coder`` says; raises LibvpxError."""
        library, context = self._library, ctypes.byref(self._context)
        i420 = np.ascontiguousarray(i420)
        library.vpx_img_wrap(ctypes.byref(self._image), I420, *self.size, 1, i420.ctypes.data)
        share, flags = VIDEO_CLOCK.denominator // fps, FORCE_KEY if key else 0
        image = ctypes.byref(self._image)
        if library.vpx_codec_encode(context, image, self._spent, share, flags, REALTIME):
            raise LibvpxError("libvpx could not code a picture")
        self._spent += share
        return self._take(ticks)

    def _take(self, ticks: int) -> CodedPicture | None:
        found: CodedPicture | None = None
        place = ctypes.c_void_p()
        while packet := self._library.vpx_codec_get_cx_data(
            ctypes.byref(self._context), ctypes.byref(place)
        ):
            one = packet.contents
            if one.kind == FRAME_PACKET:
                data = ctypes.string_at(one.data, one.size)
                found = CodedPicture(data, ticks, bool(one.flags & 1), self.size)
        return found

    def __del__(self) -> None:
        """Give the encoder's memory back."""
        if self._context.all[0]:
            self._library.vpx_codec_destroy(ctypes.byref(self._context))
