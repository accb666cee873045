"""How a room lives through its day: ``step`` takes what happened, ``next_deadline`` says when.

Pure: every input is an argument. An event that does not fit changes nothing but its own level.
"""

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.deadlines import next_deadline
from appliance.core.levels import LEVELS
from appliance.core.presses import pressed, touched, wrote
from appliance.core.presses.by_hand import meant
from appliance.core.self_test import noticed
from appliance.core.timed import keep_true
from appliance.core.visit.agenda import pass_by, take_focus
from appliance.core.visit.moves import Step, cause_of, move
from appliance.core.visit.story import observe
from appliance.core.words import Phase

__all__ = ["Day", "new_day", "next_deadline", "step"]


def step(day: Day, event: e.Event, now: float) -> Step:
    """What the day is after ``event`` at monotonic ``now``, and what it asks for."""
    asked: tuple[e.Command, ...] = ()
    if isinstance(event, e.HandPressed):
        event = meant(day, event.hand, now)
    if isinstance(event, e.Pressed):
        day, asked = pressed(day, event, now)
    elif isinstance(event, e.Wrote):
        day, asked = wrote(day, event, now)
    elif isinstance(event, e.Touched):
        day, asked = touched(day, event, now)
    else:
        day = LEVELS[type(event)](day, event, now)
    day, more = _settle(noticed(day, event, now), now)
    return day, asked + more


def _settle(day: Day, now: float) -> Step:
    """Follow the table, and keep the timed levels true, until nothing more is caused."""
    asked: tuple[e.Command, ...] = ()
    for _ in range(len(Phase)):
        before = day
        day, passed = pass_by(day, now)
        day = observe(take_focus(day, now), now)
        cause = cause_of(day, now)
        moved: tuple[e.Command, ...] = ()
        if cause is not None:
            day, moved = move(day, cause, now)
        day, kept = keep_true(day, now)
        asked += (*passed, *moved, *kept)
        if day is before:
            break
    return day, asked
