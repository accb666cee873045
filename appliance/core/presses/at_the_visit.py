"""What a press means for the visit: seen, started, held, paused, left and taken up again."""

from collections.abc import Callable
from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day, parties_at, patient_at
from appliance.core.visit.identity import to_identify
from appliance.core.visit.moves import Step, move
from appliance.core.visit.start import interpreter_lacks, may_press, may_resume, sign_confirmed
from appliance.core.visit.story import told
from appliance.core.visit.table import BEFORE, SEATED, Cause
from appliance.core.visit.times import resume_until
from appliance.core.words import Button, DeviceState, Phase
from wire.report import What
from wire.visits import Seat


def see_me(day: Day, event: e.Pressed, _now: float) -> Step:
    """Your own picture in the lobby (S1)."""
    focus = day.focus
    if focus is None or focus.phase is not Phase.CHECKING or not sign_confirmed(day):
        return day, ()
    return replace(day, focus=replace(focus, see_me=event.button is Button.SEE_ME)), ()


def hide_me(day: Day, _event: e.Pressed, _now: float) -> Step:
    """The camera closes again."""
    if day.focus is None:
        return day, ()
    return replace(day, focus=replace(day.focus, see_me=False)), ()


def start(day: Day, event: e.Pressed, now: float) -> Step:
    """*Starta besök*, or *Starta ändå* where the sign does not shine; never out of a test (R20)."""
    focus = day.focus
    if focus is None or day.test is not None or not may_press(day, focus):
        return day, ()
    anyway = event.button is Button.START_ANYWAY
    if not anyway and not sign_confirmed(day):
        return day, ()
    return join(day, Cause.START, now, anyway=anyway)


def join(day: Day, cause: Cause, now: float, *, anyway: bool) -> Step:
    """Sit down at the visit; without the sign a person answers for it, and it is logged (S1)."""
    moved, asked = move(day, cause, now)
    if moved.focus is None or moved.focus.phase is not Phase.JOINING:
        return day, ()
    note = (e.Note("started-without-sign"),) if anyway else ()
    return replace(moved, focus=replace(moved.focus, anyway=anyway)), asked + note


def wait(day: Day, _event: e.Pressed, _now: float) -> Step:
    """*Vänta lite*: only a press starts it now."""
    if day.focus is None or day.focus.phase not in BEFORE:
        return day, ()
    return replace(day, focus=replace(day.focus, on_press=True)), ()


def by_phone(day: Day, _event: e.Pressed, _now: float) -> Step:
    """*Tolk på telefon* (R40)"""
    focus = day.focus
    if focus is None or focus.phase not in BEFORE or not interpreter_lacks(day, focus):
        return day, ()
    return replace(day, focus=replace(focus, by_phone=True)), (e.Note("interpreter-by-phone"),)


def admit(day: Day, event: e.Pressed, _now: float) -> Step:
    """*Släpp in*"""
    focus = day.focus
    if focus is None or event.peer is None:
        return day, ()
    knocking = {p.peer for p in parties_at(day, focus.visit.id) if p.seat is Seat.KNOCKING}
    admitted = (e.AdmitParty(focus.visit.id, event.peer),) if event.peer in knocking else ()
    return day, admitted


def identified(day: Day, _event: e.Pressed, _now: float) -> Step:
    """*Identitet kontrollerad* (R60): central writes it down, and tells the level."""
    focus = day.focus
    unknown = to_identify(day, focus) if focus is not None else None
    if focus is None or unknown is None:
        return day, ()
    return day, (e.ConfirmIdentity(focus.visit.id, unknown.peer),)


def caused(cause: Cause) -> "Callable[[Day, e.Pressed, float], Step]":
    """A press that is a cause of its own in the table."""

    def press(day: Day, _event: e.Pressed, now: float) -> Step:
        return move(day, cause, now)

    return press


def restart(day: Day, _event: e.Pressed, now: float) -> Step:
    """R02, R06: take the call up again; a patient who is not in the lobby is rung."""
    focus = day.focus
    if focus is None or not may_resume(day, focus) or now >= resume_until(day, focus, now):
        return day, ()
    day, asked = join(day, Cause.RESTART, now, anyway=not sign_confirmed(day))
    if day.focus is None or day.focus is focus or patient_at(day, focus.visit.id) is not None:
        return day, asked
    rung = told(day, day.focus, What.RANG, now)
    rung = replace(rung, rung=now, answered=False)
    return replace(day, focus=rung), (*asked, e.RingPatient(focus.visit.id))


def go_on(day: Day, _event: e.Pressed, now: float) -> Step:
    """*Fortsätt* after a pause (R19)."""
    return join(day, Cause.CONTINUE, now, anyway=not sign_confirmed(day))


def switch(day: Day, event: e.Pressed, _now: float) -> Step:
    """Camera or microphone off or on (R32)."""
    focus = day.focus
    if focus is None or focus.phase not in SEATED:
        return day, ()
    if event.button is Button.CAMERA:
        return replace(day, focus=replace(focus, camera=not focus.camera)), ()
    return replace(day, focus=replace(focus, microphone=not focus.microphone)), ()


def aloud(day: Day, _event: e.Pressed, _now: float) -> Step:
    """*Högtalarläge* and back to the headset; where the room has no loudspeaker, nothing (R15)."""
    focus = day.focus
    if focus is None or focus.phase not in SEATED or day.stage.aloud is not DeviceState.OK:
        return day, ()
    return replace(day, focus=replace(focus, aloud=not focus.aloud)), ()
