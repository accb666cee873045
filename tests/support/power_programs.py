"""What loses its power: the room's store and the sign's state file, as the product writes them."""

import asyncio
import contextlib
import itertools
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.core.day import Day
from appliance.core.memory import Memory
from appliance.core.sign_leases import Now, Sign
from appliance.core.words import Phase
from appliance.link.files import write_whole
from appliance.room.kept import remembering
from appliance.room.kept.remembering import MEMORY, Remembering
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from appliance.sign.state_file import StateFile
from tests.support.power import Acknowledged, Program
from tests.support.room import in_phase
from wire.report import VisitReport
from wire.visits import Outcome

Ack = Callable[[str, int], None]
BOOT = "b0000001"
TODAY = date(2026, 11, 24)
ZONE = ZoneInfo("Europe/Stockholm")
MIDNIGHT_EVERY = 3
VISITS = 7
PHASES = (Phase.CHECKING, Phase.IN_CALL, Phase.PAUSED, Phase.ENDED)


def _open(disk: Path, ram: Path) -> Store:
    key = ram / "store.key"
    today = TODAY
    with contextlib.suppress(OSError, ValueError):
        today = date.fromisoformat(key.read_text().split('"')[3])
    return Store(disk / "store" / "room.sqlite", DayKey(key, today))


def _a_day(number: int) -> tuple[Day, float]:
    """A day whose memory says ``number``; from time to time another date."""
    day, now = in_phase(PHASES[number % len(PHASES)])
    days = timedelta(days=number // MIDNIGHT_EVERY).total_seconds()
    return replace(day, late=(("a1", float(number)),), anchor=day.anchor + days), now


async def _live(disk: Path, ram: Path, ack: Ack) -> None:
    """A room's day in fast motion: each write is acknowledged when the room would show it."""
    remembering.PATIENCE_S = 3600.0
    store = _open(disk, ram)
    thread = StoreThread(store)
    memory = Remembering(thread, ram / "store.key", TODAY, ZONE, lambda: None)
    sign = StateFile(disk / "sign" / "state.json")

    def say(kind: str, number: int) -> None:
        if store.problem not in ("disk-failing", "read-only"):
            ack(kind, number)

    for number in itertools.count(1):
        day, now = _a_day(number)
        await memory.remember(day, now)
        say("memory", number)
        visit, event, generation = _writes(number, day.anchor + now)
        await thread.do(visit, None)
        say(f"report-v{number % VISITS}", number)
        await thread.do(event, None)
        say("event", number)
        await thread.do(generation, None)
        sign.write(Sign(lost_until=float(number)))
        say("sign", number)
        write_whole(disk / "file", str(number).encode())
        say("file", number)


def _writes(number: int, wall: float) -> tuple[Callable[[Store], None], ...]:
    report = VisitReport(outcome=Outcome.HELD if number % 2 else None)
    return (
        lambda store: store.keep_report(f"v{number % VISITS}", number, report),
        lambda store: store.keep_event(BOOT, number, "it", {"n": number}),
        lambda store: store.keep_generation("g", number, wall),
    )


def _write_room(disk: Path, ram: Path, ack: Ack) -> None:
    asyncio.run(_live(disk, ram, ack))


def _write_full(disk: Path, ram: Path, ack: Ack) -> None:
    """The same on a disk that fills to the last block once the ballast is there."""
    _open(disk, ram).close()
    filler = os.open(disk / "filler", os.O_WRONLY | os.O_CREAT)
    for size in (1 << 20, 1 << 12):
        with contextlib.suppress(OSError):
            while True:
                os.write(filler, b"x" * size)
    os.fsync(filler)

    def of_the_store(kind: str, number: int) -> None:
        if kind not in ("sign", "file"):  # these have no ballast, and say so by an OSError
            ack(kind, number)

    with contextlib.suppress(OSError):
        asyncio.run(_live(disk, ram, of_the_store))


def _lost_room(disk: Path, ram: Path, acknowledged: Acknowledged) -> list[str]:
    if not (disk / "store").exists():
        return ["there is no store"] if acknowledged else []
    if list((disk / "store").glob("damaged-*")):
        return ["the store was damaged"]
    with contextlib.closing(sqlite3.connect(disk / "store" / "room.sqlite")) as db:
        said = [row[0] for row in db.execute("PRAGMA integrity_check")]
    if said != ["ok"]:
        return ["the store is damaged", *said]
    found = _found(disk, ram)
    return [
        f"{kind}: {number} acknowledged, {found.get(kind, 0)} found"
        for kind, number in acknowledged.items()
        if found.get(kind, 0) < number
    ]


def _found(disk: Path, ram: Path) -> Acknowledged:
    """The last number of each kind that a new process finds."""
    store = _open(disk, ram)
    if store.problem not in (None, "disk-full"):
        return {}
    found = {"event": 0}
    for _, event in store.events_after(0, limit=100_000):
        assert event.seq == found["event"] + 1, "a gap in the outbox"
        found["event"] = event.seq
    for queued in store.reports():
        row = store._ram.execute("SELECT at FROM report WHERE visit = ?", (queued.visit,))
        found[f"report-{queued.visit}"] = int(row.fetchone()[0])
    told = (store.secret(MEMORY), store.fact(MEMORY))
    memories = [Memory.from_json("store", text) for text in told if text]
    found["memory"] = min((_number(each) for each in memories), default=0)
    store.close()
    with contextlib.suppress(FileNotFoundError):
        found["file"] = int((disk / "file").read_bytes())
    sign = StateFile(disk / "sign" / "state.json").read(Now(mono=0.0, unix=0.0))
    found["sign"] = int(sign.lost_until or 0)
    return found


def _number(memory: Memory) -> int:
    ((_, number),) = memory.late
    return int(number)


def _write_careless(disk: Path, _ram: Path, ack: Ack) -> None:
    """What many programs do: write beside, rename, and call it safe."""
    for number in itertools.count(1):
        (disk / "new").write_text(str(number))
        (disk / "new").rename(disk / "file")
        ack("file", number)


def _lost_careless(disk: Path, _ram: Path, acknowledged: Acknowledged) -> list[str]:
    try:
        found = int((disk / "file").read_text())
    except (OSError, ValueError) as error:
        return [repr(error)] if acknowledged else []
    return ["lost"] if found < acknowledged.get("file", 0) else []


def _write_nothing(_disk: Path, _ram: Path, ack: Ack) -> None:
    for number in itertools.count(1):
        ack("nothing", number)


PROGRAMS = {
    "room": Program(_write_room, _lost_room),
    "room on a full disk": Program(_write_full, _lost_room),
    "careless": Program(_write_careless, _lost_careless),
    "nothing": Program(_write_nothing, lambda *_: []),
}
