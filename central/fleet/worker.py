"""``ostord-central ingest``: takes in numbers and events beside ``serve``, as often as wanted."""

import asyncio
import contextlib
import signal
import time

from central.faults import SetupError
from central.fleet.broker import Broker
from central.journal import record
from central.settings import CentralSettings
from central.store.database import Database


def run(settings: CentralSettings) -> None:
    """Take in until SIGINT or SIGTERM; SetupError without ``[broker]`` or a database that fits."""
    if settings.broker is None:
        raise SetupError("central.toml: broker: is missing; there is nothing to take in from")
    database = Database(settings.database)
    database.require_schema()
    record("starting", duty="ingest")
    try:
        asyncio.run(_until_told(Broker(settings.broker, database, None, time.time)))
    finally:
        database.close()


async def _until_told(broker: Broker) -> None:
    taking_in = asyncio.create_task(broker.run(), name="ingest")
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, taking_in.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await taking_in
