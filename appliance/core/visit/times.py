"""When a visit opens, is expected, closes, and how long its call can be resumed: monotonic seconds.

Only functions of the day; nothing here looks at more than the visit and the one after it.
"""

from bisect import bisect_right
from datetime import datetime

from appliance.core.day import Day, Focus, mono
from appliance.core.visits import Visit
from appliance.core.words import Phase


def opens(day: Day, visit: Visit) -> float:
    """R01: 15 min before the start."""
    return mono(day, visit.start) - day.rules.opens_before


def following(day: Day, start: datetime) -> Visit | None:
    """The first visit of this room that starts later than ``start`` and can still be joined."""
    place = bisect_right(day.ahead, start, key=lambda visit: visit.start)
    return day.ahead[place] if place < len(day.ahead) else None


def next_start(day: Day, visit: Visit) -> float | None:
    """The start of the visit after ``visit``."""
    after = following(day, visit.start)
    return mono(day, after.start) if after else None


def promised(day: Day, visit: str) -> float | None:
    """Unix seconds at which the clinician said to be there (R09)."""
    return next((until for key, until in day.late if key == visit), None)


def expected(day: Day, visit: Visit) -> float:
    """The start, or the later time that the patient was promised (R09)."""
    until = promised(day, visit.id)
    start = mono(day, visit.start)
    return start if until is None else max(start, until - day.anchor)


def closes(day: Day, visit: Visit) -> float:
    """R02: when a visit that nobody started closes."""
    end = mono(day, visit.end) + day.rules.closes_after
    return min(end, next_start(day, visit) or end)


def resume_until(day: Day, focus: Focus, now: float) -> float:
    """R02: until when the call can be resumed."""
    rules, end = day.rules, mono(day, focus.visit.end)
    last = now if focus.phase is Phase.IN_CALL else focus.connected
    wished = max(end, last if last is not None else end) + rules.closes_after
    latest = min(wished, end + rules.closes_latest)
    if focus.phase in (Phase.INTERRUPTED, Phase.JOINING, Phase.PAUSED):
        return max(latest, focus.since + rules.glitch)
    return latest


def outcome_until(day: Day, focus: Focus) -> float:
    """Until when an ended visit asks for its outcome."""
    latest = mono(day, focus.visit.end) + day.rules.closes_latest
    after = next_start(day, focus.visit)
    asked = latest if after is None else min(latest, after)
    return max(asked, focus.since + day.rules.outcome_shown)


def summary(day: Day, focus: Focus) -> tuple[float, float]:
    """R50: from when until when the room reminds of the summary."""
    begin = mono(day, focus.visit.end) - day.rules.summary_before
    return begin, begin + day.rules.summary_shown


def own_until(day: Day) -> float | None:
    """S3: until when a person's own *occupied* lasts; ``inf`` while somebody is in the room."""
    if day.own_at is None:
        return None
    if day.somebody is True:
        return float("inf")
    return max(day.own_at, day.touched or day.own_at, day.seen or day.own_at) + day.rules.own


def is_fresh(day: Day, now: float) -> bool:
    """Whether somebody is there: presence or a touch within the last 60 s."""
    return is_around(day, now, day.rules.fresh)


def is_around(day: Day, now: float, lately: float) -> bool:
    """Whether somebody is in the room, or was there or touched it less than ``lately`` s ago."""
    times = [at for at in (day.touched, day.seen) if at is not None]
    return day.somebody is True or any(now < at + lately for at in times)


def is_watched(day: Day, now: float) -> bool:
    """Whether the screen may show more than times: touched within the last 2 min (R71)."""
    return day.touched is not None and now < day.touched + day.rules.private_after
