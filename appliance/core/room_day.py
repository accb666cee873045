"""How a room lives through its day: ``step`` takes what happened, ``next_deadline`` says when.

Pure: every input is an argument. An event that does not fit changes nothing but its own level.
"""

from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day, Focus, mono, new_day, patient_at
from appliance.core.levels import LEVELS
from appliance.core.moves import Step, cause_of, move
from appliance.core.presses import pressed, touched
from appliance.core.start import closes, is_around, is_watched, opens, outcome_until, resume_until
from appliance.core.visit_table import BEFORE, SEATED
from appliance.core.visits import Standing, Visit
from appliance.core.words import Phase

__all__ = ["Day", "new_day", "next_deadline", "step"]


def step(day: Day, event: e.Event, now: float) -> Step:
    """What the day is after ``event`` at monotonic ``now``, and what it asks for."""
    asked: tuple[e.Command, ...] = ()
    if isinstance(event, e.Pressed):
        day, asked = pressed(day, event, now)
    elif isinstance(event, e.Touched):
        day, asked = touched(day, event, now)
    else:
        day = LEVELS[type(event)](day, event, now)
    day, more = _settle(day, now)
    return day, asked + more


def _settle(day: Day, now: float) -> Step:
    """Follow the table, and keep the timed levels true, until nothing more is caused."""
    asked: tuple[e.Command, ...] = ()
    for _ in range(len(Phase)):
        before = day
        day = _take_focus(day, now)
        cause = cause_of(day, now)
        if cause is not None:
            day, more = move(day, cause, now)
            asked += more
        day = _keep_true(day, now)
        if day == before:
            break
    return day, asked


def _take_focus(day: Day, now: float) -> Day:
    """With no visit in focus, the first that is open takes it."""
    if day.focus is not None:
        return day
    for visit in day.visits:
        if _can_open(day, visit, now):
            return replace(day, focus=Focus(visit, Phase.OPEN, since=now))
    return day


def _can_open(day: Day, visit: Visit, now: float) -> bool:
    joinable = visit.standing is Standing.JOINABLE and visit.id not in day.closed
    return joinable and opens(day, visit) <= now < closes(day, visit)


def _keep_true(day: Day, now: float) -> Day:
    """The levels that time or others change: who is called, checked-in, own picture, the list."""
    focus = day.focus
    if focus is not None and focus.phase in SEATED:
        patient = patient_at(day, focus.visit.id)
        if patient is not None and patient.peer != focus.peer:
            focus = replace(focus, peer=patient.peer)
    if focus is not None and focus.see_me and not is_watched(day, now):
        focus = replace(focus, see_me=False)
    if focus is not day.focus:
        day = replace(day, focus=focus)
    seated = focus is not None and focus.phase in SEATED
    if day.here and not seated and not is_around(day, now, day.rules.absent):
        day = replace(day, here=False)
    if day.today_until is not None and now >= day.today_until:
        day = replace(day, today_until=None)
    if day.hold_until is not None and now >= day.hold_until:
        day = replace(day, hold_until=None)
    return day


def next_deadline(day: Day, now: float) -> float | None:
    """The next monotonic time at which something changes by itself, or None."""
    return min((at for at in _deadlines(day, now) if at > now), default=None)


def _deadlines(day: Day, now: float) -> list[float]:
    rules = day.rules
    times = [at for at in (day.today_until, day.hold_until) if at is not None]
    for at in (day.touched, day.seen):
        if at is not None:
            times += [at + s for s in (rules.fresh, rules.private_after, rules.absent)]
    if day.read_at is not None:
        times.append(day.read_at + rules.stale)
    if day.former_ended is not None:
        times.append(day.former_ended + rules.between)
    for visit in day.visits:
        if visit.standing is Standing.JOINABLE and visit.id not in day.closed:
            start = mono(day, visit.start)
            times += [opens(day, visit), start - rules.lobby_before, start, closes(day, visit)]
    if day.focus is not None:
        times += _focus_deadlines(day, day.focus, now)
    return times


def _focus_deadlines(day: Day, focus: Focus, now: float) -> list[float]:
    times = [outcome_until(day, focus)]
    if focus.countdown is not None:
        times.append(focus.countdown)
    if focus.phase not in BEFORE and focus.phase is not Phase.IN_CALL:
        times.append(resume_until(day, focus, now))
    return times
