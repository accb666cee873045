"""Pure reckoning on what was seen: delays, frozen pictures, slopes, medians."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean, median

Seen = Sequence[tuple[float, int | None]]
"""When (seconds, one clock for all) which number stood in the picture; None: unreadable."""
FREEZE_S = 0.15
"""W3C webrtc-stats: frozen is a gap over three pictures' time and over one's plus 150 ms."""


def middle(values: Iterable[float | None]) -> float | None:
    """The median of what could be measured, or None."""
    there = [value for value in values if value is not None]
    return median(there) if there else None


def delays(sent: Seen, seen: Seen) -> list[float]:
    """Seconds from a number's last sending until it was first seen, for each that was seen."""
    times: dict[int, list[float]] = {}
    for at, number in sent:
        if number is not None:
            times.setdefault(number, []).append(at)
    found, last = [], None
    for at, number in seen:
        if number is None or number == last:
            continue
        last = number
        before = [time for time in times.get(number, ()) if time <= at]
        if before:
            found.append(at - before[-1])
    return found


def news(seen: Seen) -> list[float]:
    """When a picture came that was not the one before."""
    found, last = [], -1
    for at, number in seen:
        if number is not None and number != last:
            found.append(at)
            last = number
    return found


def frozen(times: Sequence[float], begin: float, end: float, fps: float) -> tuple[float, float]:
    """Seconds frozen, and the longest gap, from ``begin`` to ``end`` with pictures at ``times``."""
    marks = [begin, *(time for time in times if begin < time < end), end]
    gaps = [later - sooner for sooner, later in pairwise(marks)]
    least = max(3 / fps, 1 / fps + FREEZE_S)
    return sum(gap for gap in gaps if gap > least), max(gaps)


def reached(
    samples: Sequence[tuple[float, float, float]], height: float, bits_s: float, window_s: float
) -> float | None:
    """Seconds of ``samples`` (at, height, bytes so far) until both hold over ``window_s``."""
    for index, (at, high, total) in enumerate(samples):
        before = [one for one in samples[:index] if at - one[0] >= window_s]
        if high >= height and before:
            past = before[-1]
            if (total - past[2]) * 8 / (at - past[0]) >= bits_s:
                return at
    return None


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """The least-squares slope of (x, y); None with fewer than three of them."""
    if len(points) < 3:
        return None
    x_mean, y_mean = fmean(x for x, _ in points), fmean(y for _, y in points)
    spread = sum((x - x_mean) ** 2 for x, _ in points)
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / spread if spread else None
