"""Central and a real Mosquitto: absent, there, gone and back; acknowledged, nudged, lost."""

import asyncio
import json
import os
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from central.store import database as store
from tests.central.conftest import RealBroker, running_broker
from tests.support.central_house import House, make_house, serving

TOPIC = "ostord/1/north/room12"
STATE = {"state": "ready", "boot": "0123abcd", "since": 1.0}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RealBroker]:
    """A broker that does not run yet, for the house of this test."""
    make_house(tmp_path / "house").database.close()
    with running_broker(tmp_path / "broker", tmp_path / "house" / "keys") as broker:
        yield broker


@pytest.fixture
async def listening(tmp_path: Path, broker: RealBroker) -> AsyncIterator[House]:
    """A served house that looks for the broker."""
    house = make_house(tmp_path / "house", broker.port)
    async with serving(house):
        yield house
    house.database.close()


@contextmanager
def unit(house: House, port: int) -> Iterator[tuple[mqtt.Client, "asyncio.Queue[Any]"]]:
    """The unit's own connection, with its will, and what it hears."""
    loop, heard = asyncio.get_running_loop(), asyncio.Queue[Any]()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    keys = house.folder / "keys"
    client.tls_set(f"{keys}/ca.crt", f"{keys}/north-room12.crt", f"{keys}/north-room12.key")
    client.will_set(f"{TOPIC}/state", json.dumps(STATE | {"state": "lost"}), 1, retain=True)

    def on_message(_: mqtt.Client, __: object, message: mqtt.MQTTMessage) -> None:
        said = (message.topic.rpartition("/")[2], json.loads(message.payload))
        loop.call_soon_threadsafe(heard.put_nowait, said)

    def on_connect(connected: mqtt.Client, *_: object) -> None:
        connected.subscribe([(f"{TOPIC}/acked", 1), (f"{TOPIC}/nudge", 1)])

    def on_subscribe(*_: object) -> None:
        loop.call_soon_threadsafe(heard.put_nowait, ("subscribed", None))

    client.on_message, client.on_connect = on_message, on_connect
    client.on_subscribe = on_subscribe
    client.connect("localhost", port, 12)
    client.loop_start()
    try:
        yield client, heard
    finally:
        client.disconnect()
        client.loop_stop()


async def hear(heard: "asyncio.Queue[Any]", name: str) -> Any:
    """The next message of this name."""
    async with asyncio.timeout(5):
        while True:
            found, said = await heard.get()
            if found == name:
                return said


async def until(house: House, right: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait until the fleet of this house shows what is right for the unit."""
    register = house.servers[0].app.state.register
    changed = register.watch()
    async with asyncio.timeout(8):
        while True:
            changed.clear()
            fleet: dict[str, Any] = register.as_json()
            if right(fleet["units"][0] | {"listening": fleet["listening"]}):
                return dict(fleet["units"][0])
            await changed.wait()


def publish(client: mqtt.Client, name: str, said: dict[str, Any], *, retain: bool = True) -> None:
    client.publish(f"{TOPIC}/{name}", json.dumps(said), 1, retain)


async def test_a_broker_absent_at_the_start_is_found_when_it_comes_and_comes_back(
    listening: House, broker: RealBroker
) -> None:
    assert listening.servers[0].app.state.register.listening is False
    for _ in range(2):
        broker.start()
        await until(listening, lambda unit: unit["listening"])
        with unit(listening, broker.port) as (client, heard):
            await hear(heard, "subscribed")
            publish(client, "state", STATE)
            await until(listening, lambda unit: unit["state"] == "ready")
            broker.stop()
            await until(listening, lambda unit: not unit["listening"])


async def test_an_event_is_acknowledged_after_the_commit(
    listening: House, broker: RealBroker
) -> None:
    broker.start()
    await until(listening, lambda unit: unit["listening"])
    with unit(listening, broker.port) as (client, heard):
        await hear(heard, "subscribed")
        for seq in (1, 2):
            event = {"boot": "0123abcd", "seq": seq, "at": 1.0, "code": "call-proven"}
            publish(client, "event", event, retain=False)
        while (acked := await hear(heard, "acked"))["seq"] < 2:
            pass
        assert acked == {"boot": "0123abcd", "seq": 2}


async def test_a_unit_that_dies_is_shown_lost_at_once(listening: House, broker: RealBroker) -> None:
    broker.start()
    await until(listening, lambda unit: unit["listening"])
    with unit(listening, broker.port) as (client, heard):
        await hear(heard, "subscribed")
        publish(client, "state", STATE)
        sign = {"wanted": "clear", "actual": "clear", "lamp_ok": True, "since": 1.0}
        publish(client, "sign", sign)
        await until(listening, lambda unit: unit["ring"] == "clear")
        sock = client.socket()
        assert sock is not None
        client.reconnect_delay_set(60, 60)
        loop = asyncio.get_running_loop()
        died = loop.time()
        with socket.socket(fileno=os.dup(sock.fileno())) as same:
            same.shutdown(socket.SHUT_RDWR)
        await until(listening, lambda unit: unit["state"] == "lost" and unit["ring"] == "none")
        assert loop.time() - died < 2


async def test_retained_state_is_known_again_after_a_restart_of_central(
    listening: House, broker: RealBroker
) -> None:
    broker.start()
    with unit(listening, broker.port) as (client, heard):
        await hear(heard, "subscribed")
        await listening.stop()
        publish(client, "state", STATE)
        await listening.start()
        await until(listening, lambda unit: unit["state"] == "ready")


async def test_a_changed_booking_nudges_its_unit_within_2_s(
    listening: House, broker: RealBroker
) -> None:
    broker.start()
    await until(listening, lambda unit: unit["listening"])
    with unit(listening, broker.port) as (_, heard):
        await hear(heard, "subscribed")
        loop = asyncio.get_running_loop()
        for change in (
            lambda: listening.book(at=60).appointment,
            lambda: listening.desk.cancel(listening.book(at=60).appointment, 0.0),
        ):
            while not heard.empty():
                heard.get_nowait()
            started = loop.time()
            await asyncio.to_thread(change)
            nudge = await hear(heard, "nudge")
            assert nudge == {"at": listening.clock.now}
            assert loop.time() - started < 2


async def test_a_message_that_is_not_the_contracts_stops_nobody(
    listening: House, broker: RealBroker
) -> None:
    broker.start()
    await until(listening, lambda unit: unit["listening"])
    with unit(listening, broker.port) as (client, heard):
        await hear(heard, "subscribed")
        client.publish(f"{TOPIC}/state", b"\xff{" * 1000, 1)
        client.publish(f"{TOPIC}/event", b"[" * 60_000, 1)
        publish(client, "state", STATE)
        await until(listening, lambda unit: unit["state"] == "ready")


@pytest.mark.sqlite
async def test_what_arrives_while_the_database_takes_no_writes_is_kept_and_then_acknowledged(
    tmp_path: Path, broker: RealBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PRAGMAS", ("busy_timeout=20",))
    house = make_house(tmp_path / "house", broker.port)
    broker.start()
    async with serving(house):
        await until(house, lambda unit: unit["listening"])
        with unit(house, broker.port) as (client, heard):
            await hear(heard, "subscribed")
            other = sqlite3.connect(house.folder / "central.sqlite", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            event = {"boot": "0123abcd", "seq": 1, "at": 1.0, "code": "call-proven"}
            publish(client, "event", event, retain=False)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await heard.get()
            other.close()
            assert await hear(heard, "acked") == {"boot": "0123abcd", "seq": 1}
    house.database.close()


async def test_a_unit_that_calls_itself_central_does_not_push_central_out(
    listening: House, broker: RealBroker
) -> None:
    broker.start()
    await until(listening, lambda unit: unit["listening"])
    register = listening.servers[0].app.state.register
    changed = register.watch()
    keys = listening.folder / "keys"
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "central", protocol=mqtt.MQTTv5)
    client.tls_set(f"{keys}/ca.crt", f"{keys}/north-room12.crt", f"{keys}/north-room12.key")
    client.connect("localhost", broker.port, 12)
    client.loop_start()
    try:
        with unit(listening, broker.port) as (other, heard):
            await hear(heard, "subscribed")
            publish(other, "state", STATE)
            await until(listening, lambda unit: unit["state"] == "ready")
        changed.clear()
        news = asyncio.create_task(changed.wait())
        await asyncio.wait({news}, timeout=0.5)
        news.cancel()
        assert register.listening
    finally:
        client.disconnect()
        client.loop_stop()
