"""What a restarted room must remember to go on where it was, in wall time."""

from dataclasses import replace

from appliance.core.day import Day, Focus, Over, mono
from appliance.core.visit.agenda import list_anew
from appliance.core.visit.table import SEATED
from appliance.core.visit.times import closes
from appliance.core.visits import Visit
from appliance.core.words import NotJoined, Phase
from wire.check_in import CheckOut, Clinician
from wire.records import Record
from wire.report import Moment, What
from wire.visits import Outcome

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
    by_phone: bool = False
    called: bool = False
    story: tuple[Moment, ...] = ()
    levels: frozenset[What] = frozenset()
    ready_at: float | None = None


class OverMemory(Record):
    """A closed visit whose outcome is asked for, or can be taken back."""

    visit: Visit
    at: float
    connected_at: float | None = None
    outcome: Outcome | None = None
    story: tuple[Moment, ...] = ()
    levels: frozenset[What] = frozenset()


class Memory(Record):
    """What the store keeps; instants are Unix seconds."""

    here: bool
    closed: frozenset[str]
    former_ended_at: float | None = None
    touched_at: float | None = None
    seen_at: float | None = None
    focus: FocusMemory | None = None
    aside: FocusMemory | None = None
    over: tuple[OverMemory, ...] = ()
    late: tuple[tuple[str, float], ...] = ()
    late_heard: tuple[tuple[str, float], ...] = ()
    not_joined: tuple[tuple[str, NotJoined], ...] = ()
    own_at: float | None = None
    own_ended: bool = False
    somebody: bool = False
    """The sensor saw somebody: what presence extends lasted until the restart."""
    staff: bool = False
    clinician: Clinician | None = None
    came_at: float | None = None
    """When the check-in became known here."""
    gone: CheckOut | None = None
    left: bool = False
    test_due: bool | None = None
    mends: int | None = None


def memory(day: Day) -> Memory:
    """What to remember of ``day``."""
    return Memory(
        here=day.here,
        closed=day.closed,
        former_ended_at=_wall(day, day.former_ended),
        touched_at=_step(_wall(day, day.touched)),
        seen_at=_wall(day, day.sensor_saw),
        focus=_of_focus(day, day.focus),
        aside=_of_focus(day, day.aside),
        over=tuple(_of_over(day, over) for over in day.over),
        late=day.late,
        late_heard=day.late_heard,
        not_joined=day.not_joined,
        own_at=_wall(day, day.own_at),
        own_ended=day.own_ended,
        somebody=day.somebody is True,
        staff=day.staff,
        clinician=day.clinician,
        came_at=_wall(day, day.here_at),
        gone=day.gone,
        left=day.left,
        test_due=day.test_due,
        mends=day.mends or None,
    )


def _of_focus(day: Day, focus: Focus | None) -> FocusMemory | None:
    if focus is None:
        return None
    return FocusMemory(
        visit=focus.visit,
        phase=focus.phase,
        on_press=focus.on_press,
        anyway=focus.anyway,
        camera=focus.camera,
        microphone=focus.microphone,
        peer=focus.peer,
        connected_at=_wall(day, focus.connected),
        by_phone=focus.by_phone,
        called=focus.called,
        story=focus.story,
        levels=focus.levels,
        ready_at=_wall(day, focus.ready_since),
    )


def _of_over(day: Day, over: Over) -> OverMemory:
    return OverMemory(
        visit=over.visit,
        at=day.anchor + over.at,
        connected_at=_wall(day, over.connected),
        outcome=over.outcome,
        story=over.story,
        levels=over.levels,
    )


def recall(day: Day, remembered: Memory, now: float, *, rebooted: bool = False) -> Day:
    """``day`` with what was remembered.

    After a restart of the process alone the visit goes on as it was, and a touch is as old as it
    is: a restart is nobody who came. After a reboot a camera never opens by itself: a visit that
    was held waits in CHECKING for a press, or asks for its outcome where its time is over. When the
    power went nobody knows: a call that ran then counts as connected until now (R02).
    """
    focus, aside = _focus(day, remembered.focus, now), _focus(day, remembered.aside, now)
    if rebooted:
        focus, aside = _ready_anew(focus), _ready_anew(aside)
    if focus is not None:
        visit = focus.visit
        if focus.phase in SEATED and now >= mono(day, visit.end) + day.rules.closes_latest:
            focus = _over_long_ago(focus, now - day.rules.glitch + STAGE_SAYS_S)
        if rebooted and focus.phase in SEATED:
            met = focus.connected is not None and now >= closes(day, visit)
            phase = Phase.ENDED if met else Phase.CHECKING
            connected = now if focus.phase is Phase.IN_CALL else focus.connected
            focus = replace(focus, phase=phase, connected=connected, on_press=True, anyway=False)
    day = replace(
        day,
        here=_here(remembered, rebooted=rebooted),
        staff=remembered.staff,
        clinician=remembered.clinician,
        here_at=_here_at(day, remembered, now, rebooted=rebooted),
        gone=remembered.gone,
        left=remembered.left,
        mends=remembered.mends or 0,
        touched=None if rebooted else _mono(day, remembered.touched_at, now),
        seen=None if rebooted else _mono(day, remembered.seen_at, now),
        sensor_saw=_sensor_saw(day, remembered, now, rebooted=rebooted),
        closed=remembered.closed,
        former_ended=_mono(day, remembered.former_ended_at, now),
        focus=focus,
        aside=aside,
        visits=day.visits or tuple(about.visit for about in (focus, aside) if about),
        over=tuple(_over(day, over, now) for over in remembered.over),
        late=remembered.late,
        late_heard=remembered.late_heard,
        not_joined=remembered.not_joined,
        own_at=_own_at(day, remembered, now, rebooted=rebooted),
        own_ended=remembered.own_ended,
        test_due=remembered.test_due,
    )
    return list_anew(day)


def _ready_anew(focus: Focus | None) -> Focus | None:
    """R05: after a reboot the room's readiness counts from when it is ready again."""
    return replace(focus, ready_since=None, unready_since=None) if focus else None


def _here(remembered: Memory, *, rebooted: bool) -> bool:
    """The staff's own check-in outlives a reboot; what a press or presence said does not."""
    if remembered.staff:
        return remembered.clinician is not None
    return remembered.here and not rebooted


def _here_at(day: Day, remembered: Memory, now: float, *, rebooted: bool) -> float | None:
    """After a reboot nobody knows who was seen last: absence counts anew."""
    if remembered.clinician is None:
        return None
    return now if rebooted else _mono(day, remembered.came_at, now)


def _focus(day: Day, kept: FocusMemory | None, now: float) -> Focus | None:
    if kept is None:
        return None
    return Focus(
        visit=kept.visit,
        phase=kept.phase,
        on_press=kept.on_press,
        anyway=kept.anyway,
        camera=kept.camera,
        microphone=kept.microphone,
        peer=kept.peer,
        connected=_mono(day, kept.connected_at, now),
        by_phone=kept.by_phone,
        called=kept.called,
        story=kept.story,
        levels=kept.levels,
        since=now,
        ready_since=_mono(day, kept.ready_at, now),
        unready_since=now if kept.ready_at is not None else None,
    )


def _own_at(day: Day, remembered: Memory, now: float, *, rebooted: bool) -> float | None:
    """S3: it lasts from the last touch or presence, which a reboot forgets else.

    Whoever sat there until the process restarted is still there, until the sensor says more.
    """
    if remembered.own_at is None:
        return None
    if remembered.somebody and not rebooted:
        return now
    signs = (remembered.own_at, remembered.touched_at, remembered.seen_at)
    return _mono(day, max(at for at in signs if at is not None), now)


def _over(day: Day, kept: OverMemory, now: float) -> Over:
    return Over(
        kept.visit,
        min(kept.at - day.anchor, now),
        connected=_mono(day, kept.connected_at, now),
        outcome=kept.outcome,
        story=kept.story,
        levels=kept.levels,
    )


def _sensor_saw(day: Day, remembered: Memory, now: float, *, rebooted: bool) -> float | None:
    """A sensor that saw who touched last lives; after a reboot nobody knows of a later touch."""
    seen, touched = remembered.seen_at, remembered.touched_at
    missed = seen is None or (touched is not None and seen < touched + TOUCH_STEP_S)
    return None if rebooted and missed else _mono(day, seen, now)


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
