"""Talking to a simulated device over its control socket, as the workbench does."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Wire:
    """One connection to a control socket."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        self._connection = connection
        self._lines = connection.makefile("rb")

    def hear(self) -> dict[str, Any]:
        """The next line the device says; an empty object when it hung up."""
        line = self._lines.readline()
        heard: dict[str, Any] = json.loads(line) if line else {}
        return heard

    def hear_until(self, **wanted: object) -> dict[str, Any]:
        """The first line that holds ``wanted``."""
        while heard := self.hear():
            if all(heard.get(key) == value for key, value in wanted.items()):
                return heard
        raise AssertionError(f"hung up before {wanted}")

    def say(self, line: str) -> dict[str, Any]:
        """Send ``line`` as it is and return the answer."""
        self._connection.sendall(line.encode() + b"\n")
        return self.hear()

    def do(self, verb: str, **facts: object) -> dict[str, Any]:
        """Run a verb and return the answer."""
        return self.say(json.dumps({"do": verb, **facts}))

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._connection.close()


@contextmanager
def control(runtime: Path, device: str) -> Iterator[Wire]:
    """A connection to the device's control socket under ``runtime``."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(runtime / "devices" / f"{device}.sock"))
        wire = Wire(connection)
        try:
            yield wire
        finally:
            wire.close()


def wait_for(happened: Callable[[], bool], what: str, patience_s: float = 10.0) -> None:
    """Wait until ``happened``; fail saying ``what`` did not."""
    until = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < until, f"in vain: {what}"
        time.sleep(0.005)


def held_open(path: Path, process: str | int = "self") -> int:
    """How many handles of ``process`` are open on ``path``, from /proc."""
    count = 0
    for handle in Path(f"/proc/{process}/fd").iterdir():
        try:
            count += handle.readlink() == path
        except FileNotFoundError:
            continue
    return count
