"""What a restarted room must remember to go on where it was, in wall time."""

from dataclasses import replace

from appliance.core.day import Day, Focus, mono
from appliance.core.start import closes
from appliance.core.visit_table import SEATED
from appliance.core.visits import Visit
from appliance.core.words import Phase
from wire.records import Record

TOUCH_STEP_S = 10.0
"""A touch is remembered in steps of so many seconds, the earlier one: not each is worth a write."""
STAGE_SAYS_S = 5.0
"""So long a visit that nobody can resume any more waits for stage to say that its call lives on."""


class FocusMemory(Record):
    """The visit in focus."""

    visit: Visit
    phase: Phase
    on_press: bool
    anyway: bool
    camera: bool
    microphone: bool
    peer: str | None = None
    connected_at: float | None = None


class Memory(Record):
    """What the store keeps; instants are Unix seconds."""

    here: bool
    closed: frozenset[str]
    former_ended_at: float | None = None
    touched_at: float | None = None
    seen_at: float | None = None
    focus: FocusMemory | None = None


def memory(day: Day) -> Memory:
    """What to remember of ``day``."""
    focus = day.focus
    return Memory(
        here=day.here,
        closed=day.closed,
        former_ended_at=_wall(day, day.former_ended),
        touched_at=_step(_wall(day, day.touched)),
        seen_at=_wall(day, day.seen),
        focus=FocusMemory(
            visit=focus.visit,
            phase=focus.phase,
            on_press=focus.on_press,
            anyway=focus.anyway,
            camera=focus.camera,
            microphone=focus.microphone,
            peer=focus.peer,
            connected_at=_wall(day, focus.connected),
        )
        if focus
        else None,
    )


def recall(day: Day, remembered: Memory, now: float, *, rebooted: bool = False) -> Day:
    """``day`` with what was remembered.

    After a restart of the process alone the visit goes on as it was, and a touch is as old as it
    is: a restart is nobody who came. After a reboot a camera never opens by itself: a visit that
    was held waits in CHECKING for a press, or asks for its outcome where its time is over.
    """
    kept = remembered.focus
    focus = None
    if kept is not None:
        focus = Focus(
            visit=kept.visit,
            phase=kept.phase,
            on_press=kept.on_press,
            anyway=kept.anyway,
            camera=kept.camera,
            microphone=kept.microphone,
            peer=kept.peer,
            connected=_mono(day, kept.connected_at, now),
            since=now,
        )
        if focus.phase in SEATED and now >= mono(day, kept.visit.end) + day.rules.closes_latest:
            focus = _over_long_ago(focus, now - day.rules.glitch + STAGE_SAYS_S)
        if rebooted and focus.phase in SEATED:
            met = focus.connected is not None and now >= closes(day, kept.visit)
            phase = Phase.ENDED if met else Phase.CHECKING
            focus = replace(focus, phase=phase, on_press=True, peer=None)
        elif focus.phase is Phase.READY:
            focus = replace(focus, phase=Phase.CHECKING)
    return replace(
        day,
        here=remembered.here and not rebooted,
        touched=None if rebooted else _mono(day, remembered.touched_at, now),
        seen=None if rebooted else _mono(day, remembered.seen_at, now),
        closed=remembered.closed,
        former_ended=_mono(day, remembered.former_ended_at, now),
        focus=focus,
        visits=day.visits or ((kept.visit,) if kept else ()),
    )


def _wall(day: Day, at: float | None) -> float | None:
    return None if at is None else at + day.anchor


def _mono(day: Day, at: float | None, now: float) -> float | None:
    """What was remembered is past, whatever a clock that was wrong says."""
    return None if at is None else min(at - day.anchor, now)


def _step(at: float | None) -> float | None:
    return None if at is None else at - at % TOUCH_STEP_S


def _over_long_ago(focus: Focus, since: float) -> Focus:
    """Nobody can resume it; where its call does live on, stage says so before it lapses."""
    phase = Phase.INTERRUPTED if focus.phase is Phase.IN_CALL else focus.phase
    return replace(focus, phase=phase, since=since)
