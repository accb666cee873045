"""When a complete picture is shown: at once on an even network, a little later on an uneven one.

A picture's lateness is how much longer it took than the quickest of the last seconds. What 96 of
100 pictures keep, less what nobody sees, is the delay: one that comes late then still comes in
time, and the ones before it did not run ahead.
"""

CLOCK_HZ = 90_000
UNSEEN_S = 0.03
"""So much unevenness needs no delay."""
MOST_DELAY_S = 0.25
MOST_WAIT_S = 0.4
"""No complete picture ever waits longer, whatever its timestamp says."""
ENOUGH = 0.96
_BIN_S = 0.005
_BINS = 80
_FORGET = 1.005
"""Each picture counts so much more than the one before it."""
_RISE, _FALL = 0.5, 0.04
"""The delay changes by at most so many seconds in a second."""
_WINDOW_S = 5.0
_JUMP_S = 2.0


class Pace:
    """Learns from each complete picture; time is an argument, seconds."""

    def __init__(self) -> None:
        self.delay_s = 0.0
        """How much later than the quickest pictures are shown now."""
        self.sync_s = 0.0
        """How much later at least, so that lips and voice fit; set from outside."""
        self._least = self._former = float("inf")
        self._window_at = 0.0
        self._counts = [0.0] * _BINS
        self._weight = 1.0
        self._total = 0.0
        self._last_at = 0.0

    def due(self, timestamp: int, complete_at: float) -> float:
        """When to give on a picture that was complete at ``complete_at``."""
        transit = complete_at - timestamp / CLOCK_HZ
        quickest = self._quickest(transit, complete_at)
        self._learn(transit - quickest)
        self._follow(complete_at)
        wanted = max(self.delay_s, self.sync_s) + quickest + timestamp / CLOCK_HZ
        return min(max(wanted, complete_at), complete_at + MOST_WAIT_S)

    def _quickest(self, transit: float, now: float) -> float:
        """The least transit of the last 5 to 10 s; a jump of the timestamps begins anew."""
        known = min(self._least, self._former)
        if abs(transit - known) > _JUMP_S or now < self._window_at:
            self._least = self._former = transit
            self._window_at = now
        elif now - self._window_at > _WINDOW_S:
            self._former, self._least, self._window_at = self._least, transit, now
        self._least = min(self._least, transit)
        return min(self._least, self._former)

    def _learn(self, lateness: float) -> None:
        self._weight *= _FORGET
        self._counts[min(int(lateness / _BIN_S), _BINS - 1)] += self._weight
        self._total += self._weight
        if self._weight > 1e9:
            self._counts = [one / 1e9 for one in self._counts]
            self._total, self._weight = self._total / 1e9, self._weight / 1e9

    def _usual(self) -> float:
        """The lateness that ``ENOUGH`` of the pictures keep."""
        left = self._total * (1 - ENOUGH)
        for index in range(_BINS - 1, -1, -1):
            left -= self._counts[index]
            if left < 0:
                return (index + 1) * _BIN_S
        return 0.0

    def _follow(self, now: float) -> None:
        passed = min(max(now - self._last_at, 0.0), 0.1)
        self._last_at = now
        target = min(max(0.0, self._usual() - UNSEEN_S), MOST_DELAY_S)
        step = target - self.delay_s
        self.delay_s += min(max(step, -_FALL * passed), _RISE * passed)
