"""How large and how often at which bit rate: resolution falls before the frame rate.

EN 301 549 V3.2.1, 6.5.3: at least 20 pictures a second, as long as the network gives 250 kbit/s.
Sign language lives on motion: there the size falls further, and 30 a second stay to the end.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Step(NamedTuple):
    """One rung: what is sent from ``least`` bit/s on."""

    least: int
    width: int
    height: int
    fps: int


SPEECH = (
    Step(550_000, 1280, 720, 30),
    Step(330_000, 960, 540, 30),
    Step(180_000, 640, 360, 30),
    Step(130_000, 480, 270, 20),
    Step(100_000, 320, 180, 20),
    Step(0, 320, 180, 15),
)
SIGNING = (
    Step(900_000, 1280, 720, 30),
    Step(520_000, 960, 540, 30),
    Step(260_000, 640, 360, 30),
    Step(160_000, 480, 270, 30),
    Step(100_000, 320, 180, 30),
    Step(0, 256, 144, 30),
)
UP_AFTER_S = 10.0
"""A larger size must have been affordable for so long."""
UP_MARGIN = 1.15
"""And by so much."""
OPENING_S = 3.0
"""But not while a call begins, whose rate is only being found."""


@dataclass(frozen=True)
class Profile:
    """The largest picture that this machine codes in less than half of its time."""

    width: int
    height: int
    fps: int

    @property
    def top(self) -> int:
        """The most bit/s that are worth spending on it."""
        pixels = self.width * self.height
        return next(most for size, most in TOPS if pixels >= size)

    def within(self, width: int, height: int) -> "Profile":
        """In the shape of a camera's pictures, never larger than them; both sides even."""
        high = min(self.height, height)
        return Profile(round(high * width / height / 2) * 2, high, self.fps)


TOPS = (
    (1280 * 720, 1_500_000),
    (960 * 540, 1_000_000),
    (640 * 360, 600_000),
    (480 * 270, 300_000),
    (0, 200_000),
)
"""Pixels, and the bit rate above which more bits can hardly be seen."""
SLOW = Profile(320, 180, 5)
"""What even an emulated machine manages."""


class Ladder:
    """Goes down at once, and up one rung at a time after ``UP_AFTER_S``.

    In its first seconds, until it goes down for the first time, it goes up at once.
    """

    def __init__(self, profile: Profile, *, signing: bool = False) -> None:
        self.profile, self.signing = profile, signing
        self._rungs = _fitting(profile, SIGNING if signing else SPEECH)
        self._at: int | None = None
        self._better_since: float | None = None
        self._opens_until: float | None = None

    @property
    def limited(self) -> bool:
        """Less than the profile is sent because the rate is low."""
        return bool(self._at)

    def step(self, bitrate: int, now: float) -> Step:
        """What to send at ``bitrate`` bit/s, at ``now`` (steady clock, seconds)."""
        fits = next(i for i, rung in enumerate(self._rungs) if bitrate >= rung.least)
        at = self._at
        if self._opens_until is None:
            self._opens_until = now + OPENING_S
        if at is None or fits > at:
            self._at, self._better_since = fits, None
            if at is not None:
                self._opens_until = now
        elif now < self._opens_until:
            self._at = fits
        elif at > 0 and bitrate >= self._rungs[at - 1].least * UP_MARGIN:
            if self._better_since is None:
                self._better_since = now
            if now - self._better_since >= UP_AFTER_S:
                self._at, self._better_since = at - 1, now
        else:
            self._better_since = None
        return self._rungs[self._at or 0]


def _fitting(profile: Profile, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The rungs that ``profile`` reaches, each in the camera's own shape and at most as fast."""
    found: list[Step] = []
    for step in steps:
        if step.height > profile.height and step is not steps[-1]:
            continue
        height = min(step.height, profile.height)
        width = round(height * profile.width / profile.height / 2) * 2
        rung = Step(step.least, width, height, min(step.fps, profile.fps))
        if not found or rung[1:] != found[-1][1:]:
            found.append(rung)
    top = found[0]
    if top.height < profile.height:
        found.insert(0, Step(top.least * 3 // 2, profile.width, profile.height, profile.fps))
    found[-1] = found[-1]._replace(least=0)
    return tuple(found)
