"""The orders that run: each belongs to one browser, is looked at every 2 s and ends by itself.

An order that nobody opened within BankID's 30 s is silently made anew for 3 min. A completed one
is given out once. Everything is in memory: a restart of central ends every order.
"""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from central.eid.port import EidFault, EidProvider, Progress, Started
from central.journal import record

COLLECT_S = 2.0
RENEWED_S = 180.0
"""So long an order that was not started is made anew."""
LONGEST_S = 300.0
KEPT_S = 60.0
"""A completed or failed order is forgotten this long after."""
RUNNING = 500
"""So many orders run at the same time."""
PATIENCE = 3
"""So many looks in a row may fail."""

State = Literal["pending", "complete", "failed"]


@dataclass(slots=True)
class Order:
    """One browser's identification."""

    provider: str
    end_user_ip: str
    started: Started
    began: float
    """Of the first order; the event loop's time."""
    made: float
    """Of this one, where it was made anew."""
    state: State = "pending"
    hint: str = "outstandingTransaction"
    number: str | None = field(default=None, repr=False)
    ended: float | None = None
    misses: int = 0


class Orders:
    """All running orders, by the digest of their browser's secret."""

    def __init__(
        self, providers: dict[str, EidProvider], clock: Callable[[], float] | None = None
    ) -> None:
        self.providers = providers
        self._clock = clock
        self._orders: dict[str, Order] = {}

    def now(self) -> float:
        """Seconds that never jump."""
        return self._clock() if self._clock else asyncio.get_running_loop().time()

    async def start(self, provider: str, end_user_ip: str) -> str:
        """A new order; the secret that its browser must show. EidFault where none can be had."""
        if len(self._orders) >= RUNNING:
            raise EidFault("busy")
        started = await self.providers[provider].start(end_user_ip)
        secret, now = secrets.token_urlsafe(32), self.now()
        self._orders[_key(secret)] = Order(provider, end_user_ip, started, now, now)
        return secret

    def of(self, secret: str | None) -> Order | None:
        """The order of whoever shows ``secret``."""
        return self._orders.get(_key(secret)) if secret else None

    async def cancel(self, secret: str | None) -> None:
        """Its browser does not wait any more, or begins another one."""
        order = self._orders.pop(_key(secret), None) if secret else None
        if order is not None and order.state == "pending":
            await self._cancel(order)

    def take(self, secret: str | None) -> Order | None:
        """A completed order, once."""
        order = self.of(secret)
        if order is None or secret is None or order.state != "complete":
            return None
        return self._orders.pop(_key(secret))

    async def run(self) -> None:
        """Look at every order, for ever."""
        try:
            while True:
                await asyncio.sleep(COLLECT_S)
                await self.look()
        finally:
            for provider in self.providers.values():
                await provider.close()

    async def look(self) -> None:
        """One look at each, all at the same time; forget what is long over."""
        pending = [order for order in self._orders.values() if order.state == "pending"]
        await asyncio.gather(*(self._follow(order) for order in pending))
        now = self.now()
        old = [key for key, o in self._orders.items() if o.ended and now >= o.ended + KEPT_S]
        for key in old:
            del self._orders[key]

    async def _follow(self, order: Order) -> None:
        if self.now() >= order.began + LONGEST_S:
            await self._cancel(order)
            self._end(order, "failed", "expiredTransaction")
            return
        try:
            told = await self.providers[order.provider].collect(order.started)
            order.misses = 0
        except EidFault as fault:
            self._missed(order, fault)
            return
        await self._told(order, told)

    async def _told(self, order: Order, told: Progress) -> None:
        unopened = told.state == "failed" and told.hint == "startFailed"
        if unopened and self.now() < order.began + RENEWED_S:
            await self._renew(order)
        elif told.state == "complete":
            order.number = told.number
            self._end(order, "complete", "")
        elif told.state == "failed":
            self._end(order, "failed", told.hint)
        else:
            order.hint = told.hint

    async def _renew(self, order: Order) -> None:
        try:
            order.started = await self.providers[order.provider].start(order.end_user_ip)
        except EidFault as fault:
            self._end(order, "failed", fault.code)
            return
        order.made, order.hint = self.now(), "outstandingTransaction"

    def _missed(self, order: Order, fault: EidFault) -> None:
        order.misses += 1
        if fault.code != "unreachable" or order.misses >= PATIENCE:
            record("eid.failed", level=logging.WARNING, code=fault.code)
            self._end(order, "failed", fault.code)

    def _end(self, order: Order, state: State, hint: str) -> None:
        order.state, order.hint, order.ended = state, hint, self.now()

    async def _cancel(self, order: Order) -> None:
        try:
            await self.providers[order.provider].cancel(order.started)
        except EidFault:
            record("eid.uncancelled", level=logging.WARNING)


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
