"""The unit's MQTT connection against a real Mosquitto with certificates."""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from appliance.room.fleet import broker as broker_module
from appliance.room.fleet.broker import Broker
from appliance.room.fleet.client import Access
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from tests.support.room_process import until
from tests.support.small_broker import UNIT, Certificates, SmallBroker
from wire.fleet import Acked, Event, Nudge

STATE = f"ostord/1/{UNIT}/state"
BOOT = "0123456789abcdef"


@pytest.fixture
def small_broker(tmp_path: Path) -> Iterator[SmallBroker]:
    """Mosquitto, listening."""
    folder = tmp_path / "broker"
    folder.mkdir()
    certificates = Certificates(folder)
    certificates.make(UNIT, "unit")
    broker = SmallBroker(certificates)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoreThread]:
    """The outbox's place."""
    key = DayKey(tmp_path / "store.key", date(2026, 11, 24))
    thread = StoreThread(Store(tmp_path / "room.sqlite", key))
    yield thread
    await thread.close()


@pytest.fixture
def access(small_broker: SmallBroker) -> Access:
    """The unit's way in."""
    folder = small_broker.certificates.folder
    return Access(
        "localhost",
        small_broker.port,
        UNIT,
        folder / "ca.crt",
        folder / "unit.crt",
        folder / "unit.key",
    )


@asynccontextmanager
async def connected(access: Access, store: StoreThread) -> AsyncIterator[Broker]:
    """The unit's end, running."""
    broker = Broker(access, store, lambda: (STATE, "lost"), lambda: (STATE, "disconnected"))
    broker.show({STATE: "ready"})
    running = asyncio.create_task(broker.run())
    try:
        yield broker
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def broker(access: Access, store: StoreThread) -> AsyncIterator[Broker]:
    """The unit's end, running."""
    async with connected(access, store) as broker:
        yield broker


async def happens(store: StoreThread, number: int) -> None:
    """Event ``it-number`` goes into the outbox."""
    code, evidence = f"it-{number}", {"n": number}
    await store.do(lambda kept: kept.keep_event(BOOT, 1.0, code, {**evidence}), None)


async def in_outbox(store: StoreThread) -> list[int]:
    """The numbers of the events that wait."""
    nothing: list[tuple[int, Event]] = []
    return [event.seq for _, event in await store.do(lambda kept: kept.events_after(0), nothing)]


async def test_levels_are_retained_and_follow(broker: Broker, small_broker: SmallBroker) -> None:
    with small_broker.listener() as early:
        await early.hears("state", "ready")
        broker.show({STATE: "alert"})
        await early.hears("state", "alert")
    with small_broker.listener() as late:
        await late.hears("state", "alert")


async def test_the_same_level_is_not_said_twice(broker: Broker, small_broker: SmallBroker) -> None:
    with small_broker.listener() as ears:
        await ears.hears("state", "ready")
        broker.show({STATE: "ready"})
        broker.show({STATE: "alert"})
        await ears.hears("state", "alert")
        told = [payload for topic, payload in ears.heard if topic == STATE]
    assert told == ["ready", "alert"]


async def test_of_the_bookings_those_alone_stay_that_are_shown(
    broker: Broker, small_broker: SmallBroker
) -> None:
    under = f"ostord/1/{UNIT}/ready/"
    until = time.time() + 600
    with small_broker.listener() as ears:
        await ears.hears("state", "ready")
        both = {f"{under}a": ("one", until), f"{under}b": ("two", until)}
        broker.show_bookings(both, whole=True)
        await ears.hears("ready/b", "two")
        broker.show_bookings({f"{under}b": ("two", until)}, whole=True)
        await ears.hears("ready/a", "")
        broker.show({STATE: "alert"})
        await ears.hears("state", "alert")
    with small_broker.listener() as late:
        await late.hears("ready/b", "two")
        assert not [topic for topic, _ in late.heard if topic.endswith("ready/a")]


async def test_what_an_earlier_process_has_shown_goes_once_all_bookings_are_known(
    small_broker: SmallBroker, access: Access, store: StoreThread
) -> None:
    """Cancelled or moved while the room started anew: the broker would keep it for hours."""
    under = f"ostord/1/{UNIT}/ready/"
    former = {f"{under}{one}": (one, time.time() + 600) for one in ("gone", "stays")}
    async with connected(access, store) as earlier:
        with small_broker.listener() as ears:
            await ears.hears("state", "ready")
            earlier.show_bookings(former, whole=True)
            await ears.hears("ready/gone", "gone")
            await ears.hears("ready/stays", "stays")
    async with connected(access, store) as anew:
        await until(lambda: anew._former == set(former), "read")
        anew.show_bookings({}, whole=False)
        with small_broker.listener() as ears:
            await ears.hears("ready/gone", "gone")
            now = {f"{under}stays": ("again", time.time() + 600)}
            anew.show_bookings(now, whole=True)
            await ears.hears("ready/stays", "again")
            assert await ears.hears("ready/gone") == ""
        with small_broker.listener() as late:
            await late.hears("ready/stays", "again")
            anew.show({STATE: "alert"})
            await late.hears("state", "alert")
            assert not [topic for topic, _ in late.heard if topic.endswith("ready/gone")]


async def test_a_booking_that_is_over_leaves_the_broker_by_itself(
    broker: Broker, small_broker: SmallBroker
) -> None:
    under = f"ostord/1/{UNIT}/ready/"
    with small_broker.listener() as ears:
        await ears.hears("state", "ready")
        broker.show_bookings({f"{under}a": ("one", time.time() - 5)}, whole=True)
        await ears.hears("ready/a", "one")
    await asyncio.sleep(2.5)
    broker.show({STATE: "alert"})
    with small_broker.listener() as late:
        await late.hears("state", "alert")
        assert not [topic for topic, _ in late.heard if "/ready/" in topic]


async def test_a_broker_that_lost_everything_is_told_anew(
    broker: Broker, small_broker: SmallBroker
) -> None:
    with small_broker.listener() as ears:
        await ears.hears("state", "ready")
    small_broker.kill()
    broker.show({STATE: "alert"})
    small_broker.start()
    with small_broker.listener() as ears:
        await ears.hears("state", "alert")


async def test_events_wait_until_central_has_committed_them(
    broker: Broker,
    small_broker: SmallBroker,
    store: StoreThread,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with small_broker.listener() as ears:
        await ears.hears("state", "ready")
        for number in (1, 2):
            await happens(store, number)
        broker.has_news()
        first = Event.from_json("unit", await ears.hears("event", "it-1"))
        assert (first.boot, first.seq, first.evidence) == (BOOT, 1, {"n": 1})
        await ears.hears("event", "it-2")
        small_broker.kill()
    monkeypatch.setattr(broker_module, "RESEND_S", 1.0)
    small_broker.start()
    with small_broker.listener() as ears:
        assert '"seq":1' in await ears.hears("event", "it-1")
        await ears.hears("event", "it-2")
        ears.say(f"ostord/1/{UNIT}/acked", "nonsense")
        ears.say(f"ostord/1/{UNIT}/acked", Acked(boot=BOOT, seq=1).to_json())
        async with asyncio.timeout(5):
            while await in_outbox(store) != [2]:
                await asyncio.sleep(0.02)


async def test_events_are_sent_again_to_a_central_that_was_away(
    broker: Broker,
    small_broker: SmallBroker,
    store: StoreThread,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broker_module, "RESEND_S", 0.3)
    await happens(store, 1)
    await until(lambda: broker._client is not None, "connected")
    broker.has_news()
    with small_broker.listener() as ears:
        await ears.hears("event", "it-1")
        await ears.hears("event", "it-1")


async def test_a_central_that_misses_something_is_told_everything_anew(
    broker: Broker, small_broker: SmallBroker, store: StoreThread
) -> None:
    acked = f"ostord/1/{UNIT}/acked"
    with small_broker.listener() as ears:
        await ears.hears("state", "ready")
        for number in (1, 2):
            await happens(store, number)
        broker.has_news()
        await ears.hears("event", "it-2")
        for _ in range(2):
            ears.say(acked, Acked(boot=BOOT, seq=0, again=True).to_json())
            await ears.hears("state", "ready")
            first = Event.from_json("unit", await ears.hears("event", "it-1"))
            assert first.first == 1
            await ears.hears("event", "it-2")
        ears.say(acked, Acked(boot=BOOT, seq=1, again=True).to_json())
        second = Event.from_json("unit", await ears.hears("event", "it-2"))
        assert (second.seq, second.first) == (2, 2)


async def test_a_nudge_is_handed_over(broker: Broker, small_broker: SmallBroker) -> None:
    nudges: list[int] = []
    broker.nudge = lambda: nudges.append(1)
    with small_broker.listener() as ears:
        await ears.hears("state", "ready")
        await until(lambda: broker._client is not None, "connected")
        before = len(nudges)
        ears.say(f"ostord/1/{UNIT}/nudge", Nudge(at=1.0).to_json())
        await until(lambda: len(nudges) > before, "nudged")
        ears.say(f"ostord/1/{UNIT}/nudge", "{}")
        ears.say(f"ostord/1/{UNIT}/nudge", Nudge(at=2.0).to_json())
        await until(lambda: len(nudges) > before + 1, "nudged after a malformed one")


async def test_an_absent_broker_is_tried_again(broker: Broker, small_broker: SmallBroker) -> None:
    small_broker.kill()
    await until(lambda: broker._client is None, "gone")
    broker.measure(json.dumps({}))
    small_broker.start()
    with small_broker.listener() as ears:
        await ears.hears("state", "ready")


async def test_over_a_websocket_the_certificate_counts_as_well(
    access: Access, small_broker: SmallBroker, store: StoreThread, tmp_path: Path
) -> None:
    over = replace(access, port=small_broker.websocket_port, websocket="/mqtt")
    async with connected(over, store) as broker:
        with small_broker.listener() as ears:
            await ears.hears("state", "ready")
            broker.show({STATE: "alert"})
            await ears.hears("state", "alert")
            await happens(store, 1)
            broker.has_news()
            event = Event.from_json("unit", (await ears.hears("event")).encode())
            acked = Acked(boot=event.boot, seq=event.seq)
            ears.say(f"ostord/1/{UNIT}/acked", acked.to_json())
        async with asyncio.timeout(10):
            while await in_outbox(store):
                await asyncio.sleep(0.02)
    other = tmp_path / "other"
    other.mkdir()
    Certificates(other).make(UNIT, "unit")
    foreign = replace(over, certificate=other / "unit.crt", key=other / "unit.key")
    stranger = Broker(foreign, store, lambda: (STATE, "lost"), lambda: (STATE, "disconnected"))
    assert await stranger._connection() not in ("", "lost")


async def test_a_web_server_that_is_no_broker_is_left_again(
    access: Access, small_broker: SmallBroker, store: StoreThread
) -> None:
    folder = small_broker.certificates.folder
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(folder / "broker.crt", folder / "broker.key")

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    listening = await asyncio.start_server(refuse, "localhost", 0, ssl=trust)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        broker = Broker(
            replace(access, port=port, websocket="/mqtt"),
            store,
            lambda: (STATE, "lost"),
            lambda: (STATE, "disconnected"),
        )
        assert await broker._connection() == "WebsocketConnectionError"


async def test_a_foreign_certificate_is_not_served(
    small_broker: SmallBroker, store: StoreThread, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Certificates(other).make(UNIT, "unit")
    ca = small_broker.certificates.folder / "ca.crt"
    access = Access(
        "localhost", small_broker.port, UNIT, ca, other / "unit.crt", other / "unit.key"
    )
    broker = Broker(access, store, lambda: (STATE, "lost"), lambda: (STATE, "disconnected"))
    assert await broker._connection() not in ("", "lost")
