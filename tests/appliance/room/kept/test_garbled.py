"""A card that garbles what it holds: whatever bytes come back, the room starts and goes on."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.core.day import new_day
from appliance.core.memory import memory
from appliance.room.kept.agenda import Kept
from appliance.room.kept.problems import Problem
from appliance.room.kept.remembering import recalled
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from tests.support.room import RULES, START_WALL, VISIT
from wire.report import VisitReport
from wire.visits import Outcome

ZONE = ZoneInfo("Europe/Stockholm")
WALL = START_WALL.timestamp()
BOOT = "b0000001"
TRIALS = 150
SEED = 20261124


def opened(folder: Path) -> Store:
    """The store as a new process finds it."""
    return Store(folder / "room.sqlite", DayKey(folder / "store.key", date(2026, 11, 24)))


@pytest.fixture
def sound(tmp_path: Path) -> bytes:
    """The file of a store that holds some of everything."""
    store = opened(tmp_path)
    visits = [replace(VISIT, id=f"a{number}") for number in range(20)]
    day = replace(new_day(RULES, 0.0, WALL), visits=tuple(visits), read_at=0.0)
    told = memory(day).to_json()
    store.keep_visits([Kept(visit, private=True) for visit in visits])
    store.keep_secret("memory", told, {"memory": told, "read-at": str(WALL), "client": "c"})
    for number in range(30):
        store.keep_event(BOOT, WALL, "camera-frozen", {"n": number})
    store.keep_report("a1", WALL, VisitReport(outcome=Outcome.HELD))
    store.keep_generation("a1", 3, WALL)
    store.sweep()
    store.close()
    return (tmp_path / "room.sqlite").read_bytes()


def live(folder: Path) -> None:
    """Start, read everything, and keep something of each kind."""
    store = opened(folder)
    recalled(store, RULES, 1.0, WALL + 1, "boot", ZONE)
    assert store.generations().get("a1", 3) >= 0
    store.reports()
    store.events_after(0)
    store.keep_event("b0000002", WALL, "it", {})
    store.keep_report("a2", WALL, VisitReport(outcome=Outcome.HELD))
    store.keep_visits([Kept(VISIT, private=True)])
    store.look()
    assert VISIT in store.visits()
    store.close()


def test_whatever_bytes_are_garbled_the_room_starts(tmp_path: Path, sound: bytes) -> None:
    file = tmp_path / "room.sqlite"
    chance = random.Random(SEED)
    told = [place for place, byte in enumerate(sound) if byte]
    for _ in range(TRIALS):
        garbled = bytearray(sound)
        for place in chance.sample(told, chance.choice((1, 2, 20))):
            garbled[place] = chance.randrange(256)
        for left in tmp_path.glob("*sqlite*"):
            left.unlink()
        file.write_bytes(garbled)
        live(tmp_path)


def test_a_schema_that_makes_no_sense_is_set_aside(tmp_path: Path, sound: bytes) -> None:
    """What SQLite says of it quotes it, and is then no text either."""
    garbled = sound.replace(b"CREATE TABLE secret", b"CREATE TABLE \xff\xfe(cret")
    assert garbled != sound
    (tmp_path / "room.sqlite").write_bytes(garbled)
    live(tmp_path)
    store = opened(tmp_path)
    assert store.problem is Problem.STORE_DAMAGED
    store.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fact SET value = CAST(x'ff' AS TEXT) WHERE name = 'read-at'",
        "UPDATE fact SET value = 'nan' WHERE name = 'read-at'",
        "UPDATE fact SET value = x'00'",
        "UPDATE visit SET sealed = 7",
        "UPDATE visit SET plain = x'00'",
        "UPDATE visit SET id = x'00' WHERE id = 'a3'",
        "UPDATE secret SET sealed = 'memory'",
        "UPDATE secret SET sealed = 9000000000",
        "UPDATE generation SET highest = 'three'",
        "UPDATE event SET boot = x'00' WHERE seq = 3",
        "UPDATE report SET body = x'00'",
    ],
)
def test_a_value_of_another_kind_is_passed_over(tmp_path: Path, sound: bytes, change: str) -> None:
    file = tmp_path / "room.sqlite"
    assert file.read_bytes() == sound
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(change)
    live(tmp_path)
    store = opened(tmp_path)
    assert store.problem is None
    store.close()
