"""What a call and its troubles show and remember: the number, the cards, the ring, the story."""

from dataclasses import replace
from math import inf

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import step
from appliance.core.room_views import screen
from appliance.core.shown.buttons import buttons
from appliance.core.words import (
    Button,
    Notice,
    Phase,
)
from tests.support.room import (
    AT_LOBBY,
    LEFT,
    LIVE_STAGE,
    SILENT_STAGE,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.report import What

NUMBER = e.NumberSaid("a1", "070")
CALLED = pressed(Button.CALL_PATIENT)


def test_r40_by_phone_is_said_once_and_before_the_start_alone() -> None:
    visit = replace(VISIT, interpreter=True)
    day = walk(a_room((visit,)), [(minutes(-10), pressed(Button.HERE)), (minutes(-10), AT_LOBBY)])
    day, asked = step(day, pressed(Button.BY_PHONE), minutes(-9))
    assert asked == (e.Note("interpreter-by-phone"),)
    again, asked = step(day, pressed(Button.BY_PHONE), minutes(-8))
    assert asked == ()
    assert again.focus == day.focus
    without, now = in_phase(Phase.CHECKING)
    assert step(without, pressed(Button.BY_PHONE), now)[1] == ()
    in_call, now = in_phase(Phase.IN_CALL)
    assert in_call.focus is not None
    needs = replace(in_call.focus, visit=visit)
    assert step(replace(in_call, focus=needs), pressed(Button.BY_PHONE), now)[1] == ()


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CHECKING])
def test_r44_a_press_shows_a_number_that_is_known_to_somebody_who_is_checked_in(
    phase: Phase,
) -> None:
    day, now = in_phase(phase)
    assert step(day, pressed(Button.CALL_PATIENT), now)[1] == ()
    day = walk(day, [(now, NUMBER)])
    asked = step(day, pressed(Button.CALL_PATIENT), now)[1]
    assert asked == ((e.Note("number-shown"),) if phase is Phase.CHECKING else ())


@pytest.mark.parametrize(
    ("phase", "away"), [(Phase.IN_CALL, None), (Phase.INTERRUPTED, -inf), (Phase.JOINING, -inf)]
)
def test_r44_put_away_in_trouble_it_does_not_come_back_by_itself(
    phase: Phase, away: float | None
) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, NUMBER), (now, pressed(Button.CALL_PATIENT))])
    day = walk(day, [(now + 1, pressed(Button.HIDE_NUMBER))])
    assert day.focus is not None
    assert day.focus.phone_until == away


def test_r46_closing_the_card_keeps_the_call() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, pressed(Button.EMERGENCY)), (now + 1, pressed(Button.EMERGENCY_CLOSE))])
    assert phase_of(day) is Phase.IN_CALL
    assert not screen(day, now + 1).emergency


@pytest.mark.parametrize(("notice", "other"), [(Notice.ALONE, Notice.UNANSWERED)])
def test_why_the_room_left_by_itself_is_told_until_it_is_taken_up(
    notice: Notice, other: Notice
) -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    day = walk(day, [(now + 300, e.Tick())])
    assert notice in screen(day, now + 300).notices
    assert other not in screen(day, now + 300).notices
    left, now = in_phase(Phase.ENDED)
    assert not {notice, other} & set(screen(left, now).notices)
    day = walk(left, [(now + 1, LEFT), (now + 2, pressed(Button.RESTART)), (now + 62, e.Tick())])
    assert other in screen(day, now + 62).notices
    assert notice not in screen(day, now + 62).notices


def test_a_number_that_goes_this_second_is_gone() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, NUMBER), (now, pressed(Button.CALL_PATIENT))])
    assert Button.HIDE_NUMBER in buttons(walk(day, [(now + 59.9, e.Tick())]), now + 59.9)
    assert Button.CALL_PATIENT in buttons(walk(day, [(now + 60, e.Tick())]), now + 60)
    assert phase_of(walk(day, [(now + 1, SILENT_STAGE)])) is Phase.INTERRUPTED


def _story(day: Day) -> list[What]:
    assert day.focus is not None
    return [moment.what for moment in day.focus.story]


def test_r05_the_story_tells_starting_and_going_on_apart() -> None:
    day, now = in_phase(Phase.PAUSED)
    assert _story(day)[-3:] == [What.STARTED, What.CONNECTED, What.PAUSED]
    day = walk(day, [(now + 1, pressed(Button.CONTINUE)), (now + 2, LIVE_STAGE)])
    assert _story(day)[-2:] == [What.CONTINUED, What.CONNECTED]
    day = walk(day, [(now + 3, SILENT_STAGE), (now + 4, pressed(Button.LEAVE))])
    assert _story(day)[-2:] == [What.LOST, What.ENDED]
    day = walk(day, [(now + 5, AT_LOBBY), (now + 6, pressed(Button.RESTART))])
    assert _story(day)[-1] is What.STARTED


@pytest.mark.parametrize(
    ("phase", "steps", "shown"),
    [
        (Phase.CHECKING, [(0, CALLED), (1, pressed(Button.START))], True),
        (Phase.CHECKING, [(0, CALLED), (1, pressed(Button.AWAY))], False),
        (Phase.IN_CALL, [(0, CALLED), (1, pressed(Button.PAUSE))], True),
        (Phase.IN_CALL, [(0, CALLED), (1, SILENT_STAGE)], True),
        (Phase.IN_CALL, [(0, CALLED), (1, pressed(Button.LEAVE))], True),
        (Phase.INTERRUPTED, [(19, e.Tick())], False),
        (Phase.INTERRUPTED, [(20, e.Tick())], True),
        (Phase.INTERRUPTED, [(20, e.Tick()), (90, e.Tick())], True),
        (Phase.INTERRUPTED, [(20, e.Tick()), (30, LIVE_STAGE)], False),
        (Phase.INTERRUPTED, [(20, e.Tick()), (30, pressed(Button.PAUSE))], False),
        (Phase.INTERRUPTED, [(20, e.Tick()), (30, pressed(Button.LEAVE))], False),
    ],
)
def test_r44_a_number_that_was_asked_for_stays_its_minute_and_one_of_a_trouble_goes_with_it(
    phase: Phase, steps: list[tuple[float, e.Event]], *, shown: bool
) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, e.Presence(somebody=True)), (now, NUMBER)])
    day = walk(day, [(now + at, event) for at, event in steps])
    last = now + steps[-1][0]
    assert (screen(day, last).phone is not None) is shown


def test_r08_the_start_card_lies_there_over_an_interruption() -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    assert screen(day, now).start_card
    day = walk(day, [(now + 1, pressed(Button.PAUSE)), (now + 2, pressed(Button.CONTINUE))])
    assert screen(day, now + 2).start_card


def test_r06_what_rang_unanswered_no_longer_rings() -> None:
    day, now = in_phase(Phase.ENDED)
    day = walk(day, [(now + 1, LEFT), (now + 2, pressed(Button.RESTART))])
    assert screen(day, now + 2).notices == (Notice.RANG,)
    paused = walk(day, [(now + 3, pressed(Button.PAUSE))])
    assert Notice.RANG in screen(paused, now + 3).notices
    day = walk(day, [(now + 62, e.Tick())])
    assert phase_of(day) is Phase.ENDED
    assert screen(day, now + 62).notices == (Notice.UNANSWERED,)


def test_r44_a_number_that_a_person_asked_for_is_not_logged_again_by_the_trouble() -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    day = walk(day, [(now, e.Presence(somebody=True)), (now, NUMBER), (now + 10, CALLED)])
    told = _story(day)
    day, asked = step(day, e.Tick(), now + 20)
    assert asked == ()
    assert _story(day) == told
    assert screen(walk(day, [(now + 200, e.Tick())]), now + 200).phone == "070"
