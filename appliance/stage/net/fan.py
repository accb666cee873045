"""From a device's thread to every track in the loop."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_WAITING = 10
"""A loop that was late skips the oldest: a picture of 1.4 MB comes 30 times a second."""


class Fan(Generic[T]):
    """``send`` may be called from any thread; what was added gets it in the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._puts: tuple[Callable[[T], None], ...] = ()
        self._waiting: deque[T] = deque(maxlen=MOST_WAITING)
        self._asked = False

    def add(self, put: Callable[[T], None]) -> Callable[[], None]:
        """Give ``put`` everything from now on; returns what ends it."""
        self._puts = (*self._puts, put)

        def end() -> None:
            self._puts = tuple(one for one in self._puts if one is not put)

        return end

    def send(self, item: T) -> None:
        """Hand ``item`` over; where nobody listens the loop is not even woken."""
        if not self._puts or self._loop.is_closed():
            return
        self._waiting.append(item)
        if not self._asked:
            self._asked = True
            self._loop.call_soon_threadsafe(self._spread)

    def _spread(self) -> None:
        self._asked = False
        for _ in range(len(self._waiting)):
            item = self._waiting.popleft()
            for put in self._puts:
                put(item)
