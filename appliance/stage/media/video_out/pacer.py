"""Lets packets out evenly: a large picture does not fill the queues that the sound stands in.

Retransmissions go first, pictures in their order. The clock is told.
"""

from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")

FACTOR = 1.6
"""So much faster than the rate: what a picture had too much is away before the next but one."""
AHEAD_S = 0.005
"""A timer is never exact: so much may go early."""
STALE_S = 0.2
"""With more than this waiting no new picture is coded."""
FLOODED_S = 1.0
"""With more than this waiting everything that waits is thrown away."""


class Pacer(Generic[T]):
    """Holds packets until their time; ``rate`` is the picture's share of the way, bit/s."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.ahead_s = AHEAD_S
        """How early a packet may leave; 0 where the spacing itself matters."""
        self._again: deque[tuple[int, T]] = deque()
        self._first: deque[tuple[int, T]] = deque()
        self._bytes = 0
        self._free_at = 0.0

    @property
    def waiting_s(self) -> float:
        """How long it takes until all that waits is sent."""
        return self._bytes * 8 / (self.rate * FACTOR)

    @property
    def empty(self) -> bool:
        """Nothing waits."""
        return not self._first and not self._again

    def put(self, packet: T, size: int) -> None:
        """A packet of a new picture, ``size`` bytes on the wire."""
        self._first.append((size, packet))
        self._bytes += size

    def put_again(self, packet: T, size: int) -> None:
        """A packet that the receiver lacks: before all that is new."""
        self._again.append((size, packet))
        self._bytes += size

    def clear(self) -> None:
        """Throw away what waits."""
        self._first.clear()
        self._again.clear()
        self._bytes = 0

    def take(self, now: float) -> T | None:
        """The next packet whose time has come, or None."""
        if self.empty or now < self._free_at - self.ahead_s:
            return None
        size, packet = (self._again or self._first).popleft()
        self._bytes -= size
        self._free_at = max(self._free_at, now - self.ahead_s) + size * 8 / (self.rate * FACTOR)
        return packet

    def wait_s(self, now: float) -> float:
        """How long until ``take`` gives the next one."""
        return max(0.0, self._free_at - self.ahead_s - now)
