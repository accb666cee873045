"""The whole way: IT asks at central, a real Mosquitto carries it, the unit does it and answers."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appliance.core import events as e
from appliance.room.fleet.acts import Acts, Hands
from appliance.room.fleet.broker import Broker
from appliance.room.fleet.client import Access
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from central.store import audit
from tests.central.conftest import RealBroker, running_broker
from tests.support.central_house import Browser, House, make_house, serving
from tests.support.room import START, a_room, walk
from tests.support.room_process import until
from wire.commands import public_key

UNIT, DOOR = "north/room12", "/api/fleet/units/north/room12/acts"
STATE = f"ostord/1/{UNIT}/state"
READY = '{"state": "ready", "boot": "0123abcd", "since": 1.0}'


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[RealBroker]:
    """Listening, with the settings that central writes."""
    make_house(tmp_path / "house").database.close()
    with running_broker(tmp_path / "broker", tmp_path / "house" / "keys") as broker:
        broker.start()
        yield broker


@pytest.fixture
async def house(tmp_path: Path, mosquitto: RealBroker) -> AsyncIterator[House]:
    """A served house that listens to the broker."""
    house = make_house(tmp_path / "house", mosquitto.port)
    async with serving(house):
        register = house.servers[0].app.state.register
        await until(lambda: register.listening, "central listens")
        yield house
    house.database.close()


@asynccontextmanager
async def unit(house: House, port: int, folder: Path) -> AsyncIterator[list[object]]:
    """The unit's end, running, and what it did."""
    keys = house.folder / "keys"
    certificate, key = keys / "north-room12.crt", keys / "north-room12.key"
    access = Access("localhost", port, UNIT, keys / "ca.crt", certificate, key)
    kept = StoreThread(Store(folder / "room.sqlite", DayKey(folder / "key", date(2026, 11, 24))))
    done: list[object] = []
    broker = Broker(access, kept, lambda: (STATE, READY), lambda: (STATE, READY))
    hands = Hands(
        tell=done.append,
        rebirth=broker.rebirth,
        lines=lambda: ("one", "two"),
        restart_stage=lambda: done.append("stage"),
        restart_room=lambda: done.append("room"),
    )
    commands = public_key((keys / "commands.pub").read_text())
    acts = Acts(commands, UNIT, kept, {}, hands, lambda: START)
    acts.answer, broker.command = broker.answer, acts.heard
    day = walk(a_room(()), [(START, e.Central(connected=True))])
    acts.show(replace(day, anchor=house.clock.now - START, clock_trusted=True), START)
    broker.show({STATE: READY})
    running = asyncio.create_task(broker.run())
    try:
        yield done
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await kept.close()


async def answered(browser: Browser, asked: str) -> Any:
    """The act as the page reads it, once it was answered."""
    async with asyncio.timeout(20):
        while True:
            _, told = await browser.get(DOOR)
            act = next(one for one in told if one["id"] == asked)
            if act["state"] is not None:
                return act
            await asyncio.sleep(0.05)


async def test_r64_it_asks_the_unit_does_it_once_and_the_log_says_who(
    house: House, mosquitto: RealBroker, tmp_path: Path
) -> None:
    def connected() -> bool:
        lines = house.servers[0].app.state.register.lines
        return any(line.unit == UNIT and line.state == "ready" for line in lines)

    async with Browser(house) as browser, unit(house, mosquitto.port, tmp_path) as done:
        key = (house.folder / "keys" / "fleet.key").read_text().strip()
        assert (await browser.post("/api/fleet/entry", {"key": key}))[0] == 200
        await until(connected, "the unit is heard")

        async def asks(**wish: str) -> Any:
            status, told = await browser.post(DOOR, wish)
            assert status == 200
            return await answered(browser, told["id"])

        logs = await asks(verb="logs")
        assert (logs["state"], logs["code"], logs["lines"]) == ("done", None, ["one", "two"])
        restart = await asks(verb="restart_part", part="stage")
        assert (restart["state"], restart["part"]) == ("done", "stage")
        assert done.count("stage") == 1
        update = await asks(verb="update")
        assert (update["state"], update["code"]) == ("refused", "not-yet")
        _, told = await browser.get(DOOR)
        assert len(told) == 3
    with house.database.begin() as session:
        notes = [note for _, note in audit.entries(session, 0, house.clock.now + 1)]
    asked = [(note.actor, note.entity, note.detail) for note in notes if note.action == "ask-unit"]
    assert asked == [("fleet-key", UNIT, what) for what in WHAT]


WHAT = ("logs", "restart_part stage", "update")
