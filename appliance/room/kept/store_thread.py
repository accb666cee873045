"""The store's own thread: the loop never waits for a disk, and work stays in order."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from appliance.core.events import Event, StoreSaid
from appliance.link.journal import record
from appliance.room.kept.problems import Problem
from appliance.room.kept.store import Store

T = TypeVar("T")

LOOK_EVERY_S = 5.0
"""So often a card that refused is tried again, and the room on it is looked at."""
STALL_S = 10.0
"""A card that has not answered for so long is said to be failing, while it is waited for."""
CLOSING_S = 5.0


class StoreThread:
    """Runs work on the store, one piece after the other."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, "store")
        self._waiting: set[asyncio.Task[None]] = set()
        self._problem = store.problem
        self._news = asyncio.Event()

    async def do(self, work: Callable[[Store], T], otherwise: T) -> T:
        """What ``work`` returns, or ``otherwise`` where it was refused."""
        return await self._done(self._begun(work), otherwise)

    def later(self, work: Callable[[Store], None], then: Callable[[], None] | None = None) -> None:
        """Do ``work`` in its turn, and ``then`` on the loop, without anybody waiting for it."""
        done = self._done(self._begun(work), None)
        task = asyncio.get_running_loop().create_task(done, name="store work")
        self._waiting.add(task)
        task.add_done_callback(lambda task: self._finished(task, then))

    def _begun(self, work: Callable[[Store], T]) -> asyncio.Future[T]:
        """Queued at once: who comes first is served first."""
        return asyncio.get_running_loop().run_in_executor(self._thread, work, self._store)

    async def _done(self, begun: asyncio.Future[T], otherwise: T) -> T:
        try:
            return await begun
        except (sqlite3.Error, OSError) as error:
            record("store.refused", logging.ERROR, error=type(error).__name__)
            return otherwise
        finally:
            if self._store.problem is not self._problem:
                self._news.set()

    def _finished(self, task: asyncio.Task[None], then: Callable[[], None] | None) -> None:
        self._waiting.discard(task)
        if then is not None and not task.cancelled():
            then()

    async def run(self, tell: Callable[[Event], None]) -> None:
        """Look after the card for ever, and tell where what is wrong with it changed."""
        while True:
            self._news.clear()
            failing: Problem | None = Problem.DISK_FAILING
            looking = asyncio.create_task(self.do(_looked, failing), name="look")
            done, _ = await asyncio.wait([looking], timeout=STALL_S)
            self._problem = looking.result() if done else failing
            tell(StoreSaid(self._problem))
            if not done:
                await asyncio.wait([looking])
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._news.wait()

    async def close(self) -> None:
        """Finish what was begun, then close the store; a card that hangs is left behind."""
        if self._waiting:
            await asyncio.wait(self._waiting, timeout=CLOSING_S)
        closing = asyncio.create_task(self.do(Store.close, None), name="close store")
        done, _ = await asyncio.wait([closing], timeout=CLOSING_S)
        self._thread.shutdown(wait=bool(done))


def _looked(store: Store) -> Problem | None:
    store.look()
    return store.problem
