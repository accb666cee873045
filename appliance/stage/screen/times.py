"""Times as people say them: in the room's own zone, without the machine's locale."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from appliance.stage.screen.words import Words, mark

WEEKDAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Now: ``mono`` of the machine's monotonic clock, ``wall`` in Unix seconds."""

    mono: float
    wall: float
    zone: ZoneInfo

    def clock(self, at: float | None = None) -> str:
        """``10:30``: the time ``at`` (now by default)."""
        return self._local(at).strftime("%H:%M")

    def date(self, words: Words) -> str:
        """``tisdag 24 november``"""
        day = self._local(None)
        weekday, month = words.say(WEEKDAYS[day.weekday()]), words.say(MONTHS[day.month - 1])
        return words.say("{weekday} {day} {month}", weekday=weekday, day=day.day, month=month)

    def minutes_to(self, at: float) -> int:
        """Whole minutes until ``at``, begun ones counted; 0 when it is over."""
        return max(0, ceil((at - self.wall) / 60))

    def _local(self, at: float | None) -> datetime:
        return datetime.fromtimestamp(self.wall if at is None else at, self.zone)
