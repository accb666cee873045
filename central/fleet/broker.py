"""Takes in what the broker gives: committed, then acknowledged to the units, then shown."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from fastapi.concurrency import run_in_threadpool

from central.faults import StoreError
from central.fleet.client import OF_ALL, OF_ONE, RECONNECT_S, Client, Heard
from central.fleet.inbox import Inbox, Receipt
from central.fleet.ingest import Message, absorb
from central.fleet.memory import Memory
from central.fleet.register import Register
from central.journal import record
from central.settings import BrokerSettings
from central.store.database import Database
from wire.commands import Signed
from wire.fleet import Nudge, Topic, topic
from wire.records import Record

BATCH = 2_000
SPACING_S = 0.05
"""Between two batches that are not full: a transaction costs what a hundred messages cost."""


class Broker:
    """Listens to every unit and tells them what was committed and what changed.

    Several may run side by side on one database: what happened once reaches one of them, and is
    counted once whoever takes it in. Without a ``register`` nobody shows levels here.
    """

    def __init__(
        self,
        settings: BrokerSettings,
        database: Database,
        register: Register | None,
        clock: Callable[[], float],
    ) -> None:
        self._port = settings.port
        self._database = database
        self._register = register
        self._clock = clock
        self._inbox = Inbox()
        self._memory = Memory()
        self._missing = False
        self._dropped = 0
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        once = OF_ONE if settings.ingest or register is None else ()
        heard = Heard(
            connected=lambda: self._hand_over(self._connected),
            silent=lambda why: self._hand_over(self._silent, why),
            message=self._put,
        )
        self._client = Client(settings, (*(OF_ALL if register else ()), *once), heard)

    async def run(self) -> None:
        """Connect, again and again, and take in what arrives; never returns."""
        self._loop = asyncio.get_running_loop()
        self._client.start()
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                while (batch := self._inbox.take(BATCH))[0]:
                    await self._absorb(*batch)
                    if len(batch[0]) < BATCH:
                        await asyncio.sleep(SPACING_S)
        finally:
            await run_in_threadpool(self._client.stop)

    def nudge(self, unit: str) -> None:
        """Tell a unit that its bookings changed."""
        self._publish(unit, Topic.NUDGE, Nudge(at=self._clock()))

    def ask(self, unit: str, verb: str, command: Signed) -> None:
        """Send an act from afar; from any thread."""
        self._client.publish(topic(unit, Topic.COMMAND, verb), command.to_json())

    async def _absorb(self, batch: Sequence[Message], receipts: Sequence[Receipt]) -> None:
        """Commit, then tell; while the database does not answer, the batch waits."""
        while True:
            now = self._clock()
            try:
                taken = await run_in_threadpool(absorb, self._database, batch, now, self._memory)
                break
            except StoreError:
                record("store.silent", level=logging.ERROR, duty="broker")
                await asyncio.sleep(RECONNECT_S)
        self._client.ack(receipts)
        for unit, every in taken.acked.items():
            for acked in every:
                self._publish(unit, Topic.ACKED, acked)
        if self._register:
            self._register.put(taken.lines)
        if self._inbox.dropped > self._dropped:
            lost, self._dropped = self._inbox.dropped - self._dropped, self._inbox.dropped
            record("messages.dropped", level=logging.WARNING, count=lost)

    def _publish(self, unit: str, name: Topic, said: Record) -> None:
        self._client.publish(topic(unit, name), said.to_json())

    def _put(self, message: Message, receipt: Receipt | None) -> None:
        if self._inbox.put(message, receipt):
            self._hand_over(self._news.set)

    def _hand_over(self, function: Callable[..., None], *args: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *args)

    def _connected(self) -> None:
        self._missing = False
        record("broker.connected", port=self._port)
        if self._register:
            self._register.hear(listening=True)

    def _silent(self, why: str) -> None:
        if self._register:
            self._register.hear(listening=False)
        if not self._missing:
            self._missing = True
            record("broker.missing", level=logging.WARNING, code=why, port=self._port)
