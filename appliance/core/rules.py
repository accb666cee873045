"""The times and choices of a room: the routines' numbers in one place, seconds throughout."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """What a clinic may set, and what the routines fix."""

    place: str = ""
    """The room's name and house, as people say it."""
    automatic: bool = True
    """False: a visit starts on a press only."""
    sole_use: bool = False
    """The room serves video alone: clear may say *Ledigt* (R10)."""
    countdown: float = 10.0
    after_hold: float = 5.0
    """The sign stays occupied this long after a visit."""
    opens_before: float = 900.0
    """R01"""
    closes_after: float = 300.0
    """R02, after the planned end or after both were last connected."""
    closes_latest: float = 3600.0
    """R02, after the planned end."""
    between: float = 180.0
    """R09: no automatic start this soon after the former visit."""
    fresh: float = 60.0
    """A touch or presence counts for an automatic start this long."""
    private_after: float = 120.0
    """R71: untouched this long, the screen shows times only."""
    today_shown: float = 30.0
    """R71"""
    absent: float = 1200.0
    """R18: checked out after this long without touch or presence, between visits."""
    stale: float = 120.0
    """Bookings older than this are told to IT."""
    lobby_before: float = 120.0
    """The lobby's screen comes this long before the start, or when the patient does."""
    glitch: float = 60.0
    """A silence past R02's latest time is still waited out this long."""
    outcome_shown: float = 120.0
    """An ended visit asks for its outcome at least this long, also when it overran the next."""
