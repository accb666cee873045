"""Reads every foreign booking system again and again, each in a task of its own."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from fastapi.concurrency import run_in_threadpool

from central.faults import SetupError, StoreError
from central.imports.poll import poll
from central.imports.settings import ImportSettings
from central.imports.takeover import Takeover
from central.journal import record
from central.outbox import Outbox
from central.settings import CentralSettings
from central.store.database import Database

AT_ONCE = 2
"""How many sources are read at the same moment."""


async def mirror(
    settings: CentralSettings, database: Database, outbox: Outbox, clock: Callable[[], float]
) -> None:
    """Poll every source for ever; what goes wrong with one harms neither the others nor central."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        for table in settings.imports:
            mirrored = Mirror(settings, database, outbox, clock, table)
            group.create_task(mirrored.run(turns), name=f"import {table.name}")
        await asyncio.Event().wait()


class Mirror:
    """One source: read, taken over, and told of in the journal where something is new."""

    def __init__(
        self,
        settings: CentralSettings,
        database: Database,
        outbox: Outbox,
        clock: Callable[[], float],
        table: ImportSettings,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._table = table
        self._takeover = Takeover(settings, database, outbox, table)
        self._said: object = None

    async def run(self, turns: asyncio.Semaphore) -> None:
        """Poll for ever."""
        while True:
            async with turns:
                await self.once()
            await asyncio.sleep(self._table.poll_seconds)

    async def once(self) -> Mapping[str, int]:
        """One poll and what came of it; a database or disk that fails is tried at the next one."""
        now = self._clock()
        try:
            span, reading = await poll(self._table, self._settings.zone, now)
            counts = await run_in_threadpool(self._takeover.take, reading, span, self._clock())
        except (StoreError, SetupError, OSError) as error:
            self._say("import.waits", logging.ERROR, error=type(error).__name__)
            return {}
        except Exception as error:  # noqa: BLE001 - what one source brings must not end central
            self._say("import.broken", logging.ERROR, error=type(error).__name__)
            return {}
        facts = {"found": len(reading.found), "bad": len(reading.bad), **counts}
        if reading.complete:
            self._say("import.read", logging.INFO, **facts)
        else:
            self._say("import.failed", logging.WARNING, code=reading.problem, **facts)
        return counts

    def _say(self, what: str, level: int, **facts: object) -> None:
        """Record it where it differs from what was recorded last; codes and counts only (S6)."""
        if (what, facts) != self._said:
            self._said = (what, facts)
            record(what, level, source=self._table.name, **facts)
