"""Real power cuts: an ext4 in a file loses its power under a program that acknowledges its writes.

Run as a program, as root in a mount namespace of its own (``unshare --mount``), it prints one JSON
object per cut. The file system is shut down by EXT4_IOC_SHUTDOWN without flushing its journal:
what was not on the disk by then never was. Then it is mounted anew and read as the product does.
"""

import fcntl
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2
SIZE = 32 * 1024 * 1024
MOST_ACKNOWLEDGED = 60
"""The power goes after a random number of acknowledgements up to this one, and a moment."""
PATIENCE_S = 20.0
ROOT = Path(__file__).parents[2]

Acknowledged = dict[str, int]
"""The last number that was acknowledged, of each kind of write."""


@dataclass(frozen=True, slots=True)
class Program:
    """``write(disk, ram, ack)`` writes for ever; ``lost(disk, ram, acknowledged)`` names losses.

    ``disk`` is the file system that loses its power, ``ram`` a folder that does not.
    """

    write: Callable[[Path, Path, Callable[[str, int], None]], None]
    lost: Callable[[Path, Path, Acknowledged], list[str]]


def why_not() -> str | None:
    """Why no power can be cut here, or None."""
    try:
        said = alone(__name__, "nothing", "1", "0")
    except OSError as error:
        return f"no power cuts here: {error}"
    if said.returncode:
        return f"no power cuts here: {(said.stderr.strip().splitlines() or ['?'])[-1]}"
    return None


def cuts(program: str, count: int, seed: int) -> list[dict[str, Any]]:
    """``count`` power cuts under ``program``; each with what was acknowledged and what lost."""
    said = alone(__name__, program, str(count), str(seed))
    assert said.returncode == 0, said.stderr
    return [json.loads(line) for line in said.stdout.splitlines()]


def alone(module: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``module`` as a program in a mount namespace of its own: what it mounts ends with it."""
    namespace = ("unshare", "--mount", "--propagation", "private")
    program = (sys.executable, "-m", module, *words)
    return subprocess.run([*namespace, *program], cwd=ROOT, capture_output=True, text=True)


class Disk:
    """An ext4 in a file, both on a tmpfs that dies with this process."""

    def __init__(self, options: str = "loop") -> None:
        self.options = options
        self.place = Path("/mnt")
        _do("mount", "-t", "tmpfs", "tmpfs", str(self.place))
        self.at, self._image = self.place / "disk", self.place / "image"
        self._template = self.place / "template"
        self.at.mkdir()
        with self._template.open("wb") as file:
            file.truncate(SIZE)
        _do("mkfs.ext4", "-q", "-b", "4096", str(self._template))

    def begin(self) -> None:
        """A fresh disk, mounted."""
        _do("cp", "--sparse=always", str(self._template), str(self._image))
        self.come_on()

    def cut(self) -> None:
        """The power goes, now."""
        folder = os.open(self.at, os.O_RDONLY)
        fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        os.close(folder)

    def come_back(self) -> None:
        """The power is back: the journal is replayed."""
        self.end()
        self.come_on()

    def end(self) -> None:
        """Unmount."""
        _do("umount", str(self.at))

    def come_on(self) -> None:
        """Mount it as it is."""
        _do("mount", "-o", self.options, str(self._image), str(self.at))


def one_cut(disk: Disk, program: Program, dice: random.Random) -> dict[str, object]:
    """The power goes once under ``program``."""
    disk.begin()
    ram = disk.place / f"ram-{dice.getrandbits(32)}"
    ram.mkdir()
    heard, told = os.pipe()
    writer = os.fork()
    if writer == 0:
        _write(program, disk.at, ram, told)
    os.close(told)
    enough, moment = dice.randrange(MOST_ACKNOWLEDGED), dice.uniform(0.0, 0.03)
    said = _hear(heard, enough, moment)
    disk.cut()
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    os.close(heard)
    disk.come_back()
    acknowledged = {kind: int(number) for kind, number in (line.split() for line in said)}
    lost = program.lost(disk.at, ram, acknowledged)
    disk.end()
    return {"acknowledged": len(said), "lost": lost}


def _write(program: Program, disk: Path, ram: Path, told: int) -> None:
    """In the child: never returns; what it says after the cut nobody hears."""
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - the process ends with it
    try:
        program.write(disk, ram, lambda kind, n: _ack(told, kind, n))
    finally:
        os._exit(1)


def _ack(told: int, kind: str, number: int) -> None:
    os.write(told, f"{kind} {number}\n".encode())


def _hear(heard: int, enough: int, moment: float) -> list[str]:
    """What was acknowledged until the power goes: ``enough`` words and a moment more."""
    said, until = b"", time.monotonic() + PATIENCE_S
    while said.count(b"\n") < enough and time.monotonic() < until:
        said += _read(heard, 0.1)
    time.sleep(moment)
    said += _read(heard, 0.0)
    return said.decode().rpartition("\n")[0].splitlines()


def _read(heard: int, patience: float) -> bytes:
    ready, _, _ = select.select([heard], [], [], patience)
    return os.read(heard, 1 << 20) if ready else b""


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr.strip()}")


def _main(name: str, count: int, seed: int) -> None:
    from tests.support.power_programs import PROGRAMS

    disk, dice = Disk(), random.Random(seed)
    for _ in range(count):
        print(json.dumps(one_cut(disk, PROGRAMS[name], dice)), flush=True)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
