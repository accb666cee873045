"""The rounds of one way: what is due is tried, what came of it is written down, until it is done.

The law: ``sending`` is written before the step that cannot be taken back, and ``sent`` after it.
Central may end at any moment. What it finds ``sending`` at its start was sent once or not at all:
it is sent again only where the far end drops repeats, else it is ``unknown`` and a person decides.
One central serves one database; commands beside it write letters and never send them.
"""

import asyncio
import hashlib
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from fastapi.concurrency import run_in_threadpool

from central.core.delivery import Result, State, later, next_try, unsure
from central.delivery.lost import give_up, tell_if_lost
from central.delivery.port import Message, Sending, Way
from central.faults import StoreError
from central.journal import record
from central.outbox import Outbox
from central.post import posting
from central.settings import CentralSettings
from central.store import deliveries
from central.store.database import Database
from central.store.delivery_tables import Delivery

LOOK_S = 0.5
AT_ONCE = 8
"""So many are tried at the same time."""
GRACE_S = 1.5
"""A central that is told to stop waits so long for the end of what is being sent."""

T = TypeVar("T")


class _CalledBackError(Exception):
    """It waits no more: its visit was cancelled a moment ago."""


class Rounds:
    """Everything that leaves by one way."""

    def __init__(
        self,
        settings: CentralSettings,
        database: Database,
        outbox: Outbox,
        clock: Callable[[], float],
        name: str,
        way: Way,
    ) -> None:
        self._settings = settings
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._name = name
        self._way = way

    async def run(self) -> None:
        """Go round for ever; between two rounds nothing is being sent."""
        while True:
            await self._surely(self._recover)  # at the start, and what a broken try left behind
            due = await self._surely(self._due)
            if due:
                await self._together([self._try(rows) for rows in due])
            else:
                await asyncio.sleep(LOOK_S)

    async def _surely(self, ask: Callable[[], T]) -> T:
        """Ask the database until it answers: what is known must be written down."""
        while True:
            try:
                return await run_in_threadpool(ask)
            except StoreError:
                record("store.silent", level=logging.ERROR, duty=f"messages.{self._name}")
                await asyncio.sleep(LOOK_S)

    async def _together(self, tries: Sequence[Awaitable[None]]) -> None:
        """All at the same time; who ends us waits a little, so that less is left unknown."""
        tasks = [asyncio.ensure_future(one) for one in tries]
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError:
            await asyncio.wait(tasks, timeout=GRACE_S)
            raise
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for fault in ended:
            if isinstance(fault, BaseException):
                raise fault

    async def _try(self, rows: Sequence[Delivery]) -> None:
        """Try one message: one delivery, or all that waits for one clinic."""
        try:
            result = await self._way.deliver(message_of(rows), self._sending(rows))
        except (_CalledBackError, StoreError):
            return  # nothing was sent: it is looked at anew
        if result.state is State.UNKNOWN and self._way.drops_repeats:
            result = later(result.code or "no-answer")
        await self._surely(lambda: self._note(rows, result))

    def _sending(self, rows: Sequence[Delivery]) -> Sending:
        def begin() -> None:
            with self._database.begin() as transaction:
                for row in rows:
                    if not deliveries.begin(transaction, row.id, self._clock()):
                        raise _CalledBackError

        async def sending() -> None:
            await run_in_threadpool(begin)

        return sending

    def _due(self) -> list[list[Delivery]]:
        with self._database.begin() as transaction:
            due = deliveries.due(transaction, self._name, self._clock(), AT_ONCE)
            return deliveries.gathered(transaction, due)

    def _note(self, rows: Sequence[Delivery], result: Result) -> None:
        now = self._clock()
        luck = random.random()  # noqa: S311 - spreads the load, keeps no secret
        with posting(self._database, self._outbox, now) as post:
            for row in rows:
                again = next_try(row.tries + 1, now, luck)
                noted = deliveries.note(post.transaction, row.id, result, now, again)
                if noted and result.state is State.FAILED:
                    tell_if_lost(post, self._settings, noted)
        level = logging.INFO if result.state is State.SENT else logging.WARNING
        for row in rows:
            facts = {"way": self._name, "kind": row.kind, "tries": row.tries + 1}
            record(f"message.{result.state}", level=level, code=result.code, **facts)

    def _recover(self) -> None:
        now = self._clock()
        left = later("cut-short") if self._way.drops_repeats else unsure("cut-short")
        with self._database.begin() as transaction:
            rows = deliveries.cut_short(transaction, self._name)
            for row in rows:
                deliveries.note(transaction, row.id, left, now, now)
        if rows:
            record("messages.cut-short", logging.WARNING, way=self._name, count=len(rows))


def message_of(rows: Sequence[Delivery]) -> Message:
    """What leaves for ``rows``; several are one message, whose id is that of exactly these."""
    first = rows[0]
    ids, subject, text = [row.id for row in rows], first.subject or "", first.text or ""
    name = first.id
    if len(rows) > 1:
        subject = f"{len(rows)} meddelanden: {subject}"
        text = "\n\n* * *\n\n".join(f"{row.subject}\n\n{row.text}" for row in rows)
        name = hashlib.sha256(",".join(ids).encode()).hexdigest()[:32]
    return Message(name, first.address or "", subject, text, first.made_at)


async def give_up_late(
    settings: CentralSettings, database: Database, outbox: Outbox, clock: Callable[[], float]
) -> None:
    """Give up for ever what is of no use any more, and forget what nobody can send again."""
    while True:
        try:
            await run_in_threadpool(give_up, settings, database, outbox, clock())
        except StoreError:
            record("store.silent", level=logging.ERROR, duty="messages")
        await asyncio.sleep(LOOK_S * 4)


def duties(
    settings: CentralSettings,
    database: Database,
    outbox: Outbox,
    clock: Callable[[], float],
    ways: dict[str, Way],
) -> dict[str, Callable[[], Coroutine[Any, Any, None]]]:
    """The rounds of every way, and who gives up, by the duty's name."""
    made: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
        f"messages.{name}": Rounds(settings, database, outbox, clock, name, way).run
        for name, way in ways.items()
    }
    return {**made, "messages": lambda: give_up_late(settings, database, outbox, clock)}
