"""What a bad network does to one direction of a path: pure, seeded, its clock an argument."""

import random
from collections import Counter
from dataclasses import dataclass

HEADERS = 28
"""Bytes of IPv4 and UDP that a link carries with each datagram."""


@dataclass(frozen=True)
class Trouble:
    """Nothing is wrong unless it is said; shares are 0 to 1, times in seconds."""

    loss: float = 0.0
    """Each datagram is lost by itself."""
    burst: float = 0.0
    """Each datagram may begin a burst in which everything is lost (Gilbert)."""
    burst_length: float = 5.0
    """Datagrams in a burst, on average."""
    delay_s: float = 0.0
    jitter_s: float = 0.0
    """Up to so much more delay, drawn anew for each datagram."""
    reorder: bool = False
    """Jitter may change the order; else one that is late holds up those behind it."""
    duplicate: float = 0.0
    cap_bit_s: float | None = None
    """What the link carries, headers included."""
    queue_s: float = 0.25
    """How much waits before the cap, at its speed; more is dropped."""


class OneWay:
    """One direction; ``pass_on`` says for each datagram when it comes out at the other end."""

    def __init__(self, trouble: Trouble, seed: int) -> None:
        self.trouble = trouble
        self.cut = False
        """While set, nothing gets through."""
        self.counts: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._bursting = False
        self._free_at = float("-inf")
        self._last_out = float("-inf")

    def pass_on(self, now: float, size: int) -> tuple[float, ...]:
        """When copies of a datagram of ``size`` bytes come out: none, one or two times >= now."""
        self.counts["came"] += 1
        if self.cut:
            self.counts["cut"] += 1
            return ()
        sent_at = self._through_the_cap(now, size)
        if sent_at is None:
            self.counts["queue_full"] += 1
            return ()
        if self._is_lost():
            return ()
        times = [self._delayed(sent_at)]
        if self._random.random() < self.trouble.duplicate:
            self.counts["duplicated"] += 1
            times.append(self._delayed(sent_at))
        self.counts["went"] += len(times)
        self.counts["bytes"] += size * len(times)
        return tuple(times)

    def _through_the_cap(self, now: float, size: int) -> float | None:
        cap = self.trouble.cap_bit_s
        if cap is None:
            return now
        begins = max(now, self._free_at)
        if begins - now > self.trouble.queue_s:
            return None
        self._free_at = begins + (size + HEADERS) * 8 / cap
        return self._free_at

    def _is_lost(self) -> bool:
        trouble, draw = self.trouble, self._random.random
        if self._bursting:
            self._bursting = draw() >= 1 / max(1.0, trouble.burst_length)
        else:
            self._bursting = draw() < trouble.burst
        if self._bursting:
            self.counts["lost_in_burst"] += 1
            return True
        if draw() < trouble.loss:
            self.counts["lost"] += 1
            return True
        return False

    def _delayed(self, sent_at: float) -> float:
        trouble = self.trouble
        out = sent_at + trouble.delay_s + self._random.random() * trouble.jitter_s
        if not trouble.reorder:
            out = max(out, self._last_out)
        self._last_out = out
        return out
