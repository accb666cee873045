"""How the visit in focus moves along its table: what causes a move, and what a move means."""

from collections.abc import Callable
from dataclasses import replace
from math import inf

from appliance.core import events as e
from appliance.core.day import Day, Focus, parties_at
from appliance.core.visit.agenda import close, refresh_focus, was_not_joined
from appliance.core.visit.over import leave_open, somebody_waited
from appliance.core.visit.start import is_elsewhere, missing, why_not_joined
from appliance.core.visit.story import ENTERED, told
from appliance.core.visit.table import BEFORE, SEATED, TABLE, Cause
from appliance.core.visit.times import closes, is_around, opens, outcome_until, resume_until
from appliance.core.visits import Standing
from appliance.core.words import DeviceState, Link, Notice, Phase
from wire.report import What
from wire.visits import FOR_THE_PATIENT, Seat

Step = tuple[Day, tuple[e.Command, ...]]

TROUBLE = frozenset({Phase.JOINING, Phase.INTERRUPTED})
"""No media flows, and somebody waits for it."""
_ENDED_BY = {Cause.UNANSWERED: Notice.UNANSWERED, Cause.ALONE: Notice.ALONE}


def move(day: Day, cause: Cause, now: float) -> Step:
    """One row of the table, with what entering the new phase means."""
    focus = day.focus
    if focus is None or (focus.phase, cause) not in TABLE:
        return day, ()
    phase = TABLE[focus.phase, cause]
    if phase is Phase.CLOSED:
        return _closed(day, focus, cause, now)
    former = focus.phase
    focus = _entered(day, focus, phase, now)
    focus = replace(focus, ended_by=_ENDED_BY.get(cause))
    day = replace(day, focus=focus)
    if former in SEATED and phase not in SEATED:
        day = replace(day, former_ended=now, hold_until=now + day.rules.after_hold)
        day = refresh_focus(day)
    return day, ()


def _entered(day: Day, focus: Focus, phase: Phase, now: float) -> Focus:
    former = focus.phase
    met = phase is Phase.IN_CALL and focus.connected is None
    by_itself = abs(focus.phone_until or 0) == inf
    number_goes = phase is Phase.OPEN or (by_itself and phase not in TROUBLE)
    seated = phase in SEATED
    what = What.CONTINUED if former is Phase.PAUSED and phase is Phase.JOINING else None
    what = what or ENTERED.get(phase)
    focus = told(day, focus, what, now) if what else focus
    return replace(
        focus,
        phase=phase,
        since=now,
        countdown=now + day.rules.countdown if phase is Phase.READY else None,
        see_me=False,
        on_press=focus.on_press or phase is Phase.JOINING,
        anyway=focus.anyway and seated,
        aloud=seated and (focus.aloud or _begins_aloud(day, focus)),
        connected=now if Phase.IN_CALL in (former, phase) else focus.connected,
        card_until=now + day.rules.card_shown if met else focus.card_until if seated else None,
        emergency=focus.emergency and seated,
        chat=focus.chat and seated and phase is not Phase.PAUSED,
        phone_until=None if number_goes else focus.phone_until,
        rung=focus.rung if seated else None,
    )


def _begins_aloud(day: Day, focus: Focus) -> bool:
    """R40: an interpreter by telephone hears the patient from the room's loudspeaker."""
    before = focus.by_phone and focus.phase in BEFORE
    return before and day.stage.aloud is DeviceState.OK


def _closed(day: Day, focus: Focus, cause: Cause, now: float) -> Step:
    """A withdrawn visit may come back with the feed; every other closed one stays closed."""
    day = replace(day, focus=None)
    if cause is Cause.WITHDRAWN:
        return day, ()
    notes: tuple[e.Note, ...] = ()
    if cause is Cause.CLOSES and focus.connected is None:
        reason = why_not_joined(day, focus, now)
        day, note = was_not_joined(day, focus.visit.id, reason)
        notes = (note,)
    if cause is Cause.LAPSE and not focus.visit.practice:
        notes = (e.Note("outcome-not-confirmed"),)
    if cause is Cause.LAPSE or (cause is Cause.CLOSES and somebody_waited(focus)):
        day = leave_open(day, focus, now)
    return close(day, focus.visit.id), notes


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
    return not joinable or now < opens(day, focus.visit) or is_elsewhere(day, focus)


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
    seats = {p.seat for p in parties_at(day, focus.visit.id) if p.role in FOR_THE_PATIENT}
    return day.central and focus.answered and seats == {Seat.LEFT} and not _live(day, focus)


def _said_goodbye(day: Day, focus: Focus) -> bool:
    """They left, and it was not the network that took their seat (decisions, 14)."""
    there = parties_at(day, focus.visit.id)
    lost = any(party.lost for party in there if party.peer == focus.peer)
    return focus.connected is not None and _left(day, focus) and not lost


def _unanswered(day: Day, focus: Focus, now: float) -> bool:
    rung = focus.rung
    return rung is not None and not focus.answered and now >= rung + day.rules.rings_for


def _alone(day: Day, focus: Focus, now: float) -> bool:
    alone = day.rules.alone
    silent = not _live(day, focus) and now >= focus.since + alone
    return silent and not is_around(day, now, alone)


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
    (Cause.GOODBYE, lambda day, focus, _: _said_goodbye(day, focus)),
    (Cause.PROVEN, _proven),
    (Cause.UNANSWERED, _unanswered),
    (Cause.ALONE, _alone),
    (Cause.SILENCE, lambda day, focus, _: not _live(day, focus)),
    (Cause.LAPSE, _lapsed),
)
