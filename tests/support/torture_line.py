"""The line between the torture feed and one reader: what is sent there is counted."""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.torture_pages import good_page

PIECE = 8192
STEP_S = 0.02
"""Between two drips."""


@dataclass
class Torture:
    """One running server."""

    port: int
    good: Callable[[], bytes] = good_page
    sent: int = 0
    """Bytes that the kernel took of us, of all answers; at most its small buffer is unread."""
    asked: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    def base(self, cruelty: str) -> str:
        """The address of a cruelty."""
        return f"http://127.0.0.1:{self.port}/{cruelty}"


class Victim:
    """The line to one reader, and what it asked for."""

    def __init__(self, torture: Torture, path: str, writer: asyncio.StreamWriter) -> None:
        self.torture = torture
        self.path = path
        self._writer = writer

    @property
    def number(self) -> int:
        """The page asked for, 0 for the first."""
        _, _, told = self.path.partition("page=")
        return int(told or 0)

    @property
    def own(self) -> str:
        """This cruelty's own path."""
        return self.path.partition("?")[0]

    async def send(self, *pieces: bytes) -> None:
        """Send and count."""
        for piece in pieces:
            for at in range(0, len(piece), PIECE):
                self._writer.write(piece[at : at + PIECE])
                await self._writer.drain()
                self.torture.sent += len(piece[at : at + PIECE])

    async def answer(self, body: bytes, *headers: str, status: str = "200 OK") -> None:
        """A whole and correct answer."""
        length = f"Content-Length: {len(body)}"
        await self.send(head(length, "Connection: close", *headers, status=status), body)

    async def for_ever(self, piece: bytes, pause: float = 0) -> None:
        """The same again and again."""
        while True:
            await self.send(piece)
            await asyncio.sleep(pause)

    def reset(self) -> None:
        """Hang up as a crashed machine does."""
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


def head(*headers: str, status: str = "200 OK") -> bytes:
    """The first part of an answer."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode()
