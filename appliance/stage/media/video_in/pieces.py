"""One packet's part of a coded picture, and what its payload says of it (RFC 7741, RFC 6184)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

_FRAGMENT, _AGGREGATE = 28, 24
_SLICE, _INSTANT_REFRESH, _PARAMETERS, _DELIMITER = 1, 5, 7, 9


@dataclass(frozen=True, slots=True)
class Traits:
    """``begins``: surely a frame's first packet; ``key``: a key frame starts in it."""

    begins: bool = False
    key: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A packet without its payload header; ``seq`` and ``timestamp`` never wrap."""

    seq: int
    timestamp: int
    marker: bool
    data: bytes
    traits: Traits
    at: float
    """When it arrived, seconds."""


NOTHING = Traits()


def vp8_traits(payload: bytes, data: bytes) -> Traits:
    """Of a VP8 packet: ``payload`` with its descriptor (RFC 7741, 4.2), ``data`` without."""
    if not payload or payload[0] & 0x17 != 0x10:
        return NOTHING  # not the start of partition 0
    return Traits(begins=True, key=bool(data) and not data[0] & 1)


def h264_traits(payload: bytes, data: bytes) -> Traits:  # noqa: ARG001 - one shape for both codecs
    """Of an H264 packet (RFC 6184, 5.2): a parameter set or a delimiter begins a picture."""
    kinds = _unit_kinds(payload)
    return Traits(
        begins=bool(kinds & {_PARAMETERS, _DELIMITER}),
        key=bool(kinds & {_PARAMETERS, _INSTANT_REFRESH}),
    )


def _unit_kinds(payload: bytes) -> set[int]:
    """The types of the NAL units that start in a packet."""
    if not payload:
        return set()
    kind = payload[0] & 0x1F
    if kind == _FRAGMENT:
        starts = len(payload) > 1 and payload[1] & 0x80
        return {payload[1] & 0x1F} if starts else set()
    if kind != _AGGREGATE:
        return {kind}
    kinds, at = set(), 1
    while at + 2 < len(payload):
        kinds.add(payload[at + 2] & 0x1F)
        at += 2 + max(1, int.from_bytes(payload[at : at + 2], "big"))
    return kinds


TRAITS: dict[Literal["vp8", "h264"], Callable[[bytes, bytes], Traits]] = {
    "vp8": vp8_traits,
    "h264": h264_traits,
}
