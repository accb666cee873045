"""A week's opening hours: when somebody is there, and until when. Times are the clinic's own."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")

Span = tuple[int, int]
"""From and until, in minutes of the day."""


def read_day(text: str) -> tuple[Span, ...]:
    """``08:00-12:00, 13:00-16:30``; empty is closed. ValueError says what is wrong."""
    spans: list[Span] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _SPAN.fullmatch(part)
        if not found:
            raise ValueError("must look like 08:00-12:00, 13:00-16:30")
        hours = [int(number) for number in found.groups()]
        spans.append((hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]))
    for begin, end in spans:
        if end <= begin or end > 24 * 60:
            raise ValueError("has an end that is not after its beginning")
    if any(later[0] < former[1] for former, later in pairwise(spans)):
        raise ValueError("has times that are not in their order")
    return tuple(spans)


def of_day(week: dict[str, str], day: datetime) -> tuple[Span, ...]:
    """The hours of the weekday of ``day``; a weekday that is not named is closed."""
    return read_day(week.get(WEEKDAYS[day.weekday()], ""))


def open_until(week: dict[str, str], moment: datetime) -> str | None:
    """Until when (``16:30``) it is open at ``moment``; None: closed. No hours at all: always."""
    if not week:
        return "24:00"
    now = moment.hour * 60 + moment.minute
    ends = [end for begin, end in of_day(week, moment) if begin <= now < end]
    return written(ends[0]) if ends else None


def spans(week: dict[str, str], moment: datetime, days: int) -> tuple[tuple[float, float], ...]:
    """When it is open from ``moment`` (with its zone) on, for so many days, in Unix seconds."""
    if not week:
        return ((moment.timestamp(), moment.timestamp() + days * 86_400.0),)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    found = [
        (_at(day, begin), _at(day, end))
        for day in (midnight + timedelta(days=count) for count in range(days + 1))
        for begin, end in of_day(week, day)
    ]
    return tuple(span for span in found if span[1] > moment.timestamp())


def _at(midnight: datetime, minutes: int) -> float:
    """The wall's own time, also on the days on which the clock is changed."""
    return (midnight + timedelta(minutes=minutes)).timestamp()


def covers(week: dict[str, str], start: datetime, end: datetime) -> bool:
    """Whether it is open all the time from ``start`` to ``end`` (of the same day)."""
    if not week:
        return True
    begin = start.hour * 60 + start.minute
    length = int((end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds() // 60)
    return any(b <= begin and begin + length <= e for b, e in of_day(week, start))


def told(week: dict[str, str], day: datetime) -> str:
    """The hours of that day as people read them; empty where it is closed."""
    return ", ".join(f"{written(begin)}–{written(end)}" for begin, end in of_day(week, day))


def written(minutes: int) -> str:
    """``08:00``"""
    return f"{minutes // 60:02}:{minutes % 60:02}"
