"""The story of one visit: when who came and went, what failed, and what was pressed (R05).

Levels are told where they change from what was told last; at first nobody is here, nobody has
tried, and the unit and the way to central are well.
"""

from collections.abc import Callable
from dataclasses import replace

from appliance.core.day import Day, Focus, patient_at
from appliance.core.views import Why
from appliance.core.visit.times import expected
from appliance.core.words import DeviceState, Phase
from wire.report import STORY_LIMIT, Heading, Moment, What


def _unit_at_fault(day: Day, _focus: Focus) -> bool:
    stage = day.stage
    devices = {stage.camera, stage.microphone, stage.speaker}
    return not stage.alive or devices != {DeviceState.OK}


LEVELS: tuple[tuple[What, What | None, Callable[[Day, Focus], bool]], ...] = (
    (What.CLINICIAN_HERE, What.CLINICIAN_GONE, lambda day, _: day.here),
    (What.UNIT_FAULT, What.UNIT_WELL, _unit_at_fault),
    (What.CENTRAL_LOST, What.CENTRAL_BACK, lambda day, _: not day.central),
    (What.PATIENT_TRIED, None, lambda day, focus: focus.visit.id in day.tried),
    (
        What.PATIENT_CAME,
        What.PATIENT_GONE,
        lambda day, focus: patient_at(day, focus.visit.id) is not None,
    ),
)
"""What is told when a level rises, what when it falls, and the level."""

ENTERED: dict[Phase, What] = {
    Phase.JOINING: What.STARTED,
    Phase.IN_CALL: What.CONNECTED,
    Phase.INTERRUPTED: What.LOST,
    Phase.PAUSED: What.PAUSED,
    Phase.ENDED: What.ENDED,
}


def told(day: Day, focus: Focus, what: What, now: float) -> Focus:
    """``focus`` with one more moment.

    A very long story keeps its first ones and the first of each kind: a network that comes and
    goes all the time must not hide that the patient came.
    """
    is_long = len(focus.story) >= STORY_LIMIT - len(What)
    if is_long and any(moment.what is what for moment in focus.story):
        return focus
    return replace(focus, story=(*focus.story, Moment(at=day.anchor + now, what=what)))


def observe(day: Day, now: float) -> Day:
    """Tell of every level that is not as it was told last."""
    focus = day.focus
    if focus is None or focus.phase is Phase.ENDED:
        return day
    for rises, falls, holds in LEVELS:
        is_so = holds(day, focus)
        if is_so and rises not in focus.levels:
            focus = replace(told(day, focus, rises, now), levels=focus.levels | {rises})
        elif not is_so and rises in focus.levels:
            focus = told(day, focus, falls, now) if falls else focus
            focus = replace(focus, levels=focus.levels - {rises})
    return day if focus is day.focus else replace(day, focus=focus)


def excuses(day: Day, focus: Focus) -> tuple[Why, ...]:
    """Why a visit where nobody met is no missed one: first what the patient did (R05)."""
    happened = {moment.what for moment in focus.story}
    since = day.anchor + expected(day, focus.visit)
    said: dict[Why, bool] = {
        "lobby": What.PATIENT_CAME in happened,
        "tried": What.PATIENT_TRIED in happened,
        "unit": _lasted(focus, What.UNIT_FAULT, What.UNIT_WELL, since),
        "central": _lasted(focus, What.CENTRAL_LOST, What.CENTRAL_BACK, since),
    }
    return tuple(why for why, is_so in said.items() if is_so)


def _lasted(focus: Focus, rises: What, falls: What, since: float) -> bool:
    """Whether the level that ``rises`` tells of was up at ``since`` (Unix seconds) or later."""
    up = False
    for moment in focus.story:
        if moment.what is rises:
            up = True
        elif moment.what is falls:
            if moment.at > since:
                return True
            up = False
    return up


def heading(day: Day, focus: Focus) -> Heading | None:
    """What the journal text is called; None where both were connected."""
    if focus.connected is not None:
        return None
    return Heading.TRIED if excuses(day, focus) else Heading.NO_SHOW
