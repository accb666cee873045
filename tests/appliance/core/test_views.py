"""What door and screen say, and what they keep to themselves (R10, R19, R71, S1, S3, S7)."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.day import new_day
from appliance.core.health import faults, health, unit_state
from appliance.core.room_day import next_deadline
from appliance.core.room_views import screen, seat_view, sign_state, stage_view
from appliance.core.visits import Standing
from appliance.core.words import (
    BoardTrouble,
    Button,
    ButtonTrouble,
    Fault,
    Notice,
    NotJoined,
    Phase,
    Reason,
    Sight,
    SignFault,
    SignState,
)
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LIVE_STAGE,
    PATHS,
    RULES,
    START,
    START_WALL,
    VISIT,
    a_room,
    in_phase,
    minutes,
    pressed,
    walk,
)
from wire.fleet import Condition, UnitState


def test_a_room_that_knows_nothing_says_unknown() -> None:
    day = new_day(RULES, START, START_WALL.timestamp())
    assert sign_state(day, START) is SignState.UNKNOWN
    assert set(faults(day, START)) >= {Fault.STAGE_GONE, Fault.SIGN_GONE, Fault.FEED_STALE}


def test_r10_the_door_through_a_visit() -> None:
    seen = {phase: sign_state(*in_phase(phase)) for phase in Phase}
    assert seen[Phase.BOOKED] is SignState.CLEAR
    assert {seen[p] for p in (Phase.OPEN, Phase.CHECKING, Phase.READY)} == {SignState.SOON}
    held = (Phase.JOINING, Phase.IN_CALL, Phase.INTERRUPTED)
    assert {seen[phase] for phase in held} == {SignState.OCCUPIED}


def test_the_sign_stays_occupied_for_the_after_hold_and_then_clears() -> None:
    day, now = in_phase(Phase.ENDED)
    day = walk(day, [(now + 4.9, e.Tick())])
    assert sign_state(day, now + 4.9) is SignState.OCCUPIED
    day = walk(day, [(now + 5, e.Tick())])
    assert sign_state(day, now + 5) is SignState.CLEAR


def test_r10_the_door_says_soon_for_who_still_waits_until_their_planned_end() -> None:
    """Two at the same time: nobody has said yet how the first one went."""
    day = PATHS[Phase.ENDED][1](a_room((VISIT, replace(VISIT, id="a2"))))
    for now, says in ((minutes(30) - 0.1, SignState.SOON), (minutes(30), SignState.CLEAR)):
        day = walk(day, [(now, e.Tick())])
        assert sign_state(day, now) is says


def test_r19_paused_is_shown_once_capture_is_closed_and_the_others_are_told() -> None:
    day, now = in_phase(Phase.PAUSED)
    assert stage_view(day, now).capture is None
    assert sign_state(day, now) is SignState.OCCUPIED
    day = walk(day, [(now, replace(day.stage, capture=None))])
    assert sign_state(day, now) is SignState.PAUSED
    assert seat_view(day, now).hold
    call = stage_view(day, now).call
    assert call is not None
    assert call.hold


def test_s3_an_untrusted_clock_is_unknown_and_never_clear() -> None:
    day, now = in_phase(Phase.BOOKED)
    day = walk(day, [(now, e.ClockTrusted(trusted=False))])
    assert sign_state(day, now) is SignState.UNKNOWN
    assert Fault.CLOCK_UNTRUSTED in faults(day, now)


def test_r71_the_idle_screen_shows_times_only() -> None:
    day, now = in_phase(Phase.OPEN)
    shown = screen(day, now)
    assert shown.name == "idle"
    assert [(line.kind, line.initials) for line in shown.today] == [(None, None)]


def test_r71_initials_only_for_who_is_checked_in_and_touched_the_screen() -> None:
    day = walk(a_room(), [(minutes(-14), pressed(Button.HERE))])
    line = screen(day, minutes(-14)).visit
    assert line is not None
    assert (line.initials, line.kind) == ("A. L.", "Återbesök")
    later = minutes(-12)
    line = screen(walk(day, [(later, e.Tick())]), later).visit
    assert line is not None
    assert (line.initials, line.kind) == (None, None)


def test_r71_the_days_list_opens_on_touch_for_thirty_seconds() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.TODAY))])
    assert screen(day, now).today[0].initials == "A. L."
    day = walk(day, [(now + 30, e.Tick())])
    assert screen(day, now + 30).today[0].initials is None


def test_r71_nobody_checked_in_opens_no_list() -> None:
    day, now = in_phase(Phase.OPEN)
    assert not screen(walk(day, [(now, pressed(Button.TODAY))]), now).today_open


def test_r18_checked_out_after_twenty_minutes_of_absence() -> None:
    day = walk(a_room(now=minutes(-60)), [(minutes(-60), pressed(Button.HERE))])
    assert walk(day, [(minutes(-40) - 1, e.Tick())]).here
    assert not walk(day, [(minutes(-40), e.Tick())]).here


def test_own_picture_opens_on_touch_and_closes_two_minutes_after_the_last_one() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.SEE_ME))])
    assert stage_view(day, now).capture is Reason.LOBBY
    assert not stage_view(day, now).microphone
    assert stage_view(day, now).call is None
    assert sign_state(day, now) is SignState.OCCUPIED
    day = walk(day, [(now + 120, e.Tick())])
    assert stage_view(day, now + 120).capture is None


def test_s7_without_network_the_bookings_stay_with_their_age() -> None:
    day, now = in_phase(Phase.BOOKED)
    read_at = screen(day, now).updated_at
    later = now + 200
    day = walk(day, [(now, e.Central(connected=False)), (later, e.Tick())])
    shown = screen(day, later)
    assert [line.visit for line in shown.today] == ["a1"]
    assert shown.updated_at == read_at
    assert Fault.FEED_STALE in shown.faults
    assert sign_state(day, later) is SignState.CLEAR


def test_a_visit_of_another_system_is_shown_with_the_reason() -> None:
    elsewhere = replace(VISIT, standing=Standing.OTHER_SYSTEM)
    day = a_room((elsewhere,))
    assert screen(day, START).today[0].not_joined == NotJoined.OTHER_SYSTEM


def test_faults_make_the_unit_alert_and_name_their_part() -> None:
    day, now = a_room(), START - 3600
    assert unit_state(day, now) is UnitState.READY
    assert {part.condition for part in health(day, now)} == {Condition.OK}
    day = walk(day, [(now, e.SignSaid(SignState.CLEAR, lamp_ok=False))])
    assert unit_state(day, now) is UnitState.ALERT
    assert [p.code for p in health(day, now) if p.part == "sign"] == [Fault.LAMP_DEAD]


def test_a_picture_that_stands_still_is_a_fault_of_the_camera_at_once() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, replace(LIVE_STAGE, sight=Sight.FROZEN))])
    assert faults(day, now)[0] is Fault.CAMERA_FROZEN
    told = {part.part: part for part in health(day, now)}["camera"]
    assert (told.condition, told.code) == (Condition.FAILED, "camera-frozen")
    gone = replace(LIVE_STAGE, sight=Sight.FROZEN, alive=False)
    assert Fault.CAMERA_FROZEN not in faults(walk(day, [(now, gone)]), now)


def test_a_closed_lid_is_told_in_the_room_at_once_and_to_it_2_min_after_the_start() -> None:
    """A closed lid is privacy first, a fault only when somebody forgot it."""
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, replace(LIVE_STAGE, sight=Sight.COVERED))])
    assert faults(day, now)[0] is Fault.CAMERA_COVERED
    last = minutes(2) - 0.001
    assert {part.part: part.code for part in health(day, last)}["camera"] is None
    assert unit_state(day, minutes(2)) is UnitState.READY
    told = {part.part: part for part in health(day, minutes(2))}["camera"]
    assert (told.condition, told.code) == (Condition.DEGRADED, "camera-covered")


def test_the_computer_itself_is_a_part_and_its_trouble_is_its_alone() -> None:
    day, now = a_room(), START - 3600
    assert {part.part: part.code for part in health(day, now)}["board"] is None
    day = walk(day, [(now, e.BoardSaid(BoardTrouble.HOT))])
    assert faults(day, now) == ()
    told = {part.part: part for part in health(day, now)}["board"]
    assert (told.condition, told.code) == (Condition.DEGRADED, "board-hot")
    assert unit_state(day, now) is UnitState.READY
    assert health(walk(day, [(now, e.BoardSaid(None))]), now) == health(a_room(), now)


def test_the_buttons_are_a_part_that_it_hears_of_and_the_room_does_not() -> None:
    day, now = a_room(), START - 3600
    assert {part.part: part.code for part in health(day, now)}["buttons"] is None
    day = walk(day, [(now, e.ButtonsSaid(ButtonTrouble.STUCK))])
    assert faults(day, now) == ()
    told = {part.part: part for part in health(day, now)}["buttons"]
    assert (told.condition, told.code) == (Condition.DEGRADED, "button-stuck")
    assert unit_state(day, now) is UnitState.READY
    assert health(walk(day, [(now, e.ButtonsSaid(None))]), now) == health(a_room(), now)


def test_a_closed_lid_without_a_visit_is_nobodys_business() -> None:
    day = walk(a_room(()), [(START, replace(IDLE_STAGE, sight=Sight.COVERED))])
    assert {part.part: part.code for part in health(day, START + 3600)}["camera"] is None


def test_the_lobby_comes_with_the_patient_or_two_minutes_before() -> None:
    day = walk(a_room(), [(minutes(-10), e.Presence(somebody=True))])
    assert screen(day, minutes(-10)).name == "soon"
    assert screen(walk(day, [(minutes(-9), AT_LOBBY)]), minutes(-9)).name == "lobby"
    assert screen(walk(day, [(minutes(-2), e.Tick())]), minutes(-2)).name == "lobby"


def test_screens_by_phase() -> None:
    names = {phase: screen(*in_phase(phase)).name for phase in Phase}
    assert names == {
        Phase.BOOKED: "idle",
        Phase.OPEN: "idle",
        Phase.CHECKING: "lobby",
        Phase.READY: "countdown",
        Phase.JOINING: "joining",
        Phase.IN_CALL: "call",
        Phase.PAUSED: "paused",
        Phase.INTERRUPTED: "reconnecting",
        Phase.ENDED: "ended",
        Phase.CLOSED: "idle",
    }


@pytest.mark.parametrize(("picture", "sound"), [(True, False), (False, True), (False, False)])
def test_the_screen_knows_what_arrives_of_the_other(*, picture: bool, sound: bool) -> None:
    day, now = in_phase(Phase.IN_CALL)
    assert LIVE_STAGE.call is not None
    call = replace(LIVE_STAGE.call, picture=picture, sound=sound)
    shown = screen(walk(day, [(now, replace(LIVE_STAGE, call=call))]), now)
    assert (shown.picture, shown.sound) == (picture, sound)


def test_kameran_ar_pa_stays_until_stage_says_closed() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, pressed(Button.LEAVE))])
    assert stage_view(day, now).capture is None
    assert screen(day, now).capture is Reason.VISIT
    assert screen(walk(day, [(now, IDLE_STAGE)]), now).capture is None


def test_what_is_wrong_with_the_lamp_reaches_it_as_the_hardware_told_it() -> None:
    now = minutes(-60)
    stuck = e.SignSaid(SignState.CLEAR, lamp_ok=False, fault=SignFault.LAMP_STUCK)
    day = walk(a_room(), [(now, stuck)])
    assert faults(day, now) == (Fault.LAMP_DEAD,)
    assert {part.part: part.code for part in health(day, now)}["sign"] == "lamp-stuck"
    day = walk(day, [(now, e.SignSaid(SignState.CLEAR, lamp_ok=True))])
    assert {part.part: part.code for part in health(day, now)}["sign"] is None


DARK = e.SignSaid(SignState.OCCUPIED, lamp_ok=False)


@pytest.mark.parametrize("sign", [e.SignSaid(None), DARK])
def test_s1_the_own_picture_closes_when_the_sign_no_longer_tells_of_it(sign: e.SignSaid) -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.SEE_ME))])
    assert stage_view(day, now).capture is Reason.LOBBY
    day = walk(day, [(now + 1, sign)])
    assert stage_view(day, now + 1).capture is None
    assert Button.HIDE_ME not in screen(day, now + 1).buttons


def test_r32_a_microphone_that_is_off_on_the_headset_is_told_to_both_sides() -> None:
    day, now = in_phase(Phase.IN_CALL)
    heard = walk(day, [(now, replace(LIVE_STAGE, muted=True))])
    assert screen(heard, now).muted
    assert not seat_view(heard, now).microphone
    assert stage_view(heard, now).microphone, "it stays open: only so its end is heard"
    own = walk(heard, [(now, pressed(Button.MICROPHONE))])
    assert not screen(own, now).muted, "off by a press: it is told so"
    back = walk(heard, [(now, LIVE_STAGE)])
    assert (screen(back, now).muted, seat_view(back, now).microphone) == (False, True)


def test_r16_the_screen_knows_of_a_second_one() -> None:
    day, now = in_phase(Phase.IN_CALL)
    assert not screen(day, now).second_screen
    day = walk(day, [(now, e.BoardSaid(None, second_screen=True))])
    assert screen(day, now).second_screen
    assert {part.part: part.code for part in health(day, now)}["board"] is None


@pytest.mark.parametrize("phase", [Phase.BOOKED, Phase.IN_CALL, Phase.PAUSED])
def test_r19_the_bell_at_the_door_is_told_for_half_a_minute_and_is_no_sign_of_life(
    phase: Phase,
) -> None:
    day, now = in_phase(phase)
    touched, seen = day.touched, day.seen
    day = walk(day, [(now, e.DoorBell())])
    assert Notice.DOOR_BELL in screen(day, now).notices
    assert (day.touched, day.seen) == (touched, seen), "who rang is outside"
    assert next_deadline(day, now + 29.9) == now + 30
    later = walk(day, [(now + 30, e.Tick())])
    assert Notice.DOOR_BELL not in screen(later, now + 30).notices
