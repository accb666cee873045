"""How calls went, out of a unit's numbers: counters that began with a call, read now and then.

Names are W3C webrtc-stats'. A counter that falls, or a minute without any, is another call.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

IN_A_CALL = "call.grade"
APART_S = 60.0
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Quality:
    """One call; shares from 0 to 1, None where it was not measured."""

    start: float
    end: float
    lost: float | None
    """Of the packets that the other side sent."""
    frozen: float | None
    """Of the time, that its picture stood still."""
    round_trip_ms: float | None
    grade: float | None
    """The worst that people were told."""


def qualities(samples: Iterable[tuple[float, Values]]) -> list[Quality]:
    """The calls of one unit, of its samples in the order of their time (Unix seconds)."""
    return [_quality(call) for call in _calls(samples) if len(call) > 1]


def _calls(samples: Iterable[tuple[float, Values]]) -> Iterator[list[tuple[float, Values]]]:
    call: list[tuple[float, Values]] = []
    for at, values in samples:
        if IN_A_CALL not in values:
            continue
        if call and (at - call[-1][0] > APART_S or _fell(call[-1][1], values)):
            yield call
            call = []
        call.append((at, values))
    if call:
        yield call


def _fell(before: Values, after: Values) -> bool:
    was, is_ = _number(before, "bytesReceived"), _number(after, "bytesReceived")
    return was is not None and is_ is not None and is_ < was


def _quality(call: list[tuple[float, Values]]) -> Quality:
    (start, _), (end, last) = call[0], call[-1]
    lost, came = _number(last, "packetsLost"), _number(last, "packetsReceived")
    still, all_ = _number(last, "totalFreezesDuration"), end - start
    trips = [trip for _, v in call if (trip := _number(v, "roundTripTime")) is not None]
    grades = [grade for _, v in call if (grade := _number(v, IN_A_CALL)) is not None]
    return Quality(
        start,
        end,
        _share(lost, None if lost is None or came is None else lost + came),
        _share(still, all_),
        round(median(trips) * 1000, 1) if trips else None,
        max(grades, default=None),
    )


def _share(part: float | None, whole: float | None) -> float | None:
    if part is None or whole is None or whole <= 0:
        return None
    return round(min(max(part / whole, 0.0), 1.0), 4)


def _number(values: Values, name: str) -> float | None:
    found = values.get(name)
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else None  # type: ignore[arg-type]
