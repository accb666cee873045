"""What a press means for the outcome: confirmed, taken back, or given later (R05)."""

from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.visit.agenda import may_set_aside, set_aside
from appliance.core.visit.moves import Step, move
from appliance.core.visit.over import may_settle, settle, to_settle, to_undo
from appliance.core.visit.table import Cause
from appliance.core.words import Button, Phase
from wire.visits import Outcome

OUTCOMES = {
    Button.HELD: Outcome.HELD,
    Button.TECHNICAL: Outcome.TECHNICAL,
    Button.NO_SHOW: Outcome.NO_SHOW,
    Button.CANCELLED: Outcome.CANCELLED,
}


RATINGS = {Button.RATE_WELL: 1, Button.RATE_SO_SO: 2, Button.RATE_BADLY: 3}


def outcome(day: Day, event: e.Pressed, now: float) -> Step:
    """R05: one press confirms; before anybody met, only after the patient was phoned."""
    focus = day.focus
    if focus is None or not may_settle(day, focus, now):
        return day, ()
    held = event.button is Button.HELD and focus.connected is not None
    asks = (focus.visit.id, now + day.rules.rating_asked) if held else None
    day, report = settle(replace(day, rate=asks), focus, OUTCOMES[event.button], now)
    day, asked = move(day, Cause.OUTCOME, now)
    return day, (report, *asked)


def done(day: Day, _event: e.Pressed, now: float) -> Step:
    """A practice visit is over; nothing is written (R26)."""
    focus = day.focus
    if focus is None or not focus.visit.practice or focus.phase is not Phase.ENDED:
        return day, ()
    return move(day, Cause.OUTCOME, now)


def rate(day: Day, event: e.Pressed, _now: float) -> Step:
    """R51: one answer, and the question goes."""
    if day.rate is None:
        return day, ()
    return replace(day, rate=None), (e.Rate(day.rate[0], RATINGS[event.button]),)


def undo(day: Day, _event: e.Pressed, now: float) -> Step:
    """R05: the last outcome is taken back, and asked for anew."""
    over = to_undo(day, now)
    if over is None or not may_set_aside(day):
        return day, ()
    day = replace(day, rate=None)
    return set_aside(day, over, now), (e.ReportOutcome(over.visit.id, None, None, over.story),)


def settle_earlier(day: Day, _event: e.Pressed, now: float) -> Step:
    """An earlier visit that never got an outcome is asked for it."""
    over = to_settle(day)
    if over is None or not may_set_aside(day):
        return day, ()
    return set_aside(day, over, now), ()
