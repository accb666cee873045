"""What one press or one word of a sensor changes, and what it leaves alone."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.room_views import phase, screen, seat_view, sign_view, stage_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import (
    Button,
    DeviceState,
    Notice,
    Phase,
    Reason,
    SignState,
)
from tests.support.room import (
    IDLE_STAGE,
    LEFT,
    LIVE_STAGE,
    RULES,
    START,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.report import What

T, F, U = True, False, None


@pytest.mark.parametrize(
    ("was", "told", "comes_in", "is_known"),
    [
        (U, T, True, True),
        (F, T, True, True),
        (T, T, False, True),
        (U, F, False, False),
        (F, F, False, False),
        (T, F, False, True),
        (U, U, False, False),
        (F, U, False, False),
        (T, U, False, True),
    ],
)
def test_r18_who_comes_checks_in_and_presence_is_remembered_until_it_ends(
    was: bool | None, told: bool | None, *, comes_in: bool, is_known: bool
) -> None:
    """Somebody who stays and is checked out is not checked in again by staying."""
    day = walk(a_room(()), [(START - 60, e.Presence(was))])
    day, seen = replace(day, here=False), day.seen
    day = walk(day, [(START, e.Presence(told))])
    assert day.somebody is told
    assert day.here is comes_in
    assert day.seen == (START if is_known else seen)


@pytest.mark.parametrize("was", [T, F, U])
def test_r18_after_jag_gar_only_a_press_checks_in_again(was: bool | None) -> None:
    """The sensor flickers on the way out, a cleaner comes in: nobody is checked in by that."""
    day = walk(a_room(()), [(START - 60, e.Presence(was)), (START - 59, pressed(Button.HERE))])
    day = walk(day, [(START - 50, pressed(Button.AWAY))])
    day = walk(day, [(START - 49, e.Presence(F)), (START - 48, e.Presence(T))])
    assert not day.here
    again = walk(day, [(START, pressed(Button.HERE))])
    assert again.here
    morning = walk(day, [(START, e.Presence(F)), (START, e.Midnight()), (START, e.Presence(T))])
    assert morning.here


def test_r71_who_goes_takes_the_open_list_along() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.TODAY)), (now + 1, pressed(Button.AWAY))])
    assert not screen(day, now + 1).today_open
    assert all(line.initials is None for line in screen(day, now + 1).today)


def test_s3_occupied_said_again_after_it_ran_out_is_a_new_one() -> None:
    day = walk(a_room(()), [(START - 3600, pressed(Button.OCCUPY)), (START, e.Tick())])
    assert screen(day, START).notices == (Notice.OWN_ENDED,)
    day = walk(day, [(START + 1, pressed(Button.OCCUPY))])
    assert screen(day, START + 1).notices == ()
    assert not day.own_ended


@pytest.mark.parametrize("phase", [Phase.JOINING, Phase.IN_CALL, Phase.INTERRUPTED, Phase.PAUSED])
@pytest.mark.parametrize("button", [Button.CAMERA, Button.MICROPHONE])
def test_r32_each_of_the_two_is_turned_off_and_on_alone(phase: Phase, button: Button) -> None:
    day, now = in_phase(phase)
    camera = button is Button.CAMERA
    off = walk(day, [(now, pressed(button))])
    for view in (stage_view(off, now), seat_view(off, now), screen(off, now)):
        said = (view.camera, view.microphone)
        wanted = (not camera, camera)
        if view == stage_view(off, now) and stage_view(off, now).capture is None:
            wanted = (not camera, False)
        assert said == wanted
    on, as_before = walk(off, [(now, pressed(button))]), walk(day, [(now, e.Touched())])
    anew = now if camera and as_before.open_since is not None else as_before.open_since
    assert on == replace(as_before, open_since=anew)


def test_the_microphone_is_closed_in_the_lobby_picture() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.SEE_ME))])
    assert stage_view(day, now).capture is Reason.LOBBY
    assert stage_view(day, now).camera
    assert not stage_view(day, now).microphone


def test_r09_late_for_the_next_visit_is_no_story_of_this_one() -> None:
    following = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + (VISIT.end - VISIT.start))
    day, _ = in_phase(Phase.IN_CALL)
    day = walk(day, [(minutes(26), e.Agenda((VISIT, following), complete=True))])
    day = walk(day, [(minutes(26), LIVE_STAGE), (minutes(27), pressed(Button.LATE_5))])
    assert day.focus is not None
    assert What.LATE_TOLD not in {moment.what for moment in day.focus.story}
    assert [key for key, _ in day.late] == ["a2"]


@pytest.mark.parametrize(
    ("automatic", "pressed_before", "offered"), [(T, F, T), (T, T, F), (F, F, F)]
)
def test_wait_is_offered_while_the_visit_would_start_by_itself(
    *, automatic: bool, pressed_before: bool, offered: bool
) -> None:
    day, now = in_phase(Phase.CHECKING)
    day = replace(day, rules=replace(RULES, automatic=automatic))
    if pressed_before:
        day = walk(day, [(now, pressed(Button.WAIT))])
    assert (Button.WAIT in buttons(day, now)) is offered
    day = walk(day, [(now, e.Central(connected=False))])
    assert Button.WAIT not in buttons(day, now)


@pytest.mark.parametrize("where", [phase for phase in Phase if phase is not Phase.BOOKED])
def test_the_sign_is_told_the_planned_end_of_the_visit_it_is_about(where: Phase) -> None:
    """A lost capturing lease says occupied until then and 15 min more."""
    day, now = in_phase(where)
    if where is Phase.CLOSED:
        assert sign_view(day, now).planned_end is None
        assert phase(day) is None
    else:
        assert sign_view(day, now).planned_end == VISIT.end.timestamp()
        assert stage_view(day, now).planned_end == VISIT.end.timestamp()
        assert phase(day) == ("a1", where)


@pytest.mark.parametrize(
    ("told", "offered"),
    [
        (e.Touched(), True),
        (e.SignSaid(None), False),
        (replace(IDLE_STAGE, camera=DeviceState.MISSING), False),
        (replace(IDLE_STAGE, camera=DeviceState.FAILED), False),
        (replace(IDLE_STAGE, microphone=DeviceState.MISSING), True),
    ],
)
def test_s1_the_own_picture_is_offered_where_sign_and_camera_work(
    told: e.Event, *, offered: bool
) -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, told)])
    assert (Button.SEE_ME in buttons(day, now)) is offered


def test_r10_the_after_hold_is_over_at_its_second() -> None:
    day, now = in_phase(Phase.ENDED)
    assert sign_view(day, now + 4.9).state is SignState.OCCUPIED
    assert sign_view(day, now + 5).state is SignState.CLEAR


@pytest.mark.parametrize(("later", "follows"), [(29, True), (30, False), (31, False)])
def test_s4_a_running_visit_takes_new_times_that_still_are_its_own(
    later: float, *, follows: bool
) -> None:
    """A booking moved past its end is another time for it: the call goes on with the old end."""
    day, now = in_phase(Phase.IN_CALL)
    by = (VISIT.end - VISIT.start) * (later / 30)
    moved = replace(VISIT, start=VISIT.start + by, end=VISIT.end + by)
    day = walk(day, [(now, e.Agenda((moved,), complete=True))])
    assert day.focus is not None
    assert (day.focus.visit.end == moved.end) is follows
    assert day.focus.visit.start == VISIT.start
    assert phase_of(day) is Phase.IN_CALL


def test_s1_the_own_picture_ends_with_the_countdown_the_call_and_with_who_saw_it() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, e.Presence(somebody=True)), (START - 5, pressed(Button.SEE_ME))])
    assert stage_view(day, START - 5).capture is Reason.LOBBY
    ready = walk(day, [(START, e.Tick())])
    assert phase_of(ready) is Phase.READY
    assert stage_view(ready, START).capture is None
    back = walk(ready, [(START + 1, e.Touched())])
    assert phase_of(back) is Phase.CHECKING
    assert stage_view(back, START + 1).capture is None
    gone = walk(day, [(START - 4, pressed(Button.AWAY)), (START - 3, pressed(Button.HERE))])
    assert phase_of(gone) is Phase.CHECKING
    assert stage_view(gone, START - 3).capture is None
    begun = walk(day, [(START - 4, pressed(Button.START)), (START - 3, LEFT)])
    assert phase_of(begun) is Phase.CHECKING
    assert stage_view(begun, START - 3).capture is None
