"""Reads the report blocks about our picture (RFC 3550, 6.4.1): whatever may stand in them."""

from collections import OrderedDict
from typing import Protocol

from appliance.stage.media.video_out.rate import Report

MOST_KEPT = 2048


class Block(Protocol):
    """One report block as it came, fields of the RFC."""

    highest_sequence: int
    packets_lost: int


class Blocks:
    """Turns running counts into what happened since the last block."""

    def __init__(self) -> None:
        self.lost = 0
        """All together, as the receiver counts."""
        self._highest: int | None = None
        self._count = self._first = 0
        self._bytes = 0
        self._passed = 0
        self._upto: OrderedDict[int, int] = OrderedDict()
        """All bytes sent up to and with a sequence number."""

    def sent(self, number: int, size: int) -> None:
        """A packet went out for the first time."""
        if not self._count:
            self._first = number
        self._count += 1
        self._bytes += size
        self._upto.pop(number, None)
        self._upto[number] = self._bytes
        if len(self._upto) > MOST_KEPT:
            self._upto.popitem(last=False)

    def read(self, block: Block, round_trip_s: float | None) -> Report:
        """What ``block`` says; what cannot be is bounded by what was sent."""
        cycle = 1 << (16 if self._highest is None else 32)
        last = self._first - 1 if self._highest is None else self._highest
        ahead = (block.highest_sequence - last) % cycle
        expected = min(ahead, self._count) if ahead < cycle // 2 else 0
        lost = max(-self._count, min(block.packets_lost - self.lost, expected))
        self._highest, self.lost = block.highest_sequence, block.packets_lost
        self._passed = max(self._passed, self._upto.get(block.highest_sequence & 0xFFFF, 0))
        return Report(expected, lost, self._passed, round_trip_s)
