"""How a room lives through its day: ``step`` takes what happened, ``next_deadline`` says when.

Pure: every input is an argument. An event that does not fit changes nothing but its own level.
"""

from collections.abc import Callable
from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day, Focus, mono, new_day, parties_at, patient_at
from appliance.core.start import (
    closes,
    is_around,
    is_watched,
    may_press,
    missing,
    next_start,
    opens,
    resume_until,
    sign_confirmed,
)
from appliance.core.visit_table import BEFORE, HOLDING, SEATED, TABLE, Cause
from appliance.core.visits import Standing, Visit
from appliance.core.words import Button, Link, Phase
from wire.visits import Outcome, Role, Seat

__all__ = ["Day", "new_day", "next_deadline", "step"]

Step = tuple[Day, tuple[e.Command, ...]]

OUTCOMES = {
    Button.HELD: Outcome.HELD,
    Button.TECHNICAL: Outcome.TECHNICAL,
    Button.NO_SHOW: Outcome.NO_SHOW,
    Button.CANCELLED: Outcome.CANCELLED,
}


def step(day: Day, event: e.Event, now: float) -> Step:
    """What the day is after ``event`` at monotonic ``now``, and what it asks for."""
    day, asked = _LEVELS[type(event)](day, event, now)
    day, more = _settle(day, now)
    return day, asked + more


# --- levels and edges -------------------------------------------------------------------------


def _tick(day: Day, _event: e.Tick, _now: float) -> Step:
    return day, ()


def _clock_set(day: Day, event: e.ClockSet, now: float) -> Step:
    return replace(day, anchor=event.wall - now), ()


def _clock_trusted(day: Day, event: e.ClockTrusted, _now: float) -> Step:
    return replace(day, clock_trusted=event.trusted), ()


def _agenda(day: Day, event: e.Agenda, now: float) -> Step:
    told = {visit.id: visit for visit in event.visits}
    known = {visit.id: visit for visit in day.visits}
    absent = frozenset(known) - frozenset(told)
    gone = absent & day.absent_once if event.complete else frozenset()
    kept = {key: visit for key, visit in known.items() if key not in gone} | told
    day = replace(
        day,
        visits=tuple(sorted(kept.values(), key=lambda visit: (visit.start, visit.id))),
        absent_once=absent - gone if event.complete else day.absent_once,
        read_at=now if event.complete else day.read_at,
        bad=event.bad,
        closed=frozenset(key for key in day.closed if key in kept),
    )
    return _refresh_focus(day), ()


def _refresh_focus(day: Day) -> Day:
    """A visit that nobody started follows the feed; a running one only takes new times."""
    focus = day.focus
    if focus is None:
        return day
    told = next((visit for visit in day.visits if visit.id == focus.visit.id), None)
    if focus.phase in BEFORE:
        told = told or replace(focus.visit, standing=Standing.CANCELLED)
    elif told is None or told.standing is not Standing.JOINABLE:
        return day
    return replace(day, focus=replace(focus, visit=told))


def _feed_failed(day: Day, _event: e.FeedFailed, _now: float) -> Step:
    return day, ()


def _central(day: Day, event: e.Central, _now: float) -> Step:
    servers = event.ice_servers if event.connected else day.ice_servers
    return replace(day, central=event.connected, ice_servers=servers), ()


def _at_visit(day: Day, event: e.AtVisit, _now: float) -> Step:
    others = tuple(pair for pair in day.parties if pair[0] != event.visit)
    return replace(day, parties=(*others, (event.visit, event.parties))), ()


def _presence(day: Day, event: e.Presence, now: float) -> Step:
    came = event.somebody is True and day.somebody is not True
    known = event.somebody is True or day.somebody is True
    return replace(
        day,
        somebody=event.somebody,
        here=day.here or came,
        seen=now if known else day.seen,
    ), ()


def _touched(day: Day, _event: e.Touched, now: float) -> Step:
    day = replace(day, touched=now)
    if day.focus is not None and day.focus.phase is Phase.READY:
        return _wait(day, e.Pressed(Button.WAIT), now)
    return day, ()


def _sign_said(day: Day, event: e.SignSaid, _now: float) -> Step:
    return replace(day, sign=event.state, lamp_ok=event.lamp_ok), ()


def _stage_said(day: Day, event: e.StageSaid, _now: float) -> Step:
    return replace(day, stage=event), ()


# --- presses ----------------------------------------------------------------------------------


def _pressed(day: Day, event: e.Pressed, now: float) -> Step:
    day = replace(day, touched=now)
    return _PRESSES[event.button](day, event, now)


def _here(day: Day, _event: e.Pressed, _now: float) -> Step:
    return replace(day, here=True), ()


def _away(day: Day, _event: e.Pressed, _now: float) -> Step:
    if day.focus is not None and day.focus.phase in SEATED:
        return day, ()
    return replace(day, here=False, today_until=None), ()


def _today(day: Day, _event: e.Pressed, now: float) -> Step:
    if not day.here:
        return day, ()
    return replace(day, today_until=now + day.rules.today_shown), ()


def _see_me(day: Day, event: e.Pressed, _now: float) -> Step:
    focus = day.focus
    if focus is None or focus.phase is not Phase.CHECKING or not sign_confirmed(day):
        return day, ()
    return replace(day, focus=replace(focus, see_me=event.button is Button.SEE_ME)), ()


def _hide_me(day: Day, _event: e.Pressed, _now: float) -> Step:
    if day.focus is None:
        return day, ()
    return replace(day, focus=replace(day.focus, see_me=False)), ()


def _start(day: Day, event: e.Pressed, now: float) -> Step:
    focus = day.focus
    if focus is None or not may_press(day, focus):
        return day, ()
    anyway = event.button is Button.START_ANYWAY
    if not anyway and not sign_confirmed(day):
        return day, ()
    moved, asked = _move(day, Cause.START, now)
    if moved.focus is None or moved.focus.phase is not Phase.JOINING:
        return day, ()
    note = (e.Note("started-without-sign"),) if anyway else ()
    return replace(moved, focus=replace(moved.focus, anyway=anyway)), asked + note


def _wait(day: Day, _event: e.Pressed, _now: float) -> Step:
    if day.focus is None or day.focus.phase not in BEFORE:
        return day, ()
    return replace(day, focus=replace(day.focus, on_press=True)), ()


def _admit(day: Day, event: e.Pressed, _now: float) -> Step:
    focus = day.focus
    if focus is None or event.peer is None:
        return day, ()
    knocking = {p.peer for p in parties_at(day, focus.visit.id) if p.seat is Seat.KNOCKING}
    admitted = (e.AdmitParty(focus.visit.id, event.peer),) if event.peer in knocking else ()
    return day, admitted


def _caused(cause: Cause) -> "Callable[[Day, e.Pressed, float], Step]":
    def press(day: Day, _event: e.Pressed, now: float) -> Step:
        return _move(day, cause, now)

    return press


def _restart(day: Day, _event: e.Pressed, now: float) -> Step:
    focus = day.focus
    if focus is None or not may_press(day, focus) or now >= resume_until(day, focus, now):
        return day, ()
    return _move(day, Cause.RESTART, now)


def _switch(day: Day, event: e.Pressed, _now: float) -> Step:
    focus = day.focus
    if focus is None or focus.phase not in SEATED:
        return day, ()
    if event.button is Button.CAMERA:
        return replace(day, focus=replace(focus, camera=not focus.camera)), ()
    return replace(day, focus=replace(focus, microphone=not focus.microphone)), ()


def _outcome(day: Day, event: e.Pressed, now: float) -> Step:
    focus = day.focus
    if focus is None or focus.phase is not Phase.ENDED:
        return day, ()
    report = e.ReportOutcome(focus.visit.id, OUTCOMES[event.button])
    day, asked = _move(day, Cause.OUTCOME, now)
    return day, (report, *asked)


_PRESSES: dict[Button, Callable[[Day, e.Pressed, float], Step]] = {
    Button.HERE: _here,
    Button.AWAY: _away,
    Button.TODAY: _today,
    Button.SEE_ME: _see_me,
    Button.HIDE_ME: _hide_me,
    Button.START: _start,
    Button.START_ANYWAY: _start,
    Button.WAIT: _wait,
    Button.ADMIT: _admit,
    Button.PAUSE: _caused(Cause.PAUSE),
    Button.CONTINUE: _caused(Cause.CONTINUE),
    Button.MICROPHONE: _switch,
    Button.CAMERA: _switch,
    Button.LEAVE: _caused(Cause.LEAVE),
    Button.RESTART: _restart,
    Button.HELD: _outcome,
    Button.TECHNICAL: _outcome,
    Button.NO_SHOW: _outcome,
    Button.CANCELLED: _outcome,
}

_LEVELS: dict[type, Callable[..., Step]] = {
    e.Tick: _tick,
    e.ClockSet: _clock_set,
    e.ClockTrusted: _clock_trusted,
    e.Agenda: _agenda,
    e.FeedFailed: _feed_failed,
    e.Central: _central,
    e.AtVisit: _at_visit,
    e.Presence: _presence,
    e.Touched: _touched,
    e.Pressed: _pressed,
    e.SignSaid: _sign_said,
    e.StageSaid: _stage_said,
}


# --- what the levels and the clock cause ------------------------------------------------------


def _settle(day: Day, now: float) -> Step:
    """Follow the table, and keep the timed levels true, until nothing more is caused."""
    asked: tuple[e.Command, ...] = ()
    for _ in range(len(Phase)):
        before = day
        day = _take_focus(day, now)
        cause = _cause(day, now)
        if cause is not None:
            day, more = _move(day, cause, now)
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


def _cause(day: Day, now: float) -> Cause | None:
    """The first cause in CAUSES that holds and that the table knows for this phase."""
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
    if focus.phase is not Phase.ENDED:
        return now >= resume_until(day, focus, now)
    latest = mono(day, focus.visit.end) + day.rules.closes_latest
    following = next_start(day, focus.visit)
    return now >= latest or (following is not None and now >= following)


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


def _move(day: Day, cause: Cause, now: float) -> Step:
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
        connected=now if Phase.IN_CALL in (former, phase) else focus.connected,
    )
    day = replace(day, focus=focus)
    if former in SEATED and phase not in SEATED:
        day = replace(day, former_ended=now, hold_until=now + day.rules.after_hold)
    return day, ()


def _closed(day: Day, focus: Focus, cause: Cause) -> frozenset[str]:
    """A withdrawn visit may come back with the feed; every other closed one stays closed."""
    return day.closed if cause is Cause.WITHDRAWN else day.closed | {focus.visit.id}


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


# --- when to call again -----------------------------------------------------------------------


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
    times = [mono(day, focus.visit.end) + day.rules.closes_latest]
    if focus.countdown is not None:
        times.append(focus.countdown)
    if focus.phase not in BEFORE and focus.phase is not Phase.IN_CALL:
        times.append(resume_until(day, focus, now))
    return times


def holding(day: Day) -> bool:
    """Whether capture has the reason ``visit`` now."""
    return day.focus is not None and day.focus.phase in HOLDING
