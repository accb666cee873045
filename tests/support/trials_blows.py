"""The blows of the fault trials, dealt to real processes by their ids."""

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from tests.support.trials import SINGLE, Blow, Trial, Whom
from tests.support.trials_unit import TrialError, TrialUnit, until

BACK_S = 45.0
"""Later than this nothing is back; a hung room alone needs 10 s."""
STARVED_S = 3.0
"""How long a process may endure without memory before the kernel would choose it."""
TALKERS = 400
DOORS = {
    "sign": ("sign.sock",),
    "room": ("room.sock",),
    "stage": ("devices/camera.sock", "devices/headset.sock", "devices/screen.sock"),
}
"""Where anybody can make each process need memory."""
UNFINISHED = {"sign": 250_000, "room": 250_000, "stage": 60_000}
"""Bytes of a line without an end that each takes in before it hangs up."""

Strike = Callable[[TrialUnit, str, int], Awaitable[str]]


async def strike(unit: TrialUnit, trial: Trial) -> str:
    """Deal ``trial``'s blow; returns when it has been dealt, with a word on what it did."""
    if trial.blow is Blow.REBOOT:
        return await _reboot(unit)
    names = [one.value for one in SINGLE] if trial.whom is Whom.ALL else [trial.whom.value]
    struck = [(name, _pid(unit, name)) for name in names]
    words = [await _STRIKES[trial.blow](unit, name, pid) for name, pid in struck]
    return " ".join(word for word in words if word)


async def back(unit: TrialUnit, former: dict[str, int]) -> None:
    """Wait until every process in ``former`` has a successor that is up."""
    for name, pid in former.items():
        await until(lambda: unit.keeping.pid(name) not in (None, pid), BACK_S, f"{name} is back")  # noqa: B023


def pids(unit: TrialUnit, trial: Trial) -> dict[str, int]:
    """Who will be struck, with the process ids before."""
    names = [one.value for one in SINGLE] if trial.whom is Whom.ALL else [trial.whom.value]
    return {name: _pid(unit, name) for name in names}


def _pid(unit: TrialUnit, name: str) -> int:
    pid = unit.keeping.pid(name)
    if pid is None:
        raise TrialError(f"{name} does not run before the blow")
    return pid


def _signals(number: signal.Signals) -> Strike:
    async def send(_unit: TrialUnit, _name: str, pid: int) -> str:
        os.kill(pid, number)
        return ""

    return send


async def _starve(unit: TrialUnit, name: str, pid: int) -> str:
    """Not a byte more, while everybody talks; who endures that is taken as the kernel would."""
    log, begun = unit.log / f"{name}.jsonl", time.monotonic()
    before = log.stat().st_size
    _let_nothing_grow(pid)
    with contextlib.ExitStack() as talking:
        talkers = [talking.enter_context(one) for one in _talkers(unit.runtime, DOORS[name])]
        lines = [memoryview(b"x" * UNFINISHED[name])] * len(talkers)
        while time.monotonic() - begun < STARVED_S:
            lines = await asyncio.to_thread(_talk, talkers, lines)
            if not _lives(pid):
                return f"ended by itself after {time.monotonic() - begun:.1f} s"
            await asyncio.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return f"endured {log.read_bytes()[before:].count(b'MemoryError')} MemoryErrors"


def _let_nothing_grow(pid: int) -> None:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    _, hard = resource.prlimit(pid, resource.RLIMIT_AS)
    resource.prlimit(pid, resource.RLIMIT_AS, (pages * resource.getpagesize(), hard))


def _talkers(runtime: Path, doors: tuple[str, ...]) -> Iterator[socket.socket]:
    for number in range(TALKERS):
        talker = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        talker.settimeout(0)
        with contextlib.suppress(OSError):
            talker.connect(str(runtime / doors[number % len(doors)]))
        yield talker


def _talk(talkers: list[socket.socket], lines: list[memoryview]) -> list[memoryview]:
    """Say as much of each line as is taken; what is left to say."""
    left = []
    for talker, line in zip(talkers, lines, strict=True):
        said = 0
        with contextlib.suppress(OSError):
            said = talker.send(line) if line else 0
        left.append(line[said:])
    return left


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


async def _reboot(unit: TrialUnit) -> str:
    """All at once, as a lost mains does; what was in memory is gone, the machine's boot is new."""
    await asyncio.gather(*(unit.keeping.stop(one.value) for one in SINGLE))
    shutil.rmtree(unit.runtime)
    with contextlib.closing(sqlite3.connect(unit.folder / "store" / "room.sqlite")) as store, store:
        store.execute("UPDATE fact SET value = 'another' WHERE name = 'machine-boot'")
    await asyncio.gather(*(unit.keeping.start(one.value) for one in SINGLE))
    return ""


_STRIKES: dict[Blow, Strike] = {
    Blow.KILL: _signals(signal.SIGKILL),
    Blow.HANG: _signals(signal.SIGSTOP),
    Blow.RESTART: _signals(signal.SIGTERM),
    Blow.MEMORY: _starve,
}
