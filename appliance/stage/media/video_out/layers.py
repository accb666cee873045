"""Who gets which coded stream: one for all, or two where one receiver is much slower."""

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")

APART, TOGETHER = 2.5, 1.5
"""The slowest gets a stream of its own when the fastest could take so many times as much; it
comes back below ``TOGETHER``."""


def arrange(rates: Mapping[K, int], low: frozenset[K]) -> frozenset[K]:
    """Who is served by the low stream; ``low`` is who was until now. All others share the high one.

    ``rates`` is what each could take, bit/s. Never more than two streams, none for nobody.
    """
    if len(rates) < 2:
        return frozenset()
    fastest = max(rates.values())
    parted = any(key in low for key in rates)
    limit = fastest / (TOGETHER if parted else APART)
    if min(rates.values()) >= limit:
        return frozenset()
    line = (fastest * min(rates.values())) ** 0.5
    return frozenset(key for key, rate in rates.items() if rate < line)
