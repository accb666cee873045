"""Coded pictures as RTP payloads: VP8 (RFC 7741) and H264 (RFC 6184, packetization mode 1)."""

from collections.abc import Iterator

from appliance.stage.media.encoders import VideoCodec

MOST = 1200
"""Bytes of one payload: with RTP, SRTP, UDP, IP and TURN around it, still one Ethernet frame."""
LEAST = 250
"""A receiver that times packets looks at none that is much smaller."""
FU_A, STAP_A = 28, 24


def payloads(codec: VideoCodec, data: bytes, picture_id: int, parts: int = 1) -> list[bytes]:
    """``data`` as payloads of at most ``MOST`` bytes; ``picture_id`` (15 bits) is VP8's alone.

    In as few as that takes, or in about so many ``parts``, as long as none is smaller than
    ``LEAST``.
    """
    most = MOST if parts == 1 else min(MOST, max(LEAST, -(-len(data) // parts)))
    return _vp8(data, picture_id, most) if codec == "vp8" else _h264(data, most)


def _vp8(data: bytes, picture_id: int, most: int) -> list[bytes]:
    """The descriptor has a 15-bit picture id; its first byte marks the picture's first packet."""
    head = bytes((0x80, 0x80 | (picture_id >> 8) & 0x7F, picture_id & 0xFF))
    room = most - 1 - len(head)
    return [
        bytes((0x90 if at == 0 else 0x80,)) + head + data[at : at + size]
        for at, size in _even_parts(len(data), room)
    ]


def _even_parts(length: int, room: int) -> Iterator[tuple[int, int]]:
    """Parts of nearly the same size: a small last packet costs as much as a large one."""
    count = max(1, -(-length // room))
    size, longer = divmod(length, count)
    at = 0
    for number in range(count):
        part = size + (number < longer)
        yield at, part
        at += part


def units(data: bytes) -> list[bytes]:
    """The NAL units of an Annex B stream (ITU-T H.264, B.1), without start codes."""
    return [unit for part in data.split(b"\x00\x00\x01")[1:] if (unit := part.rstrip(b"\x00"))]


def _h264(data: bytes, most: int) -> list[bytes]:
    """Small units together (STAP-A), large ones in parts (FU-A)."""
    found: list[bytes] = []
    small: list[bytes] = []
    for unit in units(data):
        if len(unit) <= most and _together([*small, unit]) <= most:
            small.append(unit)
            continue
        found += _aggregate(small)
        small = []
        if len(unit) > most:
            found += _fragments(unit, most)
        else:
            small = [unit]
    return found + _aggregate(small)


def _together(small: list[bytes]) -> int:
    return 1 + sum(2 + len(unit) for unit in small)


def _aggregate(small: list[bytes]) -> list[bytes]:
    if len(small) <= 1:
        return small
    importance = max(unit[0] & 0x60 for unit in small)
    parts = [len(unit).to_bytes(2, "big") + unit for unit in small]
    return [bytes((importance | STAP_A,)) + b"".join(parts)]


def _fragments(unit: bytes, most: int) -> list[bytes]:
    indicator, kind, body = (unit[0] & 0xE0) | FU_A, unit[0] & 0x1F, unit[1:]
    parts = list(_even_parts(len(body), most - 2))
    found: list[bytes] = []
    for number, (at, size) in enumerate(parts):
        edge = (0x80 if number == 0 else 0) | (0x40 if number == len(parts) - 1 else 0)
        found.append(bytes((indicator, edge | kind)) + body[at : at + size])
    return found
