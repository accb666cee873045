"""S3: a person's own *occupied*: warned before it ends, extended by a touch, never ends clear."""

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.memory import memory, recall
from appliance.core.room_day import new_day, next_deadline, step
from appliance.core.room_views import screen, sign_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, Notice, Phase, SignState
from tests.support.room import (
    AT_LOBBY,
    RULES,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)

HOUR = 3600.0
PRESSED = minutes(-300)


def occupied() -> Day:
    return walk(a_room(now=PRESSED), [(PRESSED, pressed(Button.OCCUPY))])


def test_s3_it_shows_at_once_and_is_no_video_visit() -> None:
    day = occupied()
    view = sign_view(day, PRESSED)
    assert view.state is SignState.OCCUPIED
    assert view.own
    assert screen(day, PRESSED).own_until == day.anchor + PRESSED + HOUR
    assert screen(day, PRESSED).capture is None


def test_s3_it_warns_five_minutes_before_and_ends_unknown() -> None:
    day = occupied()
    warns, ends = PRESSED + HOUR - 300, PRESSED + HOUR
    assert screen(day, warns - 1).notices == ()
    assert next_deadline(walk(day, [(warns - 1, e.Tick())]), warns - 1) == warns
    assert screen(walk(day, [(warns, e.Tick())]), warns).notices == (Notice.OWN_ENDS,)
    assert sign_view(walk(day, [(ends - 1, e.Tick())]), ends - 1).state is SignState.OCCUPIED
    day = walk(day, [(ends, e.Tick())])
    assert sign_view(day, ends).state is SignState.UNKNOWN
    assert screen(day, ends).notices == (Notice.OWN_ENDED,)
    day = walk(day, [(ends + 4000, e.Tick())])
    assert sign_view(day, ends + 4000).state is SignState.UNKNOWN, "never clear by itself"


def test_s3_a_touch_or_presence_extends_it() -> None:
    for extends in (e.Touched(), e.Presence(somebody=True)):
        day = walk(occupied(), [(PRESSED + 3000, extends)])
        day = walk(day, [(PRESSED + 3001, e.Presence(somebody=False)), (PRESSED + HOUR, e.Tick())])
        assert sign_view(day, PRESSED + HOUR).state is SignState.OCCUPIED
        day = walk(day, [(PRESSED + 3001 + HOUR, e.Tick())])
        assert sign_view(day, PRESSED + 3001 + HOUR).state is SignState.UNKNOWN


def test_s3_somebody_in_the_room_keeps_it() -> None:
    day = walk(occupied(), [(PRESSED, e.Presence(somebody=True)), (PRESSED + 2 * HOUR, e.Tick())])
    assert sign_view(day, PRESSED + 2 * HOUR).state is SignState.OCCUPIED


def test_s3_a_person_ends_it() -> None:
    day = occupied()
    assert Button.VACATE in buttons(day, PRESSED)
    day = walk(day, [(PRESSED + 60, pressed(Button.VACATE))])
    assert sign_view(day, PRESSED + 60).state is SignState.CLEAR
    assert buttons(day, PRESSED + 60)[-1] is Button.OCCUPY


def test_s3_after_it_ended_a_person_says_what_is_true() -> None:
    day = walk(occupied(), [(PRESSED + HOUR, e.Tick())])
    now = PRESSED + HOUR + 10
    assert {Button.OCCUPY, Button.VACATE} <= set(buttons(day, now))
    assert sign_view(walk(day, [(now, pressed(Button.VACATE))]), now).state is SignState.CLEAR
    assert sign_view(walk(day, [(now, pressed(Button.OCCUPY))]), now).state is SignState.OCCUPIED


def test_s3_a_visit_takes_its_place() -> None:
    now = minutes(-5)
    day = walk(
        a_room(), [(now, pressed(Button.HERE)), (now, AT_LOBBY), (now, pressed(Button.OCCUPY))]
    )
    assert sign_view(day, now).own
    day = walk(day, [(now, pressed(Button.START))])
    assert phase_of(day) is Phase.JOINING
    assert sign_view(day, now).state is SignState.OCCUPIED
    assert not sign_view(day, now).own
    assert day.own_at is None


def test_s3_it_is_not_offered_in_a_visit() -> None:
    day, now = in_phase(Phase.IN_CALL)
    assert Button.OCCUPY not in buttons(day, now)
    again, _ = step(day, pressed(Button.OCCUPY), now)
    assert again.own_at is None


def test_s3_a_restarted_room_still_knows() -> None:
    day = occupied()
    wall = day.anchor + PRESSED
    again = recall(new_day(RULES, 7.0, wall + 30), memory(day), 7.0)
    assert sign_view(again, 7.0).state is SignState.OCCUPIED
    ended = walk(day, [(PRESSED + HOUR, e.Tick())])
    again = recall(new_day(RULES, 7.0, wall + HOUR + 30), memory(ended), 7.0)
    again = walk(
        again,
        [(7.0, e.ClockTrusted(trusted=True)), (7.0, e.Agenda((VISIT,), complete=True))],
    )
    assert sign_view(again, 7.0).state is SignState.UNKNOWN


@pytest.mark.parametrize("rebooted", [False, True])
def test_s3_a_restart_does_not_end_it_for_somebody_who_sits_there(*, rebooted: bool) -> None:
    day, now = walk(occupied(), [(PRESSED, e.Presence(somebody=True))]), PRESSED + 2 * HOUR
    back = recall(new_day(RULES, now, day.anchor + now), memory(day), now, rebooted=rebooted)
    back = walk(back, [(now, e.Tick()), (now, e.Presence(somebody=True))])
    assert back.own_ended is rebooted
    assert sign_view(back, now).state is (SignState.UNKNOWN if rebooted else SignState.OCCUPIED)
