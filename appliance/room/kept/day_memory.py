"""What of the day's memory is kept: of today, and where nobody needs a person's words, without.

The whole of it is sealed. Beside it stands in the clear what a room needs that was rebooted and has
no key: times and what became of them, nobody's presence, nothing of a person.
"""

from dataclasses import dataclass
from datetime import datetime

from appliance.core.day import Day
from appliance.core.memory import FocusMemory, Memory, OverMemory, memory
from appliance.room.kept.agenda import plain_visit


@dataclass(frozen=True, slots=True)
class DayMemory:
    """What is kept of a day."""

    whole: Memory
    """To be sealed."""
    plain: Memory

    @property
    def running(self) -> str | None:
        """The visit in focus."""
        return self.whole.focus.visit.id if self.whole.focus else None


def memory_of(day: Day, midnight: datetime, agenda: frozenset[str]) -> DayMemory:
    """What to keep of ``day``, which began at ``midnight`` and has the visits of ``agenda``.

    A visit that is over has no words.
    """
    told = memory(day)
    over = tuple(_without_words(each) for each in told.over if each.visit.end > midnight)
    whole = told.model_copy(update={"over": over})
    if day.read_at is not None:
        whole = whole.model_copy(update=_of_today(whole, agenda))
    return DayMemory(whole, plain_memory(whole))


def plain_memory(whole: Memory) -> Memory:
    """``whole`` without a person; a field that is not named here is lost with the key."""
    return Memory(
        here=False,
        closed=whole.closed,
        former_ended_at=whole.former_ended_at,
        focus=_plain_focus(whole.focus),
        over=tuple(_without_words(each) for each in whole.over),
        late=whole.late,
        late_heard=whole.late_heard,
        not_joined=whole.not_joined,
        own_at=whole.own_at,
        own_ended=whole.own_ended,
        staff=whole.staff,
        gone=whole.gone,
        left=whole.left,
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
        by_phone=focus.by_phone,
        called=focus.called,
        story=focus.story,
        levels=focus.levels,
    )


def _without_words(over: OverMemory) -> OverMemory:
    return over.model_copy(update={"visit": plain_visit(over.visit)})


def _of_today(whole: Memory, agenda: frozenset[str]) -> dict[str, object]:
    """Yesterday's visits are forgotten, but for the one that still runs."""
    today = agenda | {over.visit.id for over in whole.over}
    if whole.focus is not None:
        today |= {whole.focus.visit.id}
    return {
        "closed": whole.closed & today,
        "late": tuple(pair for pair in whole.late if pair[0] in today),
        "late_heard": tuple(pair for pair in whole.late_heard if pair[0] in today),
        "not_joined": tuple(pair for pair in whole.not_joined if pair[0] in today),
    }
