"""When a clinic last closed: who is still checked in to a room then is checked out (R18)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from central.core.hours import of_day

NIGHT = time(3)
"""Nobody stays checked in over this, whatever the hours."""


def closed_since(week: dict[str, str], now: float, zone: ZoneInfo) -> float:
    """The last closing before ``now``, Unix seconds; without hours the night alone."""
    today = datetime.fromtimestamp(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    closings: list[datetime] = []
    for day in (today, today - timedelta(days=1)):
        closings.append(datetime.combine(day.date(), NIGHT, zone))
        closings += [_at(day, end) for _, end in of_day(week, day)[-1:]]
    return max(at.timestamp() for at in closings if at.timestamp() <= now)


def _at(day: datetime, minutes: int) -> datetime:
    return day + timedelta(minutes=minutes)
