"""What a restarted room must remember to go on where it was, in wall time."""

from dataclasses import replace

from appliance.core.day import Day, Focus
from appliance.core.visit_table import SEATED
from appliance.core.visits import Visit
from appliance.core.words import Phase
from wire.records import Record


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
    focus: FocusMemory | None = None


def memory(day: Day) -> Memory:
    """What to remember of ``day``."""
    focus = day.focus
    return Memory(
        here=day.here,
        closed=day.closed,
        former_ended_at=_wall(day, day.former_ended),
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

    After a restart of the process alone the visit goes on as it was. After a reboot a camera never
    opens by itself: a visit that was held waits in CHECKING for a press.
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
            connected=_mono(day, kept.connected_at),
            since=now,
        )
        if rebooted and focus.phase in SEATED:
            focus = replace(focus, phase=Phase.CHECKING, on_press=True, peer=None)
        elif focus.phase is Phase.READY:
            focus = replace(focus, phase=Phase.CHECKING)
    return replace(
        day,
        here=remembered.here and not rebooted,
        touched=now if remembered.here and not rebooted else None,
        closed=remembered.closed,
        former_ended=_mono(day, remembered.former_ended_at),
        focus=focus,
        visits=day.visits or ((kept.visit,) if kept else ()),
    )


def _wall(day: Day, at: float | None) -> float | None:
    return None if at is None else at + day.anchor


def _mono(day: Day, at: float | None) -> float | None:
    return None if at is None else at - day.anchor
