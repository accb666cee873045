"""From a device's thread to every track in the loop."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Fan(Generic[T]):
    """``send`` may be called from any thread; what was added gets it in the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._puts: tuple[Callable[[T], None], ...] = ()

    def add(self, put: Callable[[T], None]) -> Callable[[], None]:
        """Give ``put`` everything from now on; returns what ends it."""
        self._puts = (*self._puts, put)

        def end() -> None:
            self._puts = tuple(one for one in self._puts if one is not put)

        return end

    def send(self, item: T) -> None:
        """Hand ``item`` over; where nobody listens the loop is not even woken."""
        if self._puts and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._spread, item)

    def _spread(self, item: T) -> None:
        for put in self._puts:
            put(item)
