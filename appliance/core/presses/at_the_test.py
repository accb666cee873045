"""What a press means for the function test (R20, R21)."""

from appliance.core import events as e
from appliance.core import function_test
from appliance.core.day import Day
from appliance.core.visit.moves import Step


def begin(day: Day, _event: e.Pressed, now: float) -> Step:
    """*Testa kamera och ljud*"""
    return function_test.begin(day, now), ()


def yes(day: Day, _event: e.Pressed, now: float) -> Step:
    """*Ja*"""
    return function_test.answer_yes(day, now)


def no(day: Day, _event: e.Pressed, now: float) -> Step:
    """*Nej*: IT hears of it, the screen says whom to phone (R69)."""
    return function_test.answer_no(day, now)


def again(day: Day, _event: e.Pressed, now: float) -> Step:
    """*Testa igen*"""
    return function_test.again(day, now), ()


def close(day: Day, _event: e.Pressed, _now: float) -> Step:
    """The test goes from the screen."""
    return function_test.close(day), ()
