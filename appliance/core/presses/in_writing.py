"""What a press means for what is written, asked for and seen to in the visit."""

from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.visit.moves import Step
from appliance.core.visit.writing import SEES, looked, may_ask_still, may_write, to_see
from appliance.core.words import Button


def wrote(day: Day, event: e.Wrote, _now: float) -> Step:
    """A line, or one that grows, of this visit alone; a line that is done has words."""
    focus, empty = day.focus, event.id is not None and not event.text
    if focus is None or empty or focus.visit.id != event.visit or not may_write(day, focus):
        return day, ()
    return day, (e.Write(event.visit, event.text, event.id),)


def chat(day: Day, event: e.Pressed, _now: float) -> Step:
    """*Skriv*, or put it away."""
    focus, opened = day.focus, event.button is Button.CHAT
    if focus is None or (opened and not may_write(day, focus)):
        return day, ()
    return looked(replace(day, focus=replace(focus, chat=opened, emergency=False))), ()


def still(day: Day, _event: e.Pressed, _now: float) -> Step:
    """*Be om en bild*: the patient says yes or no (R33)."""
    if day.focus is None or not may_ask_still(day, day.focus):
        return day, ()
    return day, (e.AskStill(day.focus.visit.id),)


def seen(day: Day, event: e.Pressed, _now: float) -> Step:
    """*Barnet syns i bild*, *Patienten deltar*: central writes it down, and tells the level."""
    focus = day.focus
    asked = to_see(day, focus) if focus is not None else ()
    what = next((one for one in asked if SEES[one] is event.button), None)
    if focus is None or what is None:
        return day, ()
    return day, (e.SeenTo(focus.visit.id, what),)
