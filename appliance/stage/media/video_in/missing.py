"""Which packets are missing, and when each is asked for again (RFC 4585, 6.2.1)."""

from dataclasses import dataclass

LEAST_RETRY_S = 0.08
FIRST_RTT_S = 0.1
MOST_MISSING = 400
"""More at once is no loss but a new beginning."""
FORGET_S = 1.5
"""So old nobody has it any more."""
MOST_HOLD_S = 0.03
"""The longest that a first request waits for a packet which was only overtaken."""
TOGETHER_S = 0.008
"""Requests due so soon go out in one message."""


@dataclass(slots=True)
class _Gap:
    since: float
    due: float
    tries: int = 0
    asked_at: float = 0.0


class Missing:
    """A bounded list; its clock is the argument ``now``, seconds."""

    def __init__(self) -> None:
        self.rtt_s = FIRST_RTT_S
        """Learnt from how long a packet takes that was asked for."""
        self.asked = 0
        """Packets that were asked for again, each request counted."""
        self._gaps: dict[int, _Gap] = {}
        self._hold_s = 0.0

    def __len__(self) -> int:
        return len(self._gaps)

    def add(self, first: int, end: int, now: float) -> None:
        """Packets ``first`` to ``end`` - 1 did not come; the caller bounds their number."""
        for seq in range(first, end):
            self._gaps[seq] = _Gap(since=now, due=now + self._hold_s)
        if len(self._gaps) > MOST_MISSING:
            for seq in sorted(self._gaps)[:-MOST_MISSING]:
                del self._gaps[seq]

    def arrived(self, seq: int, now: float, *, recovered: bool) -> None:
        """It came after all: ``recovered`` when it was sent again for us."""
        gap = self._gaps.pop(seq, None)
        if gap is None:
            self._hold_s *= 0.999
        elif recovered and gap.tries:
            taken = min(max(now - gap.asked_at, 0.005), 1.0)
            self.rtt_s += (taken - self.rtt_s) / (4 if gap.tries == 1 else 16)
        elif not recovered:
            self._hold_s = max(self._hold_s, min((now - gap.since) * 1.25, MOST_HOLD_S))

    def since(self, seq: int) -> float | None:
        """When ``seq`` was missed first; None when it is not on the list."""
        gap = self._gaps.get(seq)
        return None if gap is None else gap.since

    def forget_before(self, seq: int) -> None:
        """What comes before ``seq`` is not needed any more."""
        for old in [one for one in self._gaps if one < seq]:
            del self._gaps[old]

    def due(self, now: float) -> list[int]:
        """What to ask for now, in order; each again after a round trip, and then less often."""
        found = []
        for seq, gap in list(self._gaps.items()):
            if now - gap.since > FORGET_S:
                del self._gaps[seq]
            elif gap.due <= now + (TOGETHER_S if gap.tries else 0.0):
                gap.asked_at = gap.asked_at if gap.tries else now
                gap.tries += 1
                gap.due = now + self._retry_s(gap.tries)
                found.append(seq)
        self.asked += len(found)
        return sorted(found)

    def _retry_s(self, tries: int) -> float:
        return max(LEAST_RETRY_S, self.rtt_s * 1.1 + 0.01) * (1.0 if tries < 3 else 1.5)

    def next_at(self) -> float:
        """When ``due`` has something again; infinity when nothing is missing."""
        return min((gap.due for gap in self._gaps.values()), default=float("inf"))
