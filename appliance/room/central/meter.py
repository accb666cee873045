"""Counts every byte that comes in over a session, and ends the connection that brings too many."""

import errno
import socket
from dataclasses import dataclass

RECEIVE_BUFFER = 32_768
"""Bytes: so much and little more does the kernel take of an answer that nobody reads on."""


class TooMuchError(OSError):
    """More came than was left to come."""


@dataclass(slots=True)
class Meter:
    """What may still come in, in bytes on the wire: headers, packing and TLS included."""

    left: int

    def count(self, size: int) -> None:
        """So many bytes came; raises TooMuchError."""
        self.left -= size
        if self.left < 0:
            raise TooMuchError(errno.EFBIG, "more than may come in")


class MeteredSocket(socket.socket):
    """A socket whose reading is metered."""

    def __init__(self, meter: Meter, family: int, kind: int, protocol: int) -> None:
        super().__init__(family, kind, protocol)
        self._meter = meter
        self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """As a socket's, but never more than one byte beyond what is left."""
        data = super().recv(min(bufsize, self._most()), flags)
        self._meter.count(len(data))
        return data

    def recv_into(self, buffer: bytearray | memoryview, nbytes: int = 0, flags: int = 0) -> int:  # type: ignore[override]
        """As ``recv``."""
        room = nbytes or len(buffer)
        size = super().recv_into(buffer, min(room, self._most()), flags)
        self._meter.count(size)
        return size

    def _most(self) -> int:
        return max(self._meter.left, 0) + 1
