"""A browser's video sender and the network to a store, in virtual time: seeded, no sockets."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from appliance.stage.media.video_in.pieces import Traits
from appliance.stage.media.video_in.store import Coded, Store

FRAME_S = 1 / 30


@dataclass
class Way:
    """What the network does to each packet; ``late`` draws an extra delay in seconds."""

    loss: float = 0.0
    delay_s: float = 0.01
    late: Callable[[random.Random], float] = lambda _: 0.0
    twice: float = 0.0


@dataclass
class Shown:
    """A picture that the store gave on."""

    coded: Coded
    at: float
    made_at: float


@dataclass
class Run:
    """What came of it."""

    shown: list[Shown] = field(default_factory=list)
    keys_asked: int = 0
    packets_asked: int = 0
    sent: int = 0

    @property
    def gaps(self) -> list[float]:
        """Seconds between pictures shown."""
        times = [one.at for one in self.shown]
        return [after - before for before, after in pairwise(times)]

    def frozen(self) -> float:
        """Seconds of freezes as W3C webrtc-stats counts them, near enough."""
        return sum(gap for gap in self.gaps if gap > FRAME_S + 0.15)

    def delays(self) -> list[float]:
        """Seconds from camera to screen, sorted."""
        return sorted(one.at - one.made_at for one in self.shown)


class VideoNetwork:
    """Sends ``packets`` a frame (``key_packets`` in a key frame), answers requests and PLI."""

    def __init__(self, store: Store, way: Way, seed: int = 1, *, packets: int = 5) -> None:
        self.store = store
        self.way = way
        self.run_ = Run()
        self.packets, self.key_packets = packets, 30
        self.drop: Callable[[int, float], bool] = lambda _seq, _now: False
        """Loses these too, on their first way."""
        self._random = random.Random(seed)
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._count = 0
        self._seq = 65_500
        self._history: dict[int, tuple[int, bytes, Traits, bool]] = {}
        self._key_due = True
        self._made: dict[int, float] = {}
        self._tick_at = float("inf")

    def at(self, when: float, do: Callable[[float], None]) -> None:
        """Do something then."""
        self._count += 1
        heapq.heappush(self._events, (when, self._count, do))

    def run(self, seconds: float) -> Run:
        """Everything until then."""
        for number in range(int(seconds / FRAME_S)):
            self.at(number * FRAME_S, lambda now, n=number: self._film(n, now))  # type: ignore[misc]
        while self._events and self._events[0][0] < seconds + 1:
            now, _, do = heapq.heappop(self._events)
            do(now)
        return self.run_

    def _film(self, number: int, now: float) -> None:
        key, self._key_due = self._key_due, False
        count = self.key_packets if key else self.packets
        stamp = (0xFFFFFF00 + number * 3000) & 0xFFFFFFFF
        self._made[stamp] = now
        for index in range(count):
            first = index == 0
            packet = (
                stamp,
                bytes([not key] * 1000),
                Traits(first, first and key),
                index == count - 1,
            )
            self._history[self._seq] = packet
            self._send(self._seq, now + index * 0.0004, recovered=False)
            self._seq = (self._seq + 1) % 65536

    def _send(self, seq: int, now: float, *, recovered: bool) -> None:
        self.run_.sent += 1
        if self._random.random() < self.way.loss or (not recovered and self.drop(seq, now)):
            return
        for _ in range(1 + (self._random.random() < self.way.twice)):
            at = now + self.way.delay_s + self.way.late(self._random)
            self.at(at, lambda now: self._arrive(seq, now, recovered=recovered))

    def _arrive(self, seq: int, now: float, *, recovered: bool) -> None:
        stamp, data, traits, marker = self._history[seq]
        self.store.put(seq, stamp, data, traits, now, marker=marker, recovered=recovered)
        self._look(now)

    def _look(self, now: float) -> None:
        store = self.store
        store.tick(now)
        asked = store.missing.due(now)
        self.run_.packets_asked += len(asked)
        if asked and self._random.random() >= self.way.loss:
            self.at(now + self.way.delay_s, lambda now: self._repeat(asked, now))
        if store.key_wanted(now):
            self.run_.keys_asked += 1
            if self._random.random() >= self.way.loss:
                self.at(now + self.way.delay_s, lambda _: self._ask_key())
        for coded in store.taken(now):
            made = self._made[coded.timestamp & 0xFFFFFFFF]
            self.run_.shown.append(Shown(coded, now, made))
        next_at = store.next_at()
        if next_at < self._tick_at or self._tick_at <= now:
            self._tick_at = max(next_at, now + 0.001)
            if self._tick_at < now + 10:
                self.at(self._tick_at, self._look)

    def _repeat(self, asked: list[int], now: float) -> None:
        for seq in asked:
            if seq % 65536 in self._history:
                self._send(seq % 65536, now, recovered=True)

    def _ask_key(self) -> None:
        self._key_due = True
