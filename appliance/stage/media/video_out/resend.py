"""What was sent lately, and which of it may be sent again (RFC 4588): not twice within one round
trip, and never more than a fifth of the rate. The clock is told.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

SHARE = 0.2
"""Of the rate, for packets that are sent again."""
BURST_S = 0.5
"""Unspent budget is kept for so long."""
LEAST_BURST = 6_000
"""Bytes: a handful of packets may always go."""
MOST_KEPT, KEPT_S = 1024, 3.0
LEAST_HOLD_S = 0.02


@dataclass(slots=True)
class _Sent(Generic[T]):
    packet: T
    size: int
    at: float
    again_at: float = float("-inf")


class Resend(Generic[T]):
    """The history of one stream, by RTP sequence number."""

    def __init__(self) -> None:
        self._sent: OrderedDict[int, _Sent[T]] = OrderedDict()
        self._budget = float(LEAST_BURST)
        self._at = 0.0

    def __len__(self) -> int:
        return len(self._sent)

    def keep(self, number: int, packet: T, size: int, now: float) -> None:
        """``packet`` was sent as ``number``."""
        self._sent.pop(number, None)
        self._sent[number] = _Sent(packet, size, now)
        while len(self._sent) > MOST_KEPT or now - next(iter(self._sent.values())).at > KEPT_S:
            self._sent.popitem(last=False)

    def ask(self, number: int, round_trip_s: float | None, rate: int, now: float) -> T | None:
        """The packet that goes again now, or None: unknown, just sent again, or no budget."""
        sent = self._sent.get(number)
        hold = max(LEAST_HOLD_S, round_trip_s if round_trip_s is not None else 0.1)
        if sent is None or now - sent.at < LEAST_HOLD_S or now - sent.again_at < hold:
            return None
        share = rate * SHARE / 8
        passed = max(0.0, now - self._at)
        self._at = now
        self._budget = min(self._budget + share * passed, max(LEAST_BURST, share * BURST_S))
        if sent.size > self._budget:
            return None
        self._budget -= sent.size
        sent.again_at = now
        return sent.packet
