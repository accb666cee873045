"""The store's own thread: the loop never waits for a disk, and work stays in order."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from appliance.link.journal import record
from appliance.room.kept.store import Store

T = TypeVar("T")


class StoreThread:
    """Runs work on the store, one piece after the other.

    A full or failing disk is recorded (once until it works again) and harms nothing else.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, "store")
        self._failing = False
        self._waiting: set[asyncio.Task[None]] = set()

    async def do(self, work: Callable[[Store], T], otherwise: T) -> T:
        """What ``work`` returns, or ``otherwise`` where the disk failed."""
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._thread, work, self._store)
        except (sqlite3.Error, OSError) as error:
            if not self._failing:
                record("store.failing", logging.ERROR, error=type(error).__name__)
            self._failing = True
            return otherwise
        self._failing = False
        return result

    def later(self, work: Callable[[Store], None], then: Callable[[], None] | None = None) -> None:
        """Do ``work`` in its turn, and ``then`` on the loop, without anybody waiting for it."""
        done = self.do(work, None)
        task = asyncio.get_running_loop().create_task(done, name="store work")
        self._waiting.add(task)
        task.add_done_callback(lambda task: self._finished(task, then))

    def _finished(self, task: asyncio.Task[None], then: Callable[[], None] | None) -> None:
        self._waiting.discard(task)
        if then is not None and not task.cancelled():
            then()

    async def close(self) -> None:
        """Finish what was begun, then close the store."""
        if self._waiting:
            await asyncio.wait(self._waiting)
        await self.do(Store.close, None)
        self._thread.shutdown(wait=True)
