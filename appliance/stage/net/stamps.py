"""When each datagram reached this machine, by the kernel's own stamp.

The loop sees a packet when it comes round to it: a busy machine would look like a slow network to
the sender's bandwidth estimate.
"""

import socket
import struct
import time
from typing import Any

from aioice import Connection
from aiortc import RTCDtlsTransport

SO_TIMESTAMPNS = 35
"""Linux's number; Python has no name for it."""
_ROOM = socket.CMSG_SPACE(16)
MOST_LATE_S = 5.0
"""An older stamp, or one from the future, is a clock that was set meanwhile."""


class Stamped(bytes):
    """A datagram that knows when it came (time.monotonic)."""

    at: float


class StampingSocket:
    """Stands before one socket of asyncio's; everything but ``recvfrom`` is the socket's own."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)

    def recvfrom(self, size: int) -> tuple[bytes, Any]:
        """One datagram, stamped where the kernel did."""
        data, notes, _, address = self._sock.recvmsg(size, _ROOM)
        for level, kind, value in notes:
            if (level, kind, len(value)) == (socket.SOL_SOCKET, SO_TIMESTAMPNS, 16):
                stamped = Stamped(data)
                stamped.at = _monotonic(value)
                return stamped, address
        return data, address

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def _monotonic(value: bytes) -> float:
    seconds, nanoseconds = struct.unpack("@ll", value)
    age = time.time() - (seconds + nanoseconds / 1e9)
    return time.monotonic() - (age if 0.0 <= age <= MOST_LATE_S else 0.0)


class Stamps:
    """``at`` is when the packet came that aiortc is handling now."""

    def __init__(self, dtls: RTCDtlsTransport) -> None:
        self.at = time.monotonic()
        self._connection: Connection = dtls.transport._connection  # noqa: SLF001
        receive = dtls.transport._recv  # noqa: SLF001

        async def received() -> bytes:
            data: bytes = await receive()
            self.at = data.at if isinstance(data, Stamped) else time.monotonic()
            return data

        setattr(dtls.transport, "_recv", received)  # noqa: B010 - an instance's own

    def tend(self) -> None:
        """Stamp on every socket that was opened meanwhile; call it now and then."""
        for protocol in self._connection._protocols:  # noqa: SLF001
            transport = getattr(protocol, "transport", None)
            sock = getattr(transport, "_sock", None)
            if isinstance(sock, socket.socket) and sock.type == socket.SOCK_DGRAM:
                setattr(transport, "_sock", StampingSocket(sock))  # noqa: B010
