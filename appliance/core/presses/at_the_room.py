"""What a press means for the room: who is here, today's list, the door."""

from dataclasses import replace

from appliance.core import check_in
from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.visit.moves import Step
from appliance.core.visit.table import SEATED


def here(day: Day, _event: e.Pressed, now: float) -> Step:
    """*Jag är på plats*; where the staff check in themselves, *Checka in* shows how (R18)."""
    if day.staff:
        return check_in.show_code(day, now), ()
    return replace(day, here=True, left=False), ()


def code_close(day: Day, _event: e.Pressed, _now: float) -> Step:
    """Nobody wants to check in."""
    return check_in.hide_code(day), ()


def away(day: Day, _event: e.Pressed, _now: float) -> Step:
    """*Jag går*; nobody goes from a running visit."""
    if day.focus is not None and day.focus.phase in SEATED:
        return day, ()
    return check_in.go(day, "pressed"), ()


def today(day: Day, _event: e.Pressed, now: float) -> Step:
    """*Dagens besök* (R71)"""
    if not day.here:
        return day, ()
    return replace(day, today_until=now + day.rules.today_shown), ()


def occupy(day: Day, _event: e.Pressed, now: float) -> Step:
    """S3: a person says that the room is occupied, without a video visit."""
    if day.focus is not None and day.focus.phase in SEATED:
        return day, ()
    return replace(day, own_at=now, own_ended=False), ()


def vacate(day: Day, _event: e.Pressed, _now: float) -> Step:
    """*Inte upptaget längre* (S3)"""
    return replace(day, own_at=None, own_ended=False), ()
