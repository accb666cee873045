"""An observer of its own: what the lamp shows and which capture handles are open, every 50 ms.

Run as a program it writes one JSON line a sample, and one for whatever the lamp tells in between.
A lamp whose process died or hangs goes on showing what it was last driven to: the harsher reading,
for wiring that keeps a line as driven.
"""

import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

EACH_S = 0.05
ANSWER_S = 0.02
SETTLED_S = 1.0
"""A process this old does not turn into another program any more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One moment at the door."""

    at: float
    """time.monotonic(), seconds."""
    shows: str
    """What the lamp was last driven to; ``unknown`` before that, and when it was let go."""
    driven: bool
    """A living process holds it."""
    answers: bool
    """It answered within 20 ms; always True for what it told by itself."""
    handles: tuple[str, ...] = ()
    """The capture handles that were open before and after the lamp was looked at."""
    told: bool = False
    """Between two looks, by the lamp itself; nobody looked at the handles just then."""


class LampWatch:
    """The observer's process and what it has written so far."""

    def __init__(self, devices: Path, stage_config: Path, out: Path) -> None:
        out.touch()
        self._lines = out.open(encoding="utf-8")
        command = (sys.executable, __file__, str(devices), str(stage_config), str(out))
        self._process = subprocess.Popen(command)
        self.seen: list[Seen] = []

    def look(self) -> Seen | None:
        """Read what was written since; the newest."""
        self.seen += _read(self._lines)
        return self.seen[-1] if self.seen else None

    def between(self, begin: float, end: float) -> list[Seen]:
        """Everything seen in ``[begin, end]``, with what was shown at ``begin``."""
        self.look()
        before = [one for one in self.seen if one.at < begin][-1:]
        return before + [one for one in self.seen if begin <= one.at <= end]

    def forget(self) -> None:
        """Drop what is no longer needed but the newest."""
        self.look()
        del self.seen[:-1]

    def close(self) -> None:
        """End the observer."""
        self._process.terminate()
        self._process.wait(5)
        self._lines.close()


def _read(lines: IO[str]) -> Iterator[Seen]:
    while True:
        start = lines.tell()
        line = lines.readline()
        if not line.endswith("\n"):
            lines.seek(start)
            return
        told = json.loads(line)
        yield Seen(**told | {"handles": tuple(told["handles"])})


class _Observer:
    """The loop of the observer's process."""

    def __init__(self, devices: Path, stage_config: Path, out: IO[str]) -> None:
        self._path = devices / "lamp.sock"
        self._marks = (str(devices), ".capturing")
        self._config = os.fsencode(stage_config)
        self._out = out
        self._socket: socket.socket | None = None
        self._rest = b""
        self._shows, self._driven = "unknown", False
        self._known: dict[str, tuple[bool, float]] = {}

    def run(self) -> None:
        due = time.monotonic()
        while True:
            due = max(due + EACH_S, time.monotonic())
            self._listen(due)
            before = self._handles()
            self._ask()
            answers = self._listen(time.monotonic() + ANSWER_S, one=True)
            self._write(answers=answers, handles=tuple(sorted(before & self._handles())))

    def _write(self, *, answers: bool, handles: tuple[str, ...] = (), told: bool = False) -> None:
        seen = Seen(time.monotonic(), self._shows, self._driven, answers, handles, told)
        self._out.write(json.dumps(asdict(seen)) + "\n")
        self._out.flush()

    def _ask(self) -> None:
        """A lamp that is not dead answers *mend* with its state, and nothing else happens."""
        if self._socket is None:
            self._connect()
        if self._socket is not None:
            try:
                self._socket.send(b'{"do": "mend"}\n')
            except OSError:
                self._hang_up()

    def _connect(self) -> None:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(0)
        try:
            connection.connect(str(self._path))
        except OSError:
            connection.close()
            return
        self._socket, self._rest = connection, b""

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._driven = None, False

    def _listen(self, until: float, *, one: bool = False) -> bool:
        """Take what the lamp tells; with ``one`` return at its first word, True when it came."""
        while (left := until - time.monotonic()) > 0:
            if self._socket is None:
                if one:
                    return False
                time.sleep(left)
                return False
            if not select.select([self._socket], [], [], left)[0]:
                return False
            if self._hear(self._socket) and one:
                return True
        return False

    def _hear(self, connection: socket.socket) -> bool:
        try:
            arrived = connection.recv(65_536)
        except OSError:
            arrived = b""
        if not arrived:
            self._hang_up()
            self._write(answers=False, told=True)
            return False
        *lines, self._rest = (self._rest + arrived).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        return bool(lines)

    def _take(self, told: dict[str, object]) -> None:
        shows = str(told["state"]) if told["driven"] else "unknown"
        if (shows, bool(told["driven"])) != (self._shows, self._driven):
            self._shows, self._driven = shows, bool(told["driven"])
            self._write(answers=True, told=True)

    def _handles(self) -> set[str]:
        """``pid:fd:device`` of every capture handle that a stage process holds open."""
        now = time.monotonic()
        pids = [one for one in os.listdir("/proc") if one.isdigit()]  # noqa: PTH208 - it is often
        self._known = {pid: self._known[pid] for pid in pids if pid in self._known}
        return {handle for pid in pids if self._is_stage(pid, now) for handle in self._open(pid)}

    def _is_stage(self, pid: str, now: float) -> bool:
        is_stage, first = self._known.get(pid, (False, now))
        if not is_stage and now - first <= SETTLED_S:
            try:
                is_stage = self._config in Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                is_stage = False
            self._known[pid] = (is_stage, first)
        return is_stage

    def _open(self, pid: str) -> Iterator[str]:
        folder, end = self._marks
        try:
            numbers = os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208
        except OSError:
            return
        for number in numbers:
            try:
                target = os.readlink(f"/proc/{pid}/fd/{number}")  # noqa: PTH115
            except OSError:
                continue
            if target.startswith(folder) and target.endswith(end):
                yield f"{pid}:{number}:{Path(target).stem}"


if __name__ == "__main__":
    with Path(sys.argv[3]).open("a", encoding="utf-8") as written:
        _Observer(Path(sys.argv[1]), Path(sys.argv[2]), written).run()
