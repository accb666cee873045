"""A TCP line that can be frozen: connections stay and nothing moves, as without a network."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FrozenLine:
    """Between whoever connects to it and ``port`` on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._moves = asyncio.Event()
        self._moves.set()
        self._tasks: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """Nothing moves any more; who connects now waits."""
        self._moves.clear()

    def mend(self) -> None:
        """What waited goes on."""
        self._moves.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._moves.wait()
            if reader._eof:  # type: ignore[attr-defined]  # who gave up never came through
                writer.close()
                return
            to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self._port)
            await asyncio.gather(self._carry(reader, to_writer), self._carry(to_reader, writer))
        except OSError:
            writer.close()
        except asyncio.CancelledError:  # at the end; asyncio's streams would complain of it
            pass
        finally:
            self._tasks.discard(task)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self._moves.wait()
                writer.write(data)
                await writer.drain()
            await self._moves.wait()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def close(self) -> None:
        """End every connection."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def frozen_line(listen: int, port: int) -> AsyncIterator[FrozenLine]:
    """A line from ``listen`` to ``port``."""
    line = FrozenLine(port)
    server = await asyncio.start_server(line.serve, "127.0.0.1", listen)
    try:
        yield line
    finally:
        server.close()
        await line.close()
