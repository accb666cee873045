"""What real disks do to the room's store: they fill, turn read-only, and fail.

Run as a program, as root in a mount namespace of its own; prints what was seen as one JSON object.
"""

import contextlib
import json
import sqlite3
import sys
from datetime import date
from pathlib import Path

from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from tests.support.power import Disk, alone
from wire.report import VisitReport
from wire.visits import Outcome

HELD = VisitReport(outcome=Outcome.HELD)
Seen = dict[str, object]


def seen(trouble: str) -> Seen:
    """What a store saw of ``trouble``."""
    said = alone(__name__, trouble)
    assert said.returncode == 0, said.stderr
    told: Seen = json.loads(said.stdout)
    return told


class Unit:
    """A store on a disk of its own."""

    def __init__(self, options: str = "loop") -> None:
        self.disk = Disk(options)
        self.disk.begin()
        self.file = self.disk.at / "store" / "room.sqlite"
        self.store = self.open()
        self.store.keep_report("before", 1.0, HELD)

    def open(self) -> Store:
        """The store as a new process finds it."""
        return Store(self.file, DayKey(self.disk.place / "store.key", date(2026, 11, 24)))

    def fill(self, name: str) -> Path:
        """A file takes all the room there is."""
        filler = self.disk.at / name
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
        return filler

    def on_disk(self) -> list[str]:
        """The visits whose reports stand in the file."""
        with contextlib.closing(sqlite3.connect(self.file)) as db:
            return [row[0] for row in db.execute("SELECT visit FROM report ORDER BY number")]

    def known(self) -> list[str]:
        """The visits whose reports the store knows."""
        return [each.visit for each in self.store.reports()]


def full() -> Seen:
    """Full, then full again when the ballast is used up, then somebody makes room."""
    unit = Unit()
    fillers = [unit.fill("first")]
    number = 0
    while unit.store.problem is None and number < 500:
        number += 1
        unit.store.keep_event("b0000001", 1.0, "it", {"text": "x" * 500})
    unit.store.keep_report("full", 2.0, HELD)
    told: Seen = {"full": unit.store.problem, "on disk": unit.on_disk()}
    told["ballast"] = unit.store._card.ballast.held
    fillers.append(unit.fill("second"))
    for _ in range(2000):
        unit.store.keep_event("b0000001", 1.0, "it", {"text": "x" * 500})
    unit.store.keep_report("fuller", 3.0, HELD)
    told |= {"fuller": unit.store.problem, "known": unit.known()}
    for filler in fillers:
        filler.unlink()
    unit.store.look()
    told |= {"room again": unit.store.problem, "at the end": unit.on_disk()}
    told["ballast again"] = unit.store._card.ballast.held
    return told


def failing() -> Seen:
    """Every read and write fails (EIO); later the disk is there again."""
    unit = Unit()
    unit.disk.cut()
    unit.store.keep_report("failing", 2.0, HELD)
    unit.store.look()
    told: Seen = {"failing": unit.store.problem, "known": unit.known()}
    unit.disk.come_back()
    unit.store.look()
    return told | {"well again": unit.store.problem, "at the end": unit.on_disk()}


def dying() -> Seen:
    """The file system finds an error and turns read-only under open files, as a dying card does."""
    unit = Unit("loop,errors=remount-ro")
    device = next(
        line.split()[0]
        for line in Path("/proc/self/mounts").read_text().splitlines()
        if line.split()[1] == str(unit.disk.at)
    )
    try:
        Path(f"/sys/fs/ext4/{Path(device).name}/trigger_fs_error").write_text("told by a test")
    except OSError as error:
        return {"not here": str(error)}
    unit.store.keep_report("dying", 2.0, HELD)
    unit.store.look()
    return {"dying": unit.store.problem, "known": unit.known(), "after a restart": _again(unit)}


def _again(unit: Unit) -> list[str]:
    """What a restarted process knows while the disk is still read-only."""
    unit.store.close()
    unit.store = unit.open()
    return [*unit.known(), str(unit.store.problem)]


def killed_and_read_only() -> Seen:
    """A process died with its write-ahead log full, and the disk came up read-only."""
    unit = Unit()
    files = {file: file.read_bytes() for file in unit.file.parent.glob("room.sqlite*")}
    unit.store.close()
    for file, content in files.items():
        file.write_bytes(content)
    unit.disk.end()
    unit.disk.options = "loop,ro"
    unit.disk.come_on()
    unit.store = unit.open()
    told: Seen = {"log": len(files[unit.file.with_name("room.sqlite-wal")]) > 0}
    return told | {"read-only": unit.store.problem, "known": unit.known()}


TROUBLES = {
    "full": full,
    "failing": failing,
    "dying": dying,
    "killed and read-only": killed_and_read_only,
}

if __name__ == "__main__":
    print(json.dumps(TROUBLES[sys.argv[1]]()))
