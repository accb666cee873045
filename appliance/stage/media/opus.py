"""Opus (RFC 6716) through Debian's libopus: speech in mono at 48 kHz, with what loss asks for.

The one module that touches the library. Each packet is parsed before it is decoded, each call's
error is looked at. A coder belongs to one thread at a time; the library lets Python go meanwhile.
"""

import ctypes
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.sound import RATE_HZ

Samples = NDArray[np.int16]
"""Shape (n,), 48 kHz mono."""

LIBRARY = "libopus.so.0"
LONGEST = RATE_HZ * 120 // 1000
"""No packet holds more than 120 ms (RFC 6716, 3.2.5)."""
LARGEST = 1500
"""Bytes: what fits no datagram is no packet of a call."""
STEP = RATE_HZ // 400
"""Losses are concealed in steps of 2.5 ms."""
BITRATE = 32_000
COMPLEXITY = 5
"""0 to 10. 5 codes speech in 60 % of the time that 9 takes."""

_VOIP = 2048
_SIGNAL_VOICE = 3001
_SUPERWIDE = 1104
"""12 kHz of bandwidth: with more the library has no bits left for FEC at 32 kbit/s and 5 % loss."""
_SET_BITRATE, _SET_BANDWIDTH, _SET_VBR_CONSTRAINT, _SET_COMPLEXITY = 4002, 4004, 4020, 4010
_SET_FEC, _SET_LOSS, _SET_DTX, _SET_SIGNAL, _RESET = 4012, 4014, 4016, 4024, 4028
_GET_LOSS, _GET_FEC, _GET_DTX = 4015, 4013, 4017
_MOST_FRAMES = 48


class OpusError(ValueError):
    """What the library refused; the text is the library's own, never the packet's."""


@cache
def _library() -> Any:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise OpusError(f"{LIBRARY} is missing: install the package libopus0") from error
    pointer, number, text = ctypes.c_void_p, ctypes.c_int32, ctypes.c_char_p
    library.opus_strerror.restype = text
    library.opus_decoder_init.argtypes = [pointer, number, ctypes.c_int]
    library.opus_decode.argtypes = [pointer, text, number, pointer, ctypes.c_int, ctypes.c_int]
    library.opus_encoder_init.argtypes = [pointer, number, ctypes.c_int, ctypes.c_int]
    library.opus_encode.argtypes = [pointer, pointer, ctypes.c_int, pointer, number]
    library.opus_packet_get_nb_samples.argtypes = [text, number, number]
    library.opus_packet_parse.argtypes = [text, number, *[pointer] * 4]
    return library


def _right(answer: int) -> int:
    """``answer`` unless it is one of the library's errors. Raises OpusError."""
    if answer < 0:
        raise OpusError(_library().opus_strerror(answer).decode())
    return answer


class _Parsed:
    """Where the frames of a packet begin and how long they are; made once, used again."""

    def __init__(self) -> None:
        self.toc = ctypes.c_ubyte()
        self.begins = (ctypes.c_void_p * _MOST_FRAMES)()
        self.sizes = (ctypes.c_int16 * _MOST_FRAMES)()
        self.offset = ctypes.c_int()

    def parse(self, packet: bytes) -> int:
        """How many frames. Raises OpusError."""
        return _right(
            _library().opus_packet_parse(
                packet,
                len(packet),
                ctypes.byref(self.toc),
                self.begins,
                self.sizes,
                ctypes.byref(self.offset),
            )
        )


def duration(packet: bytes) -> int:
    """How many samples ``packet`` holds, 120 to 5,760. Raises OpusError where it is no packet."""
    if not 0 < len(packet) <= LARGEST:
        raise OpusError("no size for a packet")
    _Parsed().parse(packet)
    return _right(_library().opus_packet_get_nb_samples(packet, len(packet), RATE_HZ))


def carries_last(packet: bytes) -> bool:
    """Whether ``packet`` also holds the speech before it, in small (in-band FEC).

    The flag stands after the voice flags in the first bits of a SILK frame (RFC 6716, 4.2.3).
    Raises OpusError.
    """
    parsed = _Parsed()
    parsed.parse(packet)
    toc, size = packet[0], parsed.sizes[0]
    if toc & 0x80 or size == 0:  # CELT alone has none
        return False
    config = toc >> 3
    frames = (1, 1, 2, 3)[config & 3] if config < 12 else 1
    first = packet[parsed.offset.value]
    channels = 2 if toc & 0x04 else 1
    flags = [0x80 >> frames, 0x80 >> (2 * frames + 1)][:channels]
    return any(first & flag for flag in flags)


class Decoder:
    """Turns packets into samples, and makes up what is missing."""

    def __init__(self) -> None:
        library = _library()
        self._state = ctypes.create_string_buffer(library.opus_decoder_get_size(1))
        _right(library.opus_decoder_init(self._state, RATE_HZ, 1))
        self._out = np.empty(LONGEST, dtype=np.int16)
        self._decode = library.opus_decode
        self._at = self._out.ctypes.data

    def decode(self, packet: bytes) -> Samples:
        """The sound of ``packet``. Raises OpusError."""
        duration(packet)
        return self._said(packet, len(packet), LONGEST, 0)

    def recover(self, following: bytes, samples: int) -> Samples:
        """The ``samples`` before ``following`` out of its FEC, made up where it has none."""
        duration(following)
        return self._said(following, len(following), _steps(samples), 1)

    def conceal(self, samples: int) -> Samples:
        """``samples`` that sound like what was said last and fade slowly."""
        return self._said(None, 0, _steps(samples), 0)

    def reset(self) -> None:
        """Forget everything that was said."""
        _right(_library().opus_decoder_ctl(self._state, _RESET))

    def _said(self, packet: bytes | None, size: int, samples: int, fec: int) -> Samples:
        count = _right(self._decode(self._state, packet, size, self._at, samples, fec))
        return self._out[:count].copy()


def _steps(samples: int) -> int:
    """``samples`` as the library takes it: whole steps, within one packet's length."""
    return max(STEP, min(samples - samples % STEP, LONGEST))


class Encoder:
    """One voice in packets of 20 ms: mono, 32 kbit/s, FEC, sent also when silent (no DTX)."""

    def __init__(self, bitrate: int = BITRATE, complexity: int = COMPLEXITY) -> None:
        library = _library()
        self._state = ctypes.create_string_buffer(library.opus_encoder_get_size(1))
        _right(library.opus_encoder_init(self._state, RATE_HZ, 1, _VOIP))
        self._encode = library.opus_encode
        self._out = ctypes.create_string_buffer(LARGEST)
        self._set(_SET_BITRATE, bitrate)
        self._set(_SET_BANDWIDTH, _SUPERWIDE)
        self._set(_SET_VBR_CONSTRAINT, 1)
        self._set(_SET_COMPLEXITY, complexity)
        self._set(_SET_SIGNAL, _SIGNAL_VOICE)
        self._set(_SET_FEC, 1)
        self._set(_SET_DTX, 0)

    def encode(self, samples: Samples) -> bytes:
        """One packet; ``samples`` are 2.5, 5, 10, 20, 40 or 60 ms. Raises OpusError."""
        whole = np.ascontiguousarray(samples, dtype=np.int16)
        count = self._encode(self._state, whole.ctypes.data, whole.size, self._out, LARGEST)
        return self._out.raw[: _right(count)]

    def expect_loss(self, percent: int) -> None:
        """How much of what is sent gets lost; more makes FEC stronger. 0 sends none."""
        self._set(_SET_LOSS, max(0, min(percent, 100)))

    @property
    def expected_loss(self) -> int:
        """Percent, as the library has it."""
        return self._get(_GET_LOSS)

    @property
    def fec(self) -> bool:
        """Whether it may repeat the last packet in the next."""
        return bool(self._get(_GET_FEC))

    @property
    def dtx(self) -> bool:
        """Whether it sends less in pauses."""
        return bool(self._get(_GET_DTX))

    def _set(self, request: int, value: int) -> None:
        _right(_library().opus_encoder_ctl(self._state, request, ctypes.c_int32(value)))

    def _get(self, request: int) -> int:
        value = ctypes.c_int32()
        _right(_library().opus_encoder_ctl(self._state, request, ctypes.byref(value)))
        return value.value
