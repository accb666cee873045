"""Ingest, broker and database are killed under load, again and again: no event is lost.

``make fleet-faults``: SECONDS of blows in the order of SEED, two ingests beside each other, the
unit's own client and outbox. An event is lost where it left the outbox and is not in the database.
"""

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from appliance.room.fleet import broker as unit_broker
from tests.support.fleet_line import FleetLine, Worker, fleet_line
from tests.support.postgres import Cluster, running_postgres

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
SECONDS = float(os.environ.get("SECONDS") or 60)
SEED = int(os.environ.get("SEED") or 1)


async def ingest_falls(line: FleetLine, chance: random.Random) -> None:
    worker = chance.choice(line.workers)
    worker.kill()
    await asyncio.sleep(chance.uniform(0, 2))
    worker.start()


async def broker_falls(line: FleetLine, chance: random.Random) -> None:
    assert line.broker.process is not None
    line.broker.process.kill()
    line.broker.process.wait(10)
    await asyncio.sleep(chance.uniform(0, 2))
    await asyncio.to_thread(line.broker.start)


def database_falls(cluster: Cluster) -> Callable[[FleetLine, random.Random], Awaitable[None]]:
    async def falls(_: FleetLine, chance: random.Random) -> None:
        cluster.kill()
        await asyncio.sleep(chance.uniform(0, 2))
        await asyncio.to_thread(cluster.start)

    return falls


async def go_through(line: FleetLine, blows: list[Callable[..., Awaitable[None]]]) -> None:
    """Events all the while, a blow each few seconds; at the end everything is there."""
    chance, ends, struck = random.Random(SEED), time.monotonic() + SECONDS, 0
    line.workers.append(Worker(line.house, line.broker.port))
    line.workers[-1].start()
    await line.happens(20)
    await line.holds(1)
    while time.monotonic() < ends:
        await line.happens(chance.randint(10, 60))
        await chance.choice(blows)(line, chance)
        struck += 1
        await line.happens(chance.randint(1, 30))
        await asyncio.sleep(chance.uniform(0, 3))
    await line.is_whole()
    print(f"{struck} blows, {line.said} events, 0 lost")


async def test_on_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_broker, "RESEND_S", 2.0)
    async with fleet_line(tmp_path) as line:
        await go_through(line, [ingest_falls, broker_falls])


async def test_on_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_broker, "RESEND_S", 2.0)
    with running_postgres(durable=True) as cluster:
        async with fleet_line(tmp_path, cluster.make_migrated()) as line:
            await go_through(line, [ingest_falls, broker_falls, database_falls(cluster)])
