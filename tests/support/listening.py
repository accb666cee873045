"""Which TCP ports listen: of one process, or of a whole network as one of its processes sees it."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

LISTEN = "0A"
START_S = 20.0


def listening(pid: int) -> set[int]:
    """Ports on which this process itself listens."""
    own = set(_sockets(pid))
    return {port for port, inode in _listeners(pid) if inode in own}


def network_listens(pid: int) -> set[int]:
    """Ports on which anybody listens in the network that this process is in."""
    return {port for port, _ in _listeners(pid)}


def _listeners(pid: int) -> Iterator[tuple[int, str]]:
    for kind in ("tcp", "tcp6"):
        file = Path(f"/proc/{pid}/net/{kind}")
        for line in file.read_text().splitlines()[1:] if file.exists() else ():
            words = line.split()
            if words[3] == LISTEN:
                yield int(words[1].rpartition(":")[2], 16), words[9]


def _sockets(pid: int) -> Iterator[str]:
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            target = str(handle.readlink())
            if target.startswith("socket:["):
                yield target[8:-1]


def accepts_soon(host: str, port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until ``process`` accepts connections there; fails where it has ended."""
    deadline = time.monotonic() + START_S
    while True:
        assert process.poll() is None, f"{process.args!r} ended"
        assert time.monotonic() < deadline, f"nobody accepts at port {port}"
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.05)
