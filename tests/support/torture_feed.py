"""The torture feed: a server with named cruelties, for every reader of a foreign server.

``base(name)`` is the address of one cruelty; whatever is asked below it meets that cruelty. What is
no cruelty of a transport speaks FHIR; ``good`` replaces the page that the others spoil.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.support.cruelties import CRUELTIES
from tests.support.torture_line import Torture, Victim
from tests.support.torture_pages import good_page

SEND_BUFFER = 8192


@asynccontextmanager
async def torture(good: Callable[[], bytes] = good_page) -> AsyncIterator[Torture]:
    """A torture feed that listens while the block runs."""
    running = Torture(0, good)
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        writer.transport.set_write_buffer_limits(0)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            asked = await reader.readuntil(b"\r\n\r\n")
            path = asked.split()[1].decode()
            running.asked.append(path)
            running.heads.append(asked)
            await CRUELTIES[path.split("/")[1]].act(Victim(running, path, writer))
        writer.close()
        tasks.discard(task)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    running.port = listening.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
