"""What a person's press or touch means. A press that does not fit changes nothing."""

from collections.abc import Callable
from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day, parties_at
from appliance.core.moves import Step, move
from appliance.core.start import may_press, resume_until, sign_confirmed
from appliance.core.visit_table import BEFORE, SEATED, Cause
from appliance.core.words import Button, Phase
from wire.visits import Outcome, Seat

OUTCOMES = {
    Button.HELD: Outcome.HELD,
    Button.TECHNICAL: Outcome.TECHNICAL,
    Button.NO_SHOW: Outcome.NO_SHOW,
    Button.CANCELLED: Outcome.CANCELLED,
}


def touched(day: Day, _event: e.Touched, now: float) -> Step:
    """The screen was touched: somebody is there, and a running countdown stops."""
    day = replace(day, touched=now)
    if day.focus is not None and day.focus.phase is Phase.READY:
        return _wait(day, e.Pressed(Button.WAIT), now)
    return day, ()


def pressed(day: Day, event: e.Pressed, now: float) -> Step:
    """One button; it is a touch as well."""
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
    return _join(day, Cause.START, now, anyway=anyway)


def _join(day: Day, cause: Cause, now: float, *, anyway: bool) -> Step:
    """Sit down at the visit; without the sign a person answers for it, and it is logged (S1)."""
    moved, asked = move(day, cause, now)
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
        return move(day, cause, now)

    return press


def _restart(day: Day, _event: e.Pressed, now: float) -> Step:
    focus = day.focus
    if focus is None or not may_press(day, focus) or now >= resume_until(day, focus, now):
        return day, ()
    return _join(day, Cause.RESTART, now, anyway=not sign_confirmed(day))


def _continue(day: Day, _event: e.Pressed, now: float) -> Step:
    return _join(day, Cause.CONTINUE, now, anyway=not sign_confirmed(day))


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
    day, asked = move(day, Cause.OUTCOME, now)
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
    Button.CONTINUE: _continue,
    Button.MICROPHONE: _switch,
    Button.CAMERA: _switch,
    Button.LEAVE: _caused(Cause.LEAVE),
    Button.RESTART: _restart,
    Button.HELD: _outcome,
    Button.TECHNICAL: _outcome,
    Button.NO_SHOW: _outcome,
    Button.CANCELLED: _outcome,
}
