"""When the camera's own H264 goes out as it is: nothing is coded here, whatever its size.

A camera's rate is its own affair and its key frames come when they come. So it is passed on only
while everybody served can take that rate, from one of its key frames on. The clock is told.
"""

from appliance.stage.media.video_out.sent import Recent
from appliance.stage.media.video_out.stream import Spent

ROOM = 1.1
"""The way must bear so many times what the camera gives."""
KEYS_S = 2.5
"""A camera that gives key frames more seldom is of no use to who lost one."""
KNOWN_S = 1.0
"""So long a camera is measured first."""


class Passing:
    """Decides for one stream, picture by picture."""

    def __init__(self) -> None:
        self.on = False
        self.spent = Spent()
        self.limited = False
        """What the camera gives is never less than the profile for the rate's sake."""
        self._given = Recent()
        self._begun: float | None = None
        self._key_at = float("-inf")
        self._number = 0

    def passes(self, number: int, size: int, rate: int, now: float, *, key: bool) -> bool:
        """Whether the camera's picture ``number`` of ``size`` bytes is passed on.

        ``rate`` bit/s are borne by all who are served.
        """
        if self._begun is None:
            self._begun = now
        self._given.add(size, now)
        if key:
            self._key_at = now
        whole = key or number == self._number + 1
        self._number = number
        known = now - self._begun >= KNOWN_S
        fits = self._given.read(now) * 8 * ROOM <= rate and now - self._key_at < KEYS_S
        self.on = fits and known and whole and (key or self.on)
        if self.on:
            self.spent.pictures += 1
            self.spent.keys += key
        return self.on
