"""The packets that wait: in order, each once, and all of one timeline."""

from bisect import bisect_left
from dataclasses import dataclass

from hardware.sound import RATE_HZ

MOST = 300
"""Packets that may wait; 6 s of 20 ms. Of more the oldest are given up."""
EARLIEST_S, LATEST_S = -1.0, 4.0
"""A packet so far from when it was due does not belong to the timeline."""
AGREE_S = 0.5
STRANGERS = 2
"""So many in a row that agree with each other begin a new timeline."""


@dataclass(frozen=True)
class Waiting:
    """One packet; ``time`` is its first sample's RTP time, unwrapped."""

    time: int
    samples: int
    data: bytes
    at: float
    """When it arrived, s."""
    carries: bool = False
    """It holds the packet before it too (FEC)."""

    @property
    def end(self) -> int:
        """The RTP time after its last sample."""
        return self.time + self.samples


class Timeline:
    """Unwraps RTP time, and tells what does not belong."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._transit = 0.0
        self._stranger: float | None = None
        self._strangers = 0

    def place(self, timestamp: int, now: float) -> tuple[int, bool] | None:
        """The unwrapped time of 32 bits of RTP time, and whether a new timeline begins with it.

        None for a stranger that is not believed yet.
        """
        if self._newest is None:
            return self._begin(timestamp, now)
        away = (timestamp - self._newest + (1 << 31)) % (1 << 32) - (1 << 31)
        time = self._newest + away
        transit = now - time / RATE_HZ
        if EARLIEST_S < transit - self._transit < LATEST_S:
            self._stranger = None
            self._newest = max(self._newest, time)
            self._transit += (transit - self._transit) / 16
            return time, False
        if self._stranger is None or abs(transit - self._stranger) > AGREE_S:
            self._stranger, self._strangers = transit, 1
        else:
            self._strangers += 1
        return self._begin(timestamp, now) if self._strangers >= STRANGERS else None

    def _begin(self, timestamp: int, now: float) -> tuple[int, bool]:
        self._newest, self._stranger = timestamp, None
        self._transit = now - timestamp / RATE_HZ
        return timestamp, True


class Store:
    """Packets by their time."""

    def __init__(self) -> None:
        self._times: list[int] = []
        self._packets: dict[int, Waiting] = {}

    def __len__(self) -> int:
        return len(self._times)

    @property
    def full(self) -> bool:
        """More wait than may."""
        return len(self._times) > MOST

    def put(self, packet: Waiting) -> bool:
        """Keep ``packet``; False where one of its time is there already."""
        if packet.time in self._packets:
            return False
        self._times.insert(bisect_left(self._times, packet.time), packet.time)
        self._packets[packet.time] = packet
        return True

    def first(self) -> Waiting | None:
        """The one that is due next."""
        return self._packets[self._times[0]] if self._times else None

    def pop(self) -> Waiting:
        """Take the first out."""
        return self._packets.pop(self._times.pop(0))

    def clear(self) -> int:
        """Give up all; returns how many."""
        count = len(self._times)
        self._times, self._packets = [], {}
        return count

    def unbroken(self, since: int, enough: int) -> int:
        """Samples that follow ``since`` without a gap; counting ends at ``enough``."""
        total = 0
        for time in self._times:
            if time > since + total or total >= enough:
                break
            total = max(total, self._packets[time].end - since)
        return total
