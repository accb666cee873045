"""What a press means when somebody is late, the technology fails, or life is in danger."""

from dataclasses import replace
from math import inf

from appliance.core import events as e
from appliance.core.day import Day, number_of
from appliance.core.visit.late import late_for
from appliance.core.visit.moves import TROUBLE, Step
from appliance.core.visit.story import told
from appliance.core.visit.table import BEFORE, SEATED
from appliance.core.words import Button, Phase
from wire.report import What

LATE = {Button.LATE_5: 0, Button.LATE_10: 1, Button.LATE_20: 2}


def late(day: Day, event: e.Pressed, now: float) -> Step:
    """R09: the patient is told a time; counted from the start, or from now when that is over."""
    visit = late_for(day, now)
    if visit is None:
        return day, ()
    minutes = day.rules.late_steps[LATE[event.button]]
    until = max(visit.start.timestamp(), day.anchor + now) + 60 * minutes
    others = tuple(pair for pair in day.late if pair[0] != visit.id)
    day = replace(day, late=(*others, (visit.id, until)))
    if day.focus is not None and day.focus.visit.id == visit.id:
        day = replace(day, focus=told(day, day.focus, What.LATE_TOLD, now))
    return day, ()


def call_patient(day: Day, _event: e.Pressed, now: float) -> Step:
    """R44: the full number for 60 s, logged; not the number itself (S6)."""
    focus = day.focus
    if focus is None or focus.phase is Phase.OPEN or number_of(day, focus) is None:
        return day, ()
    until = now + day.rules.number_shown
    before = focus.phase in BEFORE
    focus = replace(focus, phone_until=until, called=focus.called or before)
    return replace(day, focus=told(day, focus, What.NUMBER_SHOWN, now)), (e.Note("number-shown"),)


def hide_number(day: Day, _event: e.Pressed, _now: float) -> Step:
    if day.focus is None or day.focus.phone_until is None:
        return day, ()
    away = -inf if day.focus.phase in TROUBLE else None
    return replace(day, focus=replace(day.focus, phone_until=away)), ()


def emergency(day: Day, _event: e.Pressed, now: float) -> Step:
    """R46: the card comes over the call, which stays; the number it shows is logged."""
    focus = day.focus
    if focus is None or focus.phase not in SEATED or focus.emergency:
        return day, ()
    notes: tuple[e.Note, ...] = (e.Note("emergency"),)
    focus = replace(focus, emergency=True, chat=False)
    if number_of(day, focus) is not None:
        focus, notes = told(day, focus, What.NUMBER_SHOWN, now), (*notes, e.Note("number-shown"))
    return replace(day, focus=focus), notes


def emergency_close(day: Day, _event: e.Pressed, _now: float) -> Step:
    """R46's card goes."""
    if day.focus is None or not day.focus.emergency:
        return day, ()
    return replace(day, focus=replace(day.focus, emergency=False)), ()


def card_done(day: Day, _event: e.Pressed, _now: float) -> Step:
    """The start card was read (R08)."""
    if day.focus is None or day.focus.card_until is None:
        return day, ()
    return replace(day, focus=replace(day.focus, card_until=None)), ()
