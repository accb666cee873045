"""How much of what is said gets lost, by the receivers' reports: FEC is told the worst."""

LEAST_PERCENT, MOST_PERCENT = 2, 25
"""Told at least: the first loss comes before the first report. More than 25 changes nothing."""
FALL_S = 10.0
"""In so long a loss that is over is half forgotten."""


class Losses:
    """The loss at each receiver: up at once, down slowly."""

    def __init__(self) -> None:
        self._told: dict[int, tuple[float, float]] = {}

    def report(self, who: int, lost: float, now: float) -> None:
        """``who`` lost this part (0 to 1) since its last report."""
        self._told[who] = max(min(max(lost, 0.0), 1.0), self.part(who, now)), now

    def forget(self, who: int) -> None:
        """``who`` has gone."""
        self._told.pop(who, None)

    def percent(self, now: float) -> int:
        """What to expect, percent."""
        worst = max((self.part(who, now) for who in self._told), default=0.0)
        return min(max(round(worst * 100), LEAST_PERCENT), MOST_PERCENT)

    def part(self, who: int, now: float) -> float:
        """What to expect at ``who``, 0 to 1."""
        lost, at = self._told.get(who, (0.0, now))
        return float(lost * 0.5 ** (max(0.0, now - at) / FALL_S))
