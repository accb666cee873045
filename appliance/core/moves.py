"""How the visit in focus moves along its table: what causes a move, and what a move means."""

from collections.abc import Callable
from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day, Focus, parties_at
from appliance.core.levels import refresh_focus
from appliance.core.start import closes, missing, opens, outcome_until, resume_until
from appliance.core.visit_table import SEATED, TABLE, Cause
from appliance.core.visits import Standing
from appliance.core.words import Link, Phase
from wire.visits import Role, Seat

Step = tuple[Day, tuple[e.Command, ...]]


def move(day: Day, cause: Cause, now: float) -> Step:
    """One row of the table, with what entering the new phase means."""
    focus = day.focus
    if focus is None or (focus.phase, cause) not in TABLE:
        return day, ()
    former, phase = focus.phase, TABLE[focus.phase, cause]
    if phase is Phase.CLOSED:
        note = (e.Note("outcome-not-confirmed"),) if cause is Cause.LAPSE else ()
        return replace(day, focus=None, closed=_closed(day, focus, cause)), note
    focus = replace(
        focus,
        phase=phase,
        since=now,
        countdown=now + day.rules.countdown if phase is Phase.READY else None,
        see_me=focus.see_me and phase is Phase.CHECKING and former is not Phase.JOINING,
        on_press=focus.on_press or phase is Phase.JOINING,
        anyway=focus.anyway and phase in SEATED,
        connected=now if Phase.IN_CALL in (former, phase) else focus.connected,
    )
    day = replace(day, focus=focus)
    if former in SEATED and phase not in SEATED:
        day = replace(day, former_ended=now, hold_until=now + day.rules.after_hold)
        day = refresh_focus(day)
    return day, ()


def _closed(day: Day, focus: Focus, cause: Cause) -> frozenset[str]:
    """A withdrawn visit may come back with the feed; every other closed one stays closed."""
    return day.closed if cause is Cause.WITHDRAWN else day.closed | {focus.visit.id}


def cause_of(day: Day, now: float) -> Cause | None:
    """The first cause in CAUSES that holds now and that the table knows for this phase."""
    focus = day.focus
    if focus is None:
        return None
    for cause, holds in CAUSES:
        if (focus.phase, cause) in TABLE and holds(day, focus, now):
            return cause
    return None


def _withdrawn(day: Day, focus: Focus, now: float) -> bool:
    joinable = focus.visit.standing is Standing.JOINABLE
    return not joinable or now < opens(day, focus.visit)


def _live(day: Day, focus: Focus) -> bool:
    call = day.stage.call
    return (
        day.stage.alive
        and call is not None
        and call.visit == focus.visit.id
        and call.link is Link.LIVE
    )


def _proven(day: Day, focus: Focus, _now: float) -> bool:
    return _live(day, focus) and day.stage.call is not None and day.stage.call.proven


def _left(day: Day, focus: Focus) -> bool:
    """The patient's seat says left, and no path to them lives (a closed socket is no goodbye)."""
    seats = {p.seat for p in parties_at(day, focus.visit.id) if p.role is Role.PATIENT}
    return day.central and seats == {Seat.LEFT} and not _live(day, focus)


def _lapsed(day: Day, focus: Focus, now: float) -> bool:
    if focus.phase is Phase.ENDED:
        return now >= outcome_until(day, focus)
    return now >= resume_until(day, focus, now)


CAUSES: tuple[tuple[Cause, Callable[[Day, Focus, float], bool]], ...] = (
    (Cause.WITHDRAWN, _withdrawn),
    (Cause.CLOSES, lambda day, focus, now: now >= closes(day, focus.visit)),
    (Cause.NOBODY, lambda day, _, __: not day.here),
    (Cause.HERE, lambda day, _, __: day.here),
    (Cause.LACKING, lambda day, focus, now: missing(day, focus, now) is not None),
    (Cause.ALL_THERE, lambda day, focus, now: missing(day, focus, now) is None),
    (
        Cause.COUNTED,
        lambda _, focus, now: focus.countdown is not None and now >= focus.countdown,
    ),
    (Cause.NEVER_MET, lambda day, focus, _: focus.connected is None and _left(day, focus)),
    (Cause.GOODBYE, lambda day, focus, _: focus.connected is not None and _left(day, focus)),
    (Cause.PROVEN, _proven),
    (Cause.SILENCE, lambda day, focus, _: not _live(day, focus)),
    (Cause.LAPSE, _lapsed),
)
