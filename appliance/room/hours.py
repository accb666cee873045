"""The room's hours of one local date as instants: when it opens, when it must be silent."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.core.events import HoursSaid

Silent = tuple[time, time]
"""From, until: over midnight where *until* is the earlier one."""


def hours_of(day: date, zone: ZoneInfo, opens: time, silent: Silent) -> HoursSaid:
    """What the core is told on ``day``: its nights are yesterday's, today's and tomorrow's."""

    def at(offset: int, clock: time) -> float:
        return datetime.combine(day + timedelta(days=offset), clock, zone).timestamp()

    begin, end = silent
    later = 1 if end <= begin else 0
    nights = tuple((at(n, begin), at(n + later, end)) for n in (-1, 0, 1)) if begin != end else ()
    return HoursSaid(opens=at(0, opens), silent=nights)
