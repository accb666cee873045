"""When a visit can be entered, confirmed and resumed (R01, R02, R04). Times are Unix seconds."""

OPENS_BEFORE_S = 15 * 60
CLOSES_AFTER_S = 5 * 60
RESUME_LIMIT_S = 60 * 60
EARLY_S = 15 * 60

ENTERABLE = frozenset({"pending", "booked", "arrived", "checked-in"})
"""FHIR statuses of a visit that can still happen."""


def opens(start: float) -> float:
    """R01: nobody enters earlier."""
    return start - OPENS_BEFORE_S


def closes(end: float, last_connected: float | None) -> float:
    """R02: 5 min after the planned end or after both were last connected, at most 60 min after."""
    latest = max(end, last_connected or end)
    return min(latest + CLOSES_AFTER_S, end + RESUME_LIMIT_S)


def is_open(start: float, end: float, last_connected: float | None, now: float) -> bool:
    """Whether the visit's window is open at ``now``."""
    return opens(start) <= now < closes(end, last_connected)


def may_confirm(end: float, now: float) -> bool:
    """R04: from the invitation until 5 min after the planned end."""
    return now < end + CLOSES_AFTER_S


def counts_as_try(start: float, at: float) -> bool:
    """R05: a try to come in belongs to the visit from 15 min before the room opens."""
    return at >= opens(start) - EARLY_S
