"""How unevenly something comes: how late, against the earliest of the last seconds."""

from collections import deque

import numpy as np

ROOM = 512
"""So many arrivals are remembered: 10 s of packets of 20 ms."""
EVERY = 5
"""The quantile is reckoned anew after so many arrivals."""
PEAK_S = 1.0
"""Late packets in a row are one peak, for so long; then they are the rule."""


class Spread:
    """Of arrivals: each has a time and a transit (its time minus when it was due, any origin)."""

    def __init__(self, window_s: float = 10.0, part: float = 0.98) -> None:
        self.earliest = 0.0
        """The smallest transit in the window, s."""
        self.late = 0.0
        """``part`` of the arrivals were at most so much later than the earliest, s."""
        self.count = 0
        """Arrivals since the beginning."""
        self._window, self._part = window_s, part
        self._at = np.full(ROOM, -np.inf)
        self._transit = np.zeros(ROOM)

    def put(self, at: float, transit: float) -> None:
        """One arrival."""
        slot = self.count % ROOM
        self._at[slot], self._transit[slot] = at, transit
        self.count += 1
        if self.count <= EVERY or self.count % EVERY == 0:
            self._reckon(at)
        elif transit < self.earliest:
            self.late += self.earliest - transit
            self.earliest = transit

    def forget(self) -> None:
        """Begin anew: what came before says nothing of what comes."""
        self._at[:] = -np.inf
        self.late = self.earliest = 0.0
        self.count = 0

    def _reckon(self, at: float) -> None:
        transits = self._transit[self._at >= at - self._window]
        self.earliest = float(transits.min())
        place = min(int(self._part * transits.size), transits.size - 1)
        self.late = float(np.partition(transits, place)[place]) - self.earliest


class Peaks:
    """Rare but returning delays, as of a wireless link that looks for other channels."""

    def __init__(self, remembered_s: float = 20.0) -> None:
        self._remembered = remembered_s
        self._peaks: deque[tuple[float, float]] = deque(maxlen=10)
        self._begun: float | None = None

    def put(self, at: float, late: float, aim: float) -> bool:
        """One arrival, ``late`` seconds late where ``aim`` was waited for: is it of a peak?"""
        if late <= aim:
            self._begun = None
            return False
        if self._begun is None:
            self._begun = at
            self._peaks.append((at, late))
        elif at - self._begun > PEAK_S:
            return False
        else:
            self._peaks.append((at, max(self._peaks.pop()[1], late)))
        return True

    def height(self, now: float) -> float:
        """What to wait for so that the next one does no harm; 0 for one that came once."""
        fresh = [late for at, late in self._peaks if now - at < self._remembered]
        return max(fresh) if len(fresh) > 1 else 0.0


class Arrivals:
    """Packets: how late they are as a rule, and at the peaks that come again."""

    def __init__(self) -> None:
        self._spread, self._peaks = Spread(), Peaks()
        self._now = 0.0

    def put(self, at: float, transit: float, aim: float) -> None:
        """One packet; ``aim`` is what is waited for just now, s."""
        self._now = at
        spread = self._spread
        late = transit - spread.earliest
        if spread.count and self._peaks.put(at, late, aim):
            transit = spread.earliest + spread.late
        spread.put(at, transit)

    @property
    def count(self) -> int:
        """Packets since the beginning."""
        return self._spread.count

    @property
    def earliest(self) -> float:
        """The fastest packet's transit, s."""
        return self._spread.earliest

    @property
    def late(self) -> float:
        """How late packets must be expected, s."""
        return max(self._spread.late, self._peaks.height(self._now))

    def forget(self) -> None:
        """Begin anew: what came before says nothing of what comes."""
        self._spread, self._peaks = Spread(), Peaks()
