"""What comes in at the media ports, before anybody has looked at it: from anyone, not only a peer.

One empty datagram ends aiortc's reading for good, and before there is a path it keeps whatever
comes. Passed on is what can be DTLS or SRTP by its first byte (RFC 7983) and is long enough to be.
"""

from aioice import Connection

SHORTEST = {"dtls": 13, "srtp": 12}
"""A DTLS record's head; an RTP packet's, and more than the smallest SRTCP packet needs."""
MOST_WAITING = 1024
"""More than a second of a call; a flood loses itself first."""


def passes(data: bytes) -> bool:
    """Whether ``data`` may be a packet of ours at all."""
    if not data:
        return False
    if 20 <= data[0] <= 63:
        return len(data) >= SHORTEST["dtls"]
    return 128 <= data[0] <= 191 and len(data) >= SHORTEST["srtp"]


def keep_the_door(connection: Connection) -> None:
    """Put this check before what ``connection`` does with data."""
    take, waiting = connection.data_received, connection._queue  # noqa: SLF001

    def checked(data: bytes, component: int) -> None:
        if passes(data) and waiting.qsize() < MOST_WAITING:
            take(data, component)

    setattr(connection, "data_received", checked)  # noqa: B010 - an instance's own
