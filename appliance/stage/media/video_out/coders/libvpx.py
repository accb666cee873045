"""The few calls of libvpx that PyAV does not pass on: a new bit rate without a new key frame.

PyAV brings the library in its own wheel; where it was built otherwise the system's is taken. The
structures below follow vpx/vpx_encoder.h, whose head has kept its order since version 1.0; the
library itself refuses an interface version that is not its own.
"""

import ctypes
import ctypes.util
from functools import cache
from pathlib import Path

import av

VERSIONS = range(20, 80)
"""Interface versions that are tried; 1.12 is 34, 1.16 is 39."""
CBR, REALTIME, FORCE_KEY, FRAME_PACKET, I420 = 1, 1, 1, 0, 0x102
CPU_USED, NOISE, STATIC, PARTITIONS, MAX_INTRA = 13, 15, 17, 18, 26
"""Ids of vp8e_enc_control_id."""


class Buffer(ctypes.Structure):
    """vpx_fixed_buf."""

    _fields_ = (("data", ctypes.c_void_p), ("size", ctypes.c_size_t))


class Config(ctypes.Structure):
    """The head of vpx_codec_enc_cfg; the rest is left as the library filled it."""

    _fields_ = (
        *((name, ctypes.c_uint) for name in ("usage", "threads", "profile", "width", "height")),
        *((name, ctypes.c_uint) for name in ("bit_depth", "input_bit_depth")),
        *((name, ctypes.c_int) for name in ("clock_num", "clock_den")),
        *((name, ctypes.c_uint) for name in ("error_resilient", "passes", "lag", "drop_below")),
        *((name, ctypes.c_uint) for name in ("resize", "scaled_width", "scaled_height")),
        *((name, ctypes.c_uint) for name in ("resize_up", "resize_down", "end_usage")),
        *((name, Buffer) for name in ("two_pass", "first_pass")),
        *((name, ctypes.c_uint) for name in ("kbps", "min_q", "max_q", "undershoot", "overshoot")),
        *((name, ctypes.c_uint) for name in ("buffer", "buffer_first", "buffer_best")),
        *((name, ctypes.c_uint) for name in ("bias", "section_min", "section_max", "corpus")),
        *((name, ctypes.c_uint) for name in ("key_mode", "key_least", "key_most")),
        ("rest", ctypes.c_ubyte * 4096),
    )


class Context(ctypes.Structure):
    """vpx_codec_ctx, with room to spare."""

    _fields_ = (("all", ctypes.c_uint64 * 32),)


class Image(ctypes.Structure):
    """vpx_image, with room to spare."""

    _fields_ = (("all", ctypes.c_uint64 * 32),)


class Packet(ctypes.Structure):
    """vpx_codec_cx_pkt as it is for a coded picture."""

    _fields_ = (
        ("kind", ctypes.c_int),
        ("data", ctypes.c_void_p),
        ("size", ctypes.c_size_t),
        ("pts", ctypes.c_int64),
        ("duration", ctypes.c_ulong),
        ("flags", ctypes.c_uint32),
    )


class LibvpxError(RuntimeError):
    """libvpx is missing or refused a call; the text says which."""


@cache
def libvpx() -> ctypes.CDLL:
    """The library with its calls declared; raises LibvpxError."""
    library = ctypes.CDLL(_path())
    pointer, void = ctypes.POINTER, ctypes.c_void_p
    library.vpx_codec_vp8_cx.restype = void
    library.vpx_codec_enc_config_default.argtypes = (void, pointer(Config), ctypes.c_uint)
    library.vpx_codec_enc_init_ver.argtypes = (
        *(pointer(Context), void, pointer(Config), ctypes.c_long, ctypes.c_int),
    )
    library.vpx_codec_enc_config_set.argtypes = (pointer(Context), pointer(Config))
    library.vpx_codec_encode.argtypes = (
        *(pointer(Context), void, ctypes.c_int64),
        *(ctypes.c_ulong, ctypes.c_long, ctypes.c_ulong),
    )
    library.vpx_codec_get_cx_data.argtypes = (pointer(Context), pointer(void))
    library.vpx_codec_get_cx_data.restype = pointer(Packet)
    library.vpx_codec_destroy.argtypes = (pointer(Context),)
    library.vpx_img_wrap.argtypes = (
        *(pointer(Image), ctypes.c_int, ctypes.c_uint, ctypes.c_uint, ctypes.c_uint, void),
    )
    library.vpx_img_wrap.restype = void
    return library


def _path() -> str:
    """PyAV's own copy, else the system's."""
    brought = sorted((Path(av.__file__).parent.parent / "av.libs").glob("libvpx*.so*"))
    path = str(brought[0]) if brought else ctypes.util.find_library("vpx")
    if path is None:
        raise LibvpxError("libvpx is neither in PyAV's wheel nor installed: install libvpx")
    return path
