"""What of the memory may stand in the clear: enough to go on after a reboot without the key.

The whole memory is kept sealed beside it. Here nothing tells of a person: times and places in the
day's course only; what a field that is not named here holds is lost with the key.
"""

from appliance.core.memory import FocusMemory, Memory
from appliance.room.kept.agenda import plain_visit, utc


def plain_memory(remembered: Memory) -> Memory:
    """``remembered`` without a person; a rebooted room knows of nobody's presence either."""
    return Memory(
        here=False,
        closed=remembered.closed,
        former_ended_at=remembered.former_ended_at,
        focus=_plain_focus(remembered.focus),
    )


def _plain_focus(focus: FocusMemory | None) -> FocusMemory | None:
    if focus is None:
        return None
    return FocusMemory(
        visit=plain_visit(focus.visit),
        phase=focus.phase,
        on_press=focus.on_press,
        anyway=focus.anyway,
        camera=focus.camera,
        microphone=focus.microphone,
        connected_at=focus.connected_at,
    )


def with_utc(remembered: Memory) -> Memory:
    """``remembered`` with its visit's instants in Python's own UTC."""
    focus = remembered.focus
    if focus is None:
        return remembered
    told = focus.model_copy(update={"visit": utc(focus.visit)})
    return remembered.model_copy(update={"focus": told})
