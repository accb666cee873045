"""The unattended self-test: when it comes, when it may open anything (S1), and what it leaves."""

from collections.abc import Callable
from dataclasses import replace
from math import inf

import pytest

from appliance.core import events as e
from appliance.core.day import Day, Proof, proof_of
from appliance.core.health import faults, health
from appliance.core.memory import Memory, memory, recall
from appliance.core.proofs import well
from appliance.core.readiness import readiness
from appliance.core.room_day import new_day, next_deadline, step
from appliance.core.room_views import reason, sign_view, stage_view
from appliance.core.self_test import may_open
from appliance.core.words import (
    Button,
    DeviceState,
    Fault,
    Link,
    Phase,
    Proven,
    Reason,
    Sight,
    SignState,
)
from tests.support.room import (
    IDLE_STAGE,
    LIVE_STAGE,
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
from wire.fleet import Condition, Readiness

CAME = e.Presence(somebody=True)
EMPTY = e.Presence(somebody=False)
DUE = minutes(-20)
ALL = tuple(Proven)
WELL = tuple((part, None) for part in Proven)
OPENS = START_WALL.timestamp() - 2 * 3600
HOURS = e.HoursSaid(opens=OPENS)


def quiet(*more: tuple[float, e.Event], since: float = minutes(-40)) -> Day:
    """A room that has been empty since ``since``, after ``more``."""
    return walk(a_room(), [(since, CAME), (since, EMPTY), *more])


def found(*results: tuple[Proven, Fault | None], number: int = 1) -> e.StageSaid:
    """Stage has found so much in the test ``number``."""
    return replace(IDLE_STAGE, test=e.SelfTestSaid(number, results))


def asked(day: Day, now: float) -> tuple[Proven, ...] | None:
    """What stage shall test now."""
    test = stage_view(day, now).test
    return test.parts if test else None


def test_it_comes_20_min_before_the_start_and_opens_in_an_empty_untouched_room() -> None:
    day = quiet((DUE - 1, e.Tick()))
    assert asked(day, DUE - 1) is None
    assert next_deadline(day, DUE - 1) == DUE
    day = walk(day, [(DUE, e.Tick())])
    view = stage_view(day, DUE)
    assert view.test is not None
    assert (view.test.number, view.test.parts, view.test.tone) == (1, ALL, True)
    assert view.capture is view.screen.capture is Reason.SELF_TEST
    assert (view.camera, view.microphone) == (True, True)
    assert sign_view(day, DUE).state is SignState.OCCUPIED
    assert not sign_view(day, DUE).own


COMES = (minutes(-30), e.Presence(somebody=True))
S1_BROKEN: dict[str, tuple[tuple[float, e.Event], ...]] = {
    "somebody is there, as in an ordinary examination": (COMES,),
    "the sensor cannot tell": ((minutes(-30), e.Presence(somebody=None)),),
    "empty for less than 10 min": (
        (minutes(-30), e.Presence(somebody=True)),
        (DUE - 599, EMPTY),
    ),
    "the sensor did not see who touched": ((minutes(-35), e.Touched()),),
    "touched less than 10 min ago": ((DUE - 599, e.Touched()),),
    "a button beside the screen": ((DUE - 599, pressed(Button.TODAY)),),
    "somebody said *Upptaget*": ((minutes(-39), pressed(Button.OCCUPY)),),
    "the sign does not answer": ((minutes(-30), e.SignSaid(None)),),
    "the sign does not shine": ((minutes(-30), e.SignSaid(SignState.CLEAR, lamp_ok=False)),),
}


@pytest.mark.parametrize("why", S1_BROKEN)
def test_s1_else_nothing_opens_and_only_the_way_is_tested(why: str) -> None:
    day = quiet(*S1_BROKEN[why], (DUE, e.Tick()))
    assert asked(day, DUE) == (Proven.CALL,)
    view = stage_view(day, DUE)
    assert view.capture is None
    assert sign_view(day, DUE).own == (day.own_at is not None)


def test_s1_a_room_without_a_sensor_never_opens_by_itself() -> None:
    day = walk(a_room(), [(DUE, e.Tick())])
    assert asked(day, DUE) == (Proven.CALL,)


def test_s1_a_room_that_has_just_started_does_not_know_since_when_it_is_empty() -> None:
    day = quiet((DUE - 300, e.Tick()))
    fresh = new_day(RULES, DUE - 300, day.anchor + DUE - 300)
    kept = Memory.from_json("store", memory(replace(day, mends=2)).to_json())
    day = recall(fresh, kept, DUE - 300)
    assert (day.quiet_since, day.mends) == (None, 2)


def test_s1_a_sensor_that_never_saw_anybody_may_be_dead() -> None:
    day = walk(a_room(), [(minutes(-40), EMPTY), (DUE, e.Tick())])
    assert asked(day, DUE) == (Proven.CALL,)


@pytest.mark.parametrize(("ago", "opens"), [(7 * 86_400 - 1, True), (7 * 86_400, False)])
def test_s1_a_weekend_is_borne_a_week_without_anybody_is_not(ago: float, opens: bool) -> None:
    day = walk(a_room(now=DUE - ago), [(DUE - ago, CAME), (DUE - ago, EMPTY), (DUE, e.Tick())])
    assert asked(day, DUE) == (ALL if opens else (Proven.CALL,))


def test_s1_a_sensor_is_believed_again_when_it_saw_who_touched() -> None:
    touch = (minutes(-39), e.Touched())
    assert asked(quiet(touch, (DUE, e.Tick())), DUE) == (Proven.CALL,)
    seen = ((minutes(-38), CAME), (minutes(-37), EMPTY))
    assert asked(quiet(touch, *seen, (DUE, e.Tick())), DUE) == ALL


@pytest.mark.parametrize(
    "comes",
    [COMES[1], e.Presence(somebody=None), e.Touched(), pressed(Button.HERE)],
)
def test_s1_who_comes_in_closes_it_at_once(comes: e.Event) -> None:
    day = quiet((DUE, e.Tick()), (DUE + 1, comes))
    assert asked(day, DUE + 1) == (Proven.CALL,)
    assert reason(day) is None


def test_s1_it_comes_when_the_room_has_become_empty_for_10_min() -> None:
    day = quiet(
        (minutes(-30), e.Presence(somebody=True)),
        (DUE, e.Tick()),
        (DUE + 1, found((Proven.CALL, None))),
        (minutes(-15), EMPTY),
    )
    assert asked(day, minutes(-15)) is None
    assert next_deadline(walk(day, [(minutes(-5) - 1, e.Tick())]), minutes(-5) - 1) == minutes(-5)
    day = walk(day, [(minutes(-5), e.Tick())])
    assert asked(day, minutes(-5)) == (Proven.CAMERA, Proven.MICROPHONE, Proven.LOUDSPEAKER)


def test_an_empty_room_told_again_is_as_empty_as_before() -> None:
    day = quiet((DUE - 1, EMPTY), (DUE, e.Tick()))
    assert reason(day) is Reason.SELF_TEST


def test_what_is_told_needs_no_more_and_capture_ends_with_it() -> None:
    day = quiet((DUE, e.Tick()), (DUE + 2, found((Proven.CAMERA, None))))
    assert asked(day, DUE + 2) == (Proven.MICROPHONE, Proven.LOUDSPEAKER, Proven.CALL)
    view = stage_view(day, DUE + 2)
    assert (view.capture, view.camera, view.microphone) == (Reason.SELF_TEST, False, True)
    day = walk(day, [(DUE + 3, found(*WELL[:3]))])
    assert asked(day, DUE + 3) == (Proven.CALL,)
    assert reason(day) is None
    day = walk(day, [(DUE + 4, found(*WELL))])
    assert asked(day, DUE + 4) is None
    assert [proof.at for _, proof in day.proofs] == [DUE + 4, DUE + 2, DUE + 3, DUE + 3]
    assert asked(walk(day, [(DUE + 30, e.Tick())]), DUE + 30) is None


def test_what_another_test_told_is_of_no_use() -> None:
    day = quiet((DUE, found(*WELL, number=7)))
    assert asked(day, DUE) == ALL
    assert day.self_test is not None
    assert day.self_test.number == 8
    assert asked(walk(day, [(DUE + 1, found(*WELL, number=7))]), DUE + 1) == ALL


def test_it_is_over_after_8_s_of_capture_and_15_s_in_all_and_rests() -> None:
    day = quiet((DUE, e.Tick()))
    day = walk(day, [(DUE + 7.9, e.Tick())])
    assert asked(day, DUE + 7.9) == ALL
    assert next_deadline(day, DUE + 7.9) == DUE + 8
    day = walk(day, [(DUE + 8, e.Tick())])
    assert asked(day, DUE + 8) == (Proven.CALL,)
    assert reason(day) is None
    day = walk(day, [(DUE + 15, e.Tick())])
    assert asked(day, DUE + 15) is None
    assert asked(walk(day, [(DUE + 314, e.Tick())]), DUE + 314) is None
    assert next_deadline(day, DUE + 314) == DUE + 315
    day = walk(day, [(DUE + 315, e.Tick())])
    assert asked(day, DUE + 315) == ALL


def test_a_device_that_is_away_is_known_to_be_and_is_not_tested() -> None:
    gone = replace(IDLE_STAGE, camera=DeviceState.MISSING)
    assert asked(quiet((DUE, gone)), DUE) == ALL[1:]
    gone = replace(IDLE_STAGE, speaker=DeviceState.MISSING)
    assert asked(quiet((DUE, gone)), DUE) == (Proven.CAMERA, Proven.MICROPHONE, Proven.CALL)
    gone = replace(IDLE_STAGE, microphone=DeviceState.FAILED)
    assert asked(quiet((DUE, gone)), DUE) == (Proven.CAMERA, Proven.CALL)
    assert asked(quiet((DUE, e.StageSaid(alive=False))), DUE) is None
    day = quiet((DUE, e.Central(connected=False)))
    assert asked(day, DUE) == ALL[:3]
    assert asked(quiet((DUE, e.Tick()), (DUE, e.Central(connected=False))), DUE) == ALL[:3]


@pytest.mark.parametrize(
    ("phase", "tests"),
    [
        (Phase.OPEN, True),
        (Phase.CHECKING, True),
        (Phase.READY, False),
        (Phase.JOINING, False),
        (Phase.IN_CALL, False),
        (Phase.PAUSED, False),
        (Phase.INTERRUPTED, False),
        (Phase.ENDED, True),
        (Phase.CLOSED, True),
    ],
)
def test_it_comes_beside_no_visit_that_runs(phase: Phase, tests: bool) -> None:
    day, now = in_phase(phase)
    length = VISIT.end - VISIT.start
    later = replace(VISIT, id="a2", start=VISIT.start + length / 2, end=VISIT.end + length)
    day = replace(day, proofs=(), self_test=None, test_rests_until=None)
    day = walk(day, [(now, e.Agenda((VISIT, later), complete=True))])
    assert (asked(day, now) is not None) == tests


def test_a_visit_that_begins_ends_it() -> None:
    day, now = in_phase(Phase.CHECKING)
    assert asked(day, now) == (Proven.CALL,)
    assert asked(walk(day, [(now, pressed(Button.START))]), now) is None
    seen = walk(day, [(now, replace(IDLE_STAGE, capture=Reason.LOBBY))])
    assert asked(seen, now) is None


def test_a_visit_is_a_proof_of_all_that_it_uses() -> None:
    day, now = in_phase(Phase.IN_CALL)
    assert proof_of(day, Proven.CALL) is not None
    assert proof_of(day, Proven.CAMERA) is None
    opened = day.open_since
    assert opened is not None
    assert opened < now
    assert proof_of(walk(day, [(opened + 4.9, LIVE_STAGE)]), Proven.CAMERA) is None
    for unwell in ({"sight": Sight.FROZEN}, {"camera": DeviceState.FAILED}):
        bad = walk(day, [(opened + 5, replace(LIVE_STAGE, **unwell))])
        assert proof_of(bad, Proven.CAMERA) is None
    day = walk(day, [(opened + 5, LIVE_STAGE)])
    assert {part for part, proof in day.proofs if proof.fault is None} == set(Proven)
    later = walk(day, [(opened + 50, LIVE_STAGE)])
    assert later.proofs == walk(day, [(opened + 10, LIVE_STAGE)]).proofs
    assert walk(day, [(opened + 65, LIVE_STAGE)]).proofs != later.proofs


@pytest.mark.parametrize(
    "stage",
    [
        replace(LIVE_STAGE, microphone=DeviceState.MISSING),
        replace(LIVE_STAGE, speaker=DeviceState.FAILED),
        replace(LIVE_STAGE, call=e.StageCall("a1", "patient-1", 1, Link.LIVE, proven=False)),
        replace(LIVE_STAGE, call=e.StageCall("a1", "patient-1", 1, Link.SILENT, proven=True)),
    ],
)
def test_a_call_that_is_not_whole_proves_nothing(stage: e.StageSaid) -> None:
    assert walk(a_room(), [(START, stage)]).proofs == ()


def test_a_camera_a_person_looks_into_is_proven_after_5_s() -> None:
    looks = replace(IDLE_STAGE, capture=Reason.LOBBY)
    day = quiet((DUE, e.Tick()), (DUE, found((Proven.CAMERA, Fault.CAMERA_FROZEN))))
    assert Fault.CAMERA_FROZEN in faults(day, DUE)
    day = walk(day, [(DUE + 30, looks), (DUE + 35, looks)])
    assert Fault.CAMERA_FROZEN not in faults(day, DUE + 35)
    day = walk(day, [(DUE + 36, IDLE_STAGE), (DUE + 40, looks)])
    assert day.open_since == DUE + 40


def _ill(fault: Fault = Fault.CAMERA_FROZEN, part: Proven = Proven.CAMERA) -> Day:
    """The test has found ``fault``, all else well."""
    results = tuple((one, fault if one is part else None) for one in Proven)
    return quiet((DUE, e.Tick()), (DUE + 3, found(*results)))


def test_what_is_ill_is_opened_anew_then_stage_starts_anew_then_it_waits() -> None:
    results = tuple((one, Fault.CAMERA_FROZEN if one is Proven.CAMERA else None) for one in Proven)
    day, told = step(quiet((DUE, e.Tick())), found(*results), DUE + 3)
    assert told == (_failed("camera-frozen", "reopen"),)
    assert asked(day, DUE + 3) == (Proven.CAMERA,)
    again = found((Proven.CAMERA, Fault.CAMERA_FROZEN), number=2)
    day, told = step(day, again, DUE + 6)
    assert told == (_failed("camera-frozen", "restart-stage"), e.RestartStage())
    assert asked(day, DUE + 6) is None
    assert day.mends == 2
    away = replace(IDLE_STAGE, camera=DeviceState.MISSING)
    day = walk(day, [(DUE + 7, e.StageSaid(alive=False)), (DUE + 9, away), (DUE + 10, IDLE_STAGE)])
    assert asked(day, DUE + 10) == (Proven.CAMERA,)
    third = found((Proven.CAMERA, Fault.CAMERA_FROZEN), number=3)
    day, told = step(day, third, DUE + 12)
    assert told == (_failed("camera-frozen", "replug"), e.Replug("camera"))
    assert asked(day, DUE + 12) is None
    assert day.mends == 3
    day = walk(day, [(DUE + 13, away), (DUE + 14, IDLE_STAGE)])
    assert asked(day, DUE + 14) == (Proven.CAMERA,), "its plug was pulled: looked at at once"
    fourth = found((Proven.CAMERA, Fault.CAMERA_FROZEN), number=4)
    day, told = step(day, fourth, DUE + 16)
    assert told == (_failed("camera-frozen", "wait"),)
    assert day.mends == 3
    day = walk(day, [(DUE + 316, e.Tick())])
    assert asked(day, DUE + 316) == (Proven.CAMERA,)
    day = walk(day, [(DUE + 318, found((Proven.CAMERA, None), number=5))])
    assert faults(day, DUE + 318) == (Fault.FEED_STALE,)


def _failed(code: str, rung: str) -> e.Note:
    return e.Note("self-test-failed", (("fault", code), ("next", rung)))


def test_a_stage_that_starts_anew_is_looked_at_at_once() -> None:
    day = _ill(Fault.CAMERA_BLURRED)
    gone = e.StageSaid(alive=False)
    day = walk(day, [(DUE + 60, gone), (DUE + 66, gone), (DUE + 67, IDLE_STAGE)])
    assert asked(day, DUE + 67) == (Proven.CAMERA,)


def test_it_helps_itself_6_times_a_day_at_most() -> None:
    results = tuple((one, Fault.CAMERA_FROZEN if one is Proven.CAMERA else None) for one in Proven)
    tired = replace(quiet((DUE, e.Tick())), mends=6)
    day, told = step(tired, found(*results), DUE + 3)
    assert told == (_failed("camera-frozen", "wait"),)
    assert day.mends == 6
    assert asked(day, DUE + 3) is None
    assert walk(day, [(DUE + 4, e.Midnight())]).mends == 0


@pytest.mark.parametrize(
    ("part", "fault", "rung"),
    [
        (Proven.CAMERA, Fault.CAMERA_FAILED, "reopen"),
        (Proven.CAMERA, Fault.CAMERA_BLURRED, "wait"),
        (Proven.MICROPHONE, Fault.MICROPHONE_SILENT, "reopen"),
        (Proven.MICROPHONE, Fault.HEADSET_FAILED, "reopen"),
        (Proven.LOUDSPEAKER, Fault.LOUDSPEAKER_UNHEARD, "wait"),
        (Proven.CALL, Fault.CALL_FAILS, "wait"),
    ],
)
def test_only_what_may_go_away_by_it_is_opened_anew(part: Proven, fault: Fault, rung: str) -> None:
    day = quiet((DUE, e.Tick()))
    _, told = step(day, found((part, fault)), DUE + 3)
    assert told == (_failed(fault.value, rung),)


def test_a_closed_lid_is_no_fault_and_looked_at_once_more_when_it_is_asked_about() -> None:
    lid = tuple((one, Fault.CAMERA_COVERED if one is Proven.CAMERA else None) for one in Proven)
    day, told = step(quiet((DUE, e.Tick())), found(*lid), DUE + 3)
    assert told == ()
    for at in (DUE + 3, DUE + 303, DUE + 603):
        assert asked(walk(day, [(at, e.Tick())]), at) is None
    assert Fault.CAMERA_COVERED not in faults(day, minutes(-5.01))
    assert next_deadline(day, minutes(-5.01)) == minutes(-5)
    day = walk(day, [(minutes(-5), e.Tick())])
    assert asked(day, minutes(-5)) == (Proven.CAMERA,)
    assert Fault.CAMERA_COVERED in faults(day, minutes(-5))
    number = day.self_tests
    opened = found((Proven.CAMERA, None), number=number)
    assert Fault.CAMERA_COVERED not in faults(walk(day, [(minutes(-4.9), opened)]), minutes(-4.9))
    day = walk(day, [(minutes(-4.9), found(lid[0], number=number)), (minutes(1), e.Tick())])
    assert Fault.CAMERA_COVERED in faults(day, minutes(1))
    assert day.self_tests == number


def test_a_stage_that_dies_of_what_it_opens_is_not_made_to_at_once_again() -> None:
    gone = e.StageSaid(alive=False)
    day = quiet((DUE, e.Tick()), (DUE + 1, gone), (DUE + 7, IDLE_STAGE))
    assert asked(day, DUE + 7) is None
    assert asked(walk(day, [(DUE + 301, e.Tick())]), DUE + 301) == ALL
    nothing_open = walk(a_room(), [(DUE, e.Tick()), (DUE + 1, gone), (DUE + 7, IDLE_STAGE)])
    assert asked(nothing_open, DUE + 7) == (Proven.CALL,)


def test_r32_what_is_off_by_choice_is_not_proven_by_a_visit() -> None:
    day, now = in_phase(Phase.IN_CALL)
    ill = ((Proven.CAMERA, Proof(0, Fault.CAMERA_FROZEN, 1, inf)),)
    day = replace(walk(day, [(now, pressed(Button.CAMERA))]), proofs=ill)
    day = walk(day, [(now + 60, pressed(Button.MICROPHONE)), (now + 90, LIVE_STAGE)])
    assert Fault.CAMERA_FROZEN in faults(day, now + 90)
    day = walk(day, [(now + 100, pressed(Button.CAMERA)), (now + 104.9, LIVE_STAGE)])
    proof = proof_of(day, Proven.CAMERA)
    assert proof is not None
    assert proof.fault is Fault.CAMERA_FROZEN
    day = walk(day, [(now + 105, LIVE_STAGE)])
    assert proof_of(day, Proven.CAMERA) == Proof(now + 105)


def test_r32_a_muted_microphone_is_not_proven_by_a_call() -> None:
    day, now = in_phase(Phase.IN_CALL)
    muted = walk(replace(day, proofs=()), [(now, pressed(Button.MICROPHONE))])
    assert {part for part, _ in muted.proofs} == {Proven.LOUDSPEAKER, Proven.CALL}
    heard = walk(muted, [(now + 1, pressed(Button.MICROPHONE))])
    assert proof_of(heard, Proven.MICROPHONE) == Proof(now + 1)


@pytest.mark.parametrize("was", [DeviceState.MISSING, DeviceState.FAILED])
def test_who_plugs_it_in_again_is_not_kept_waiting(was: DeviceState) -> None:
    day = _ill(Fault.CAMERA_BLURRED)
    assert asked(day, DUE + 3) is None
    day = walk(day, [(DUE + 60, replace(IDLE_STAGE, camera=was)), (DUE + 62, IDLE_STAGE)])
    assert asked(day, DUE + 62) == ((Proven.CAMERA,) if was is DeviceState.MISSING else None)


def test_a_headset_that_comes_back_is_looked_at_again() -> None:
    day = replace(_ill(Fault.LOUDSPEAKER_UNHEARD, Proven.LOUDSPEAKER))
    away = replace(IDLE_STAGE, microphone=DeviceState.MISSING)
    day = walk(day, [(DUE + 60, away), (DUE + 62, IDLE_STAGE)])
    assert asked(day, DUE + 62) == (Proven.LOUDSPEAKER,)


@pytest.mark.parametrize(
    ("fault", "part", "condition"),
    [
        (Fault.CAMERA_FAILED, "camera", Condition.FAILED),
        (Fault.CAMERA_FROZEN, "camera", Condition.FAILED),
        (Fault.CAMERA_BLURRED, "camera", Condition.DEGRADED),
        (Fault.HEADSET_FAILED, "headset", Condition.FAILED),
        (Fault.MICROPHONE_SILENT, "headset", Condition.FAILED),
        (Fault.LOUDSPEAKER_UNHEARD, "headset", Condition.DEGRADED),
        (Fault.CALL_FAILS, "call", Condition.FAILED),
    ],
)
def test_what_it_found_is_told_in_the_room_and_to_it(
    fault: Fault, part: str, condition: Condition
) -> None:
    day = _ill(fault, Proven.CAMERA)
    assert faults(day, DUE + 3) == (fault, Fault.FEED_STALE)
    (ill,) = (one for one in health(day, DUE + 3) if one.code == fault.value)
    assert (ill.part, ill.condition, ill.code) == (part, condition, fault.value)
    assert faults(walk(day, [(DUE + 4, e.StageSaid(alive=False))]), DUE + 4) == (
        Fault.STAGE_GONE,
        Fault.FEED_STALE,
    )


def test_s1_a_closed_lid_is_asked_to_be_opened_5_min_before_and_told_to_it_2_min_after() -> None:
    day = _ill(Fault.CAMERA_COVERED)
    for at, room, it in (
        (minutes(-5.01), False, False),
        (minutes(-5), True, False),
        (minutes(1.99), True, False),
        (minutes(2), True, True),
    ):
        day = replace(walk(day, [(at, e.Tick())]), self_test=None)
        assert (Fault.CAMERA_COVERED in faults(day, at)) == room, at
        told = {part.code for part in health(day, at)}
        assert ("camera-covered" in told) == it, at
    assert next_deadline(walk(_ill(Fault.CAMERA_COVERED), [(minutes(-14), e.Tick())]), START - 301)
    day = walk(_ill(Fault.CAMERA_COVERED), [(minutes(-10), e.Tick())])
    assert readiness(day, minutes(-10))[0].state is Readiness.READY


def test_each_morning_before_the_room_opens() -> None:
    opens = OPENS - START_WALL.timestamp() + START
    left = START - 3.9 * 3600
    day = walk(a_room(now=START - 4 * 3600), [(left, CAME), (left, EMPTY), (opens - 3000, HOURS)])
    assert asked(day, opens - 1801) is None
    assert next_deadline(day, opens - 1801) == opens - 1800
    assert asked(walk(day, [(opens - 1800, e.Tick())]), opens - 1800) == ALL
    assert asked(walk(day, [(opens - 0.1, e.Tick())]), opens - 0.1) == ALL
    assert asked(walk(day, [(opens, e.Tick())]), opens) is None


@pytest.mark.parametrize(
    ("silent", "tone"),
    [
        (((-1300, -1200),), True),
        (((-1300, -1199.9),), False),
        (((-1200, 0),), False),
        (((-1199.9, 0),), True),
        (((-9000, -8000), (-1300, 0)), False),
        ((), True),
    ],
)
def test_no_tone_at_night(silent: tuple[tuple[float, float], ...], tone: bool) -> None:
    wall = START_WALL.timestamp()
    hours = e.HoursSaid(wall + 9000, tuple((wall + a, wall + b) for a, b in silent))
    day = quiet((DUE, hours))
    view = stage_view(day, DUE)
    assert view.test is not None
    assert view.test.tone is tone


READY, RISK, UNTESTED = Readiness.READY, Readiness.AT_RISK, Readiness.UNTESTED
CASES: dict[str, tuple[Callable[[], Day], Readiness, str | None]] = {
    "nothing tested yet": (lambda: quiet((DUE, e.Tick())), UNTESTED, None),
    "all well": (lambda: quiet((DUE, e.Tick()), (DUE + 3, found(*WELL))), READY, None),
    "the camera stands still": (_ill, RISK, "camera-frozen"),
    "blurred, and no worse": (lambda: _ill(Fault.CAMERA_BLURRED), UNTESTED, None),
    "it cannot call": (lambda: _ill(Fault.CALL_FAILS, Proven.CALL), RISK, "call-fails"),
    "tested, and unplugged since": (
        lambda: quiet(
            (DUE, e.Tick()),
            (DUE + 3, found(*WELL)),
            (DUE + 4, replace(IDLE_STAGE, camera=DeviceState.MISSING)),
        ),
        RISK,
        "camera-missing",
    ),
    "the sign is dark": (
        lambda: quiet((DUE, e.SignSaid(SignState.CLEAR, lamp_ok=False))),
        RISK,
        "lamp-dead",
    ),
    "the card cannot be written": (lambda: quiet((DUE, e.StoreSaid("disk-full"))), UNTESTED, None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bookings_readiness(case: str) -> None:
    make, state, code = CASES[case]
    (told,) = readiness(make(), DUE + 5)
    assert (told.visit, told.state, told.code) == ("a1", state, code)
    assert (told.start, told.end) == (VISIT.start.timestamp(), VISIT.end.timestamp())
    assert (told.part is None) == (code is None)


def test_every_booking_of_the_next_16_h_and_each_is_tested_for_itself() -> None:
    hour = VISIT.end - VISIT.start
    later = replace(VISIT, id="a2", start=VISIT.start + 2 * hour, end=VISIT.end + 2 * hour)
    far = replace(VISIT, id="a3", start=VISIT.start + 33 * hour, end=VISIT.end + 33 * hour)
    day = walk(
        a_room((VISIT, later, far)),
        [(minutes(-40), CAME), (minutes(-40), EMPTY), (DUE, e.Tick()), (DUE + 3, found(*WELL))],
    )
    assert [(one.visit, one.state) for one in readiness(day, DUE + 5)] == [
        ("a1", READY),
        ("a2", UNTESTED),
    ]


def test_what_was_measured_is_the_evidence_of_the_parts_health() -> None:
    day = walk(quiet((DUE, e.Tick())), [])
    test = e.SelfTestSaid(
        1,
        (
            (Proven.CAMERA, Fault.CAMERA_BLURRED),
            (Proven.MICROPHONE, None),
            (Proven.LOUDSPEAKER, None),
        ),
        (
            (Proven.CAMERA, (("brightness", 101.0), ("detail", 0.05))),
            (Proven.MICROPHONE, (("level_db", -48.0),)),
            (Proven.LOUDSPEAKER, (("tone_heard", 0.0), ("tone_match", 3.1))),
        ),
    )
    day, told = step(day, replace(IDLE_STAGE, test=test), DUE + 3)
    facts = (("fault", "camera-blurred"), ("next", "wait"), ("brightness", 101.0), ("detail", 0.05))
    assert told == (e.Note("self-test-failed", facts),)
    parts = {part.part: part for part in health(day, DUE + 3)}
    tested = ("tested", round(START_WALL.timestamp() - 1200 + 3))
    assert parts["camera"].evidence == (("brightness", 101.0), ("detail", 0.05), tested)
    headset = parts["headset"]
    assert (headset.code, dict(headset.evidence)) == (
        None,
        {"level_db": -48.0, "tone_heard": 0.0, "tone_match": 3.1, "tested": tested[1]},
    ), "a tone that a headset keeps to itself is told, and is no fault"
    assert parts["call"].evidence == ()


def test_what_a_person_uses_keeps_the_numbers_of_the_last_test() -> None:
    test = e.SelfTestSaid(1, ((Proven.CAMERA, None),), ((Proven.CAMERA, (("brightness", 99.0),)),))
    day = walk(quiet((DUE, e.Tick())), [(DUE + 3, replace(IDLE_STAGE, test=test))])
    before = next(part for part in health(day, DUE + 3) if part.part == "camera")
    used = well(day, (Proven.CAMERA,), DUE + 900)
    assert used.proofs != day.proofs
    assert next(p for p in health(used, DUE + 900) if p.part == "camera") == before


def test_a_picture_that_stands_still_in_a_visit_brings_its_own_numbers() -> None:
    day, now = in_phase(Phase.IN_CALL)
    seen = (("brightness", 88.0), ("contrast", 31.0))
    frozen = replace(day.stage, sight=Sight.FROZEN, seen=seen)
    day = walk(day, [(now, frozen)])
    assert next(p for p in health(day, now) if p.part == "camera").evidence == seen


@pytest.mark.parametrize("touched_after", [True, False])
def test_s1_a_reboot_keeps_what_the_sensor_saw_unless_it_missed_who_touched(
    *, touched_after: bool
) -> None:
    day = quiet()
    if touched_after:
        day = walk(day, [(minutes(-35), e.Touched())])
    kept = memory(day)
    now = minutes(-34)
    rebooted = recall(
        new_day(RULES, now, START_WALL.timestamp() + now - START), kept, now, rebooted=True
    )
    assert rebooted.seen is None, "nobody was seen since: no automatic start, no presence"
    assert rebooted.sensor_saw == (None if touched_after else minutes(-40))
    again = recall(
        new_day(RULES, now, START_WALL.timestamp() + now - START),
        memory(rebooted),
        now,
        rebooted=True,
    )
    assert again.sensor_saw == rebooted.sensor_saw, "and over the next one"
    empty = walk(
        rebooted,
        [
            (now, e.ClockTrusted(trusted=True)),
            (now, e.Central(connected=True)),
            (now, e.SignSaid(SignState.CLEAR, lamp_ok=True)),
            (now, IDLE_STAGE),
            (now, EMPTY),
        ],
    )
    assert not may_open(empty, now + 599)
    assert may_open(empty, now + 600) is not touched_after
