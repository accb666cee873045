"""From a unit's outbox to the database with every real part: what can be killed on the way."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from appliance.room.fleet.broker import Broker
from appliance.room.fleet.client import Access
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from central.faults import StoreError
from central.store.tables import Event as EventRow
from tests.central.conftest import RealBroker, running_broker
from tests.support.central_house import House, make_house
from tests.support.room_process import until
from wire.fleet import Event, State, Topic, UnitState, topic

UNIT, BOOT = "north/room12", "0123abcd"
PATIENCE_S = 120.0


class Worker:
    """``ostord-central ingest`` as a process of its own."""

    def __init__(self, house: House, port: int) -> None:
        keys = house.folder / "keys"
        self._config = house.folder / f"ingest-{port}.toml"
        self._config.write_text(
            f'base_url = "{house.url}"\ndatabase = "{house.settings.database}"\n'
            f'[broker]\nport = {port}\nca = "{keys}/ca.crt"\n'
            f'certificate = "{keys}/central.crt"\nkey = "{keys}/central.key"\n'
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it connects by itself."""
        command = [sys.executable, "-m", "central.command", "ingest", "--config"]
        self.process = subprocess.Popen([*command, str(self._config)], stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """As the kernel would, out of memory."""
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None


class FleetLine:
    """One unit whose events go into the database of ``house``."""

    def __init__(self, house: House, broker: RealBroker, store: StoreThread) -> None:
        self.house, self.broker, self.store = house, broker, store
        self.workers = [Worker(house, broker.port)]
        self.said = 0
        keys = house.folder / "keys"
        stem = f"{keys}/north-room12"
        access = Access(
            "localhost",
            broker.port,
            UNIT,
            keys / "ca.crt",
            Path(f"{stem}.crt"),
            Path(f"{stem}.key"),
        )
        self.unit = Broker(access, store, _level(UnitState.LOST), _level(UnitState.DISCONNECTED))

    async def happens(self, count: int) -> None:
        """So many further events go into the outbox."""
        for _ in range(count):
            self.said += 1
            await self.store.do(lambda kept: kept.keep_event(BOOT, 1.0, "it", {}), None)
            self.unit.has_news()

    async def waiting(self) -> int:
        """How many are in the outbox: central has not acknowledged them."""
        nothing: list[tuple[int, Event]] = []
        return len(await self.store.do(lambda kept: kept.events_after(0, 10_000), nothing))

    def held(self) -> list[int]:
        """The numbers in the database; none while it does not answer."""
        query = select(EventRow.seq).where(EventRow.unit == UNIT).order_by(EventRow.seq)
        try:
            with self.house.database.begin() as session:
                return list(session.scalars(query))
        except (StoreError, DBAPIError):
            return []

    async def holds(self, least: int) -> None:
        """Wait until so many are in the database."""
        await until(lambda: len(self.held()) >= least, f"{least} held", PATIENCE_S)

    async def is_whole(self) -> None:
        """Wait until nothing waits; then every event is there, once."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.waiting():
                await asyncio.sleep(0.1)
        assert self.held() == list(range(1, self.said + 1))


@asynccontextmanager
async def fleet_line(folder: Path, database: str | None = None) -> AsyncIterator[FleetLine]:
    """All parts, running."""
    more: dict[str, Any] = {"database": database} if database else {}
    house = make_house(folder / "house", **more)
    store = StoreThread(
        Store(folder / "room.sqlite", DayKey(folder / "store.key", date(2026, 11, 24)))
    )
    with running_broker(folder / "broker", house.folder / "keys") as broker:
        broker.start()
        line = FleetLine(house, broker, store)
        running = asyncio.create_task(line.unit.run())
        try:
            for worker in line.workers:
                worker.start()
            yield line
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            for worker in line.workers:
                worker.kill()
            await store.close()
            house.database.close()


def _level(state: UnitState) -> Callable[[], tuple[str, str]]:
    told = State(state=state, boot=BOOT, since=1.0).to_json()
    return lambda: (topic(UNIT, Topic.STATE), told)
