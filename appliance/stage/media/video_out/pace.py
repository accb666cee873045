"""How many pictures a second a camera really gives: in a dark room it is half of what was asked."""

SMOOTH = 0.1
LONGEST_S = 0.5
"""A longer break is none of the camera's pace."""


class Pace:
    """Follows the pictures' own times."""

    def __init__(self, fps: int) -> None:
        self._between = 1 / fps
        self._last: float | None = None

    def picture(self, at: float) -> None:
        """One picture, taken at ``at``, seconds."""
        between = LONGEST_S if self._last is None else at - self._last
        self._last = at
        if 0 < between < LONGEST_S:
            self._between += SMOOTH * (between - self._between)

    @property
    def fps(self) -> int:
        """Rounded, at least 1."""
        return max(1, round(1 / self._between))
