"""The unit under trial: three real processes, a real central, and who touches, keeps, watches."""

import asyncio
import contextlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from central.bookings import Booked
from tests.support.booted_units import RUNTIME
from tests.support.central_house import Clock, House, make_house
from tests.support.lamp_watch import LampWatch
from tests.support.trials import Keeper
from tests.support.trials_keeping import KEEPINGS, WATCHDOGS_S, Keep, Keeping
from workbench.desk import Desk
from workbench.faults import WorkbenchError

NOTHING: Mapping[str, str] = MappingProxyType({})
NOWHERE = (2, 2)
"""A touch there presses nothing."""


class _WallClock(Clock):
    """Central's clock is the machine's."""

    def __call__(self) -> float:
        return time.time()


class Journal:
    """One process's records, read as they are written."""

    def __init__(self, file: Path) -> None:
        self._file, self._at = file, 0
        self.entries: list[dict[str, Any]] = []

    def read(self) -> list[dict[str, Any]]:
        """All records so far, oldest first."""
        if not self._file.exists():
            return self.entries
        with self._file.open("rb") as file:
            file.seek(self._at)
            whole, end, _ = file.read().rpartition(b"\n")
        self._at += len(whole) + len(end)
        for line in whole.splitlines():
            with contextlib.suppress(ValueError):
                entry = json.loads(line)
                if isinstance(entry, dict) and "mono" in entry:
                    self.entries.append(entry)
        return self.entries


class TrialUnit:
    """One unit with everything around it."""

    def __init__(
        self,
        folder: Path,
        runtime: Path,
        keep: Keep,
        watchdogs_s: Mapping[str, float],
        house: House | None = None,
        more: Mapping[str, str] = NOTHING,
    ) -> None:
        self.folder, self.runtime = folder, runtime
        self.log = folder / "log"
        self.log.mkdir()
        self.house: House = house or make_house(folder / "central")
        self.house.clock = _WallClock()
        _write_settings(folder, runtime, self.house, more)
        self.keeping: Keeping = keep(folder, runtime, self.log, watchdogs_s)
        devices = runtime / "devices"
        self.desk = Desk(devices)
        self.watch = LampWatch(devices, self.keeping.settings / "stage.toml", folder / "lamp.jsonl")
        self.room = Journal(self.log / "room.jsonl")

    def book(self, in_s: float) -> Booked:
        """A visit of 30 min that starts in ``in_s`` seconds."""
        self.house.clock.now = time.time()
        return self.house.book(in_s)

    def status(self, visit: str) -> str:
        """How the booking stands at central."""
        database = self.house.folder / "central.sqlite"
        with contextlib.closing(sqlite3.connect(database)) as central:
            row = central.execute("SELECT status FROM appointment WHERE id = ?", (visit,))
            return str(row.fetchone()[0])

    def phases(self, visit: str) -> list[tuple[float, str]]:
        """When the visit came to which phase, as room recorded it."""
        return [
            (entry["mono"], entry["phase"])
            for entry in self.room.read()
            if entry["what"] == "phase" and entry["visit"] == visit
        ]

    def phase(self, visit: str) -> str | None:
        """Where the visit stands."""
        known = self.phases(visit)
        return known[-1][1] if known else None

    async def press(self, button: str, within_s: float = 20.0) -> None:
        """Touch ``button`` on the screen as soon as it is there; the screen is woken meanwhile."""
        deadline, woken = time.monotonic() + within_s, 0.0
        while True:
            with contextlib.suppress(WorkbenchError, TimeoutError):
                controls = await self.desk.controls()
                if button in controls:
                    await self.desk.touch(*controls[button])
                    return
                if time.monotonic() - woken > 2.0:
                    woken = time.monotonic()
                    await self.desk.touch(*NOWHERE)
            if time.monotonic() > deadline:
                raise TrialError(f"no button {button!r} within {within_s:.0f} s")
            await asyncio.sleep(0.05)

    async def forget_the_day(self) -> None:
        """A room that has held no visit yet (R09 would delay an automatic start)."""
        await self.keeping.stop("room")
        shutil.rmtree(self.folder / "store", ignore_errors=True)
        await self.keeping.start("room")


class TrialError(AssertionError):
    """Something did not come in time."""


async def until(holds: Callable[[], object], within_s: float, what: str) -> float:
    """Seconds until ``holds``; TrialError with ``what`` when it does not in time."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > within_s:
            raise TrialError(f"not within {within_s:.0f} s: {what}")
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


@asynccontextmanager
async def trial_unit(
    folder: Path,
    keeper: Keeper = Keeper.SUPERVISOR,
    watchdogs_s: Mapping[str, float] = WATCHDOGS_S,
    *,
    keep: Keep | None = None,
    house: House | None = None,
    more: Mapping[str, str] = NOTHING,
) -> AsyncIterator[TrialUnit]:
    """A unit that runs, with somebody in the room; nothing is left of it afterwards.

    ``keep``, ``house``: instead of the keeper's and of a central of its own; ``more``: what
    room.toml and stage.toml say beside the usual.
    """
    runtime = _runtime(keeper)
    folder.mkdir(parents=True)
    unit = TrialUnit(folder, runtime, keep or KEEPINGS[keeper], watchdogs_s, house, more)
    desk = asyncio.create_task(unit.desk.run(), name="desk")
    try:
        await unit.house.start()
        await unit.desk.do("presence", "come")
        await asyncio.gather(*(unit.keeping.start(name) for name in WATCHDOGS_S))
        yield unit
    finally:
        await unit.keeping.close()
        desk.cancel()
        await asyncio.gather(desk, return_exceptions=True)
        unit.watch.close()
        await unit.house.stop()
        shutil.rmtree(runtime if keeper is Keeper.UNITS else runtime.parent, ignore_errors=True)


def _runtime(keeper: Keeper) -> Path:
    """A folder for the sockets on a tmpfs; the unit files name theirs themselves."""
    if keeper is Keeper.UNITS:
        RUNTIME.mkdir()
        return RUNTIME
    shared = Path("/dev/shm")
    within = shared if os.access(shared, os.W_OK | os.X_OK) else None
    return Path(tempfile.mkdtemp(prefix="ostord-", dir=within)) / "run"


def _write_settings(folder: Path, runtime: Path, house: House, more: Mapping[str, str]) -> None:
    keys = house.folder / "keys"
    (folder / "sign.toml").write_text(
        f'runtime = "{runtime}"\nstate_file = "{folder}/sign.json"\nlamp = "simulated"\n'
    )
    (folder / "room.toml").write_text(
        f'runtime = "{runtime}"\nstore = "{folder}/store"\nunit = "north/room12"\n'
        f'location = "room-12"\nplace = "Videorum 12"\ncentral = "{house.url}"\n'
        f'key = "{keys}/north-room12.key"\ncertificate = "{keys}/north-room12.crt"\n'
        'presence = "simulated"\npoll_s = 1\ncountdown_s = 3\nafter_hold_s = 0.5\n'
        + more.get("room", "")
    )
    (folder / "stage.toml").write_text(
        f'runtime = "{runtime}"\ncamera = "simulated"\nheadset = "simulated"\n'
        'screen = "simulated"\nwidth = 320\nheight = 180\nfps = 10\n' + more.get("stage", "")
    )
