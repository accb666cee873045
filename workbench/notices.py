"""What a process tells its supervisor: READY=1 and WATCHDOG=1 (systemd's sd_notify protocol)."""

import asyncio
import contextlib
import os
import socket
from pathlib import Path

DATAGRAM = 4096


class Notices:
    """The receiving end of one job's NOTIFY_SOCKET; ``path`` must be at most 107 bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ready = asyncio.Event()
        """The job was ready at least once."""
        self._now_ready = asyncio.Event()
        self._sign_of_life = asyncio.Event()
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(os.fspath(path))
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def new_process(self) -> None:
        """A new process of the job has started: it has said nothing yet."""
        self._now_ready.clear()
        self._sign_of_life.clear()

    async def earned(self, within_s: float, start_s: float) -> bool:
        """Wait for the next sign of life.

        False when it is not ready within ``start_s``, or silent for ``within_s`` after that.
        """
        if not await _is_set(self._now_ready, start_s):
            return False
        if not await _is_set(self._sign_of_life, within_s):
            return False
        self._sign_of_life.clear()
        return True

    def close(self) -> None:
        """Stop to listen and remove the socket."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self.path.unlink(missing_ok=True)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                for word in self._socket.recv(DATAGRAM).decode(errors="replace").splitlines():
                    if word == "READY=1":
                        self.ready.set()
                        self._now_ready.set()
                    if word in ("READY=1", "WATCHDOG=1"):
                        self._sign_of_life.set()


async def _is_set(event: asyncio.Event, within_s: float) -> bool:
    """Wait; where it is set just at the end, this loop was late, not the job."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await event.wait()
    return event.is_set()
