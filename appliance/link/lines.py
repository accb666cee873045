"""One JSON message a line over a Unix socket (mode 0660), at most 256 KiB each."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol

from wire.records import LINE_LIMIT, Record


class Line(Protocol):
    """One end of a local link: send records, iterate over the lines that arrive."""

    def send(self, record: Record) -> None:
        """Queue one record; silently nothing when the other end is gone."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The lines that arrive, until the other end closes or breaks the size limit."""

    async def close(self) -> None:
        """Close this end."""


class SocketLine:
    """A line over an asyncio stream pair."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, record: Record) -> None:
        """Queue one record; a peer that reads nothing for 4 MiB is cut off, never waited for."""
        if self._writer.is_closing():
            return
        self._writer.write(record.to_json().encode() + b"\n")
        if self._writer.transport.get_write_buffer_size() > 16 * LINE_LIMIT:
            self._writer.transport.abort()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield each line; an over-long line or a lost peer ends the iteration."""
        while True:
            try:
                line = await self._reader.readline()
            except (ValueError, OSError):
                return
            if not line.endswith(b"\n"):
                return
            yield line

    async def close(self) -> None:
        """Close the socket and wait until it is closed."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


async def listen(path: Path, serve: Callable[[SocketLine], Awaitable[None]]) -> asyncio.Server:
    """Listen on ``path``, replacing a stale socket; ``serve`` runs once per connection."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = SocketLine(reader, writer)
        with contextlib.suppress(asyncio.CancelledError):  # 3.11 logs a cancelled one as a fault
            try:
                await serve(line)
            finally:
                await line.close()

    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    server = await asyncio.start_unix_server(connected, path, limit=LINE_LIMIT)
    path.chmod(0o660)
    return server


async def connect(path: Path) -> SocketLine:
    """Connect to ``path``; raises OSError while nobody listens there."""
    return SocketLine(*await asyncio.open_unix_connection(path, limit=LINE_LIMIT))


async def keep_connected(
    path: Path, serve: Callable[[SocketLine], Awaitable[None]], pause_s: float = 0.2
) -> None:
    """Connect to ``path`` again and again, running ``serve`` on each connection; never returns."""
    while True:
        try:
            line = await connect(path)
        except OSError:
            await asyncio.sleep(pause_s)
            continue
        try:
            await serve(line)
        finally:
            await line.close()
        await asyncio.sleep(pause_s)
