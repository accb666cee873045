"""The function test with a person: after a check-in and at any time, never beside a visit."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.day import Day, Proof, proof_of
from appliance.core.function_test import LAW
from appliance.core.health import faults
from appliance.core.memory import Memory, memory, recall
from appliance.core.room_day import new_day, next_deadline, step
from appliance.core.room_views import reason, seat_view, sign_state, stage_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import (
    Button,
    DeviceState,
    Fault,
    Hand,
    Hearing,
    Notice,
    Phase,
    Proven,
    Reason,
    SignState,
    TestPart,
    TestStep,
)
from tests.support.room import (
    AT_LOBBY,
    CHECKED_IN,
    IDLE_STAGE,
    IVO,
    LIVE_STAGE,
    NOBODY,
    START,
    START_WALL,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.support import SupportLine

TESTING = e.StageSaid(alive=True, capture=Reason.FUNCTION_TEST)
VOICE = replace(TESTING, hearing=Hearing.VOICE)
NOW = minutes(-60)
OPEN = ((START_WALL.timestamp() - 7200, START_WALL.timestamp()),)
IT = SupportLine(fault="technology", name="IT", phone="023-49 00 00", open=OPEN)
IVO_HELPS = SupportLine(fault="function", name="Ivo Ask", phone="023-49 10 10", open=OPEN)


def begun(*more: tuple[float, e.Event]) -> Day:
    return walk(a_room(), [(NOW, pressed(Button.TEST)), *more])


def at(step_: TestStep, now: float = NOW) -> Day:
    """A room whose test stands there, come to by presses and by what stage hears."""
    ways: dict[TestStep, list[e.Event]] = {
        TestStep.PICTURE: [],
        TestStep.ROOM: [pressed(Button.TEST_YES)],
        TestStep.VOICE: [pressed(Button.TEST_YES)] * 2,
        TestStep.SOUND: [pressed(Button.TEST_YES), pressed(Button.TEST_YES), VOICE, IDLE_STAGE],
        TestStep.WELL: [
            *(pressed(Button.TEST_YES), pressed(Button.TEST_YES), VOICE, IDLE_STAGE),
            pressed(Button.TEST_YES),
        ],
        TestStep.HELP: [pressed(Button.TEST_NO)],
    }
    day = begun(*((now, event) for event in ways[step_]))
    assert day.test is not None
    assert day.test.step is step_
    return day


def asked_of(day: Day, event: e.Event, now: float = NOW) -> tuple[Day, list[tuple[str, dict]]]:  # type: ignore[type-arg]
    day, commands = step(day, event, now)
    return day, [(one.code, dict(one.facts)) for one in commands if isinstance(one, e.Note)]


@pytest.mark.parametrize(
    ("step_", "camera", "microphone", "offered"),
    [
        (TestStep.PICTURE, True, False, "test-yes test-no test-close"),
        (TestStep.ROOM, True, False, "test-yes test-close"),
        (TestStep.VOICE, False, True, "test-close"),
        (TestStep.SOUND, None, None, "test-yes test-no test-close"),
        (TestStep.WELL, None, None, "test-close"),
        (TestStep.HELP, None, None, "test-again test-close"),
    ],
)
def test_s1_r20_each_step_opens_what_it_asks_about_and_the_sign_says_so(
    step_: TestStep, camera: bool | None, microphone: bool | None, offered: str
) -> None:
    day = at(step_)
    view = stage_view(day, NOW)
    assert view.screen.name == "function-test"
    assert " ".join(view.screen.buttons) == offered
    if camera is None:
        assert reason(day) is None
        assert sign_state(day, NOW) is SignState.CLEAR
        return
    assert view.capture is Reason.FUNCTION_TEST
    assert (view.camera, view.microphone) == (camera, microphone)
    assert sign_state(day, NOW) is SignState.OCCUPIED


def test_r20_a_whole_test_passes_and_the_microphone_answers_for_itself() -> None:
    day = at(TestStep.SOUND)
    day, told = asked_of(day, pressed(Button.TEST_YES))
    assert told == [("function-test-passed", {})]
    assert next_deadline(day, NOW) == NOW + 6
    assert walk(day, [(NOW + 6, e.Tick())]).test is None


@pytest.mark.parametrize("hearing", [None, Hearing.NOTHING, Hearing.QUIET, Hearing.LOUD])
def test_r20_a_microphone_that_hears_nobody_says_so_by_itself(hearing: Hearing | None) -> None:
    day = walk(at(TestStep.VOICE), [(NOW + 1, replace(TESTING, hearing=hearing))])
    assert walk(day, [(NOW + 11.9, e.Tick())]).test is not None
    day, told = asked_of(day, e.Tick(), NOW + 12)
    assert day.test is not None
    assert day.test.failed is TestPart.MICROPHONE
    facts = {"part": "microphone", "device": "ok", "hearing": (hearing or Hearing.NOTHING).value}
    assert told == [("function-test-failed", facts)]


def test_a_voice_that_stage_heard_for_another_reason_counts_nothing() -> None:
    day = walk(at(TestStep.VOICE), [(NOW, replace(VOICE, capture=None))])
    assert day.test is not None
    assert day.test.step is TestStep.VOICE


@pytest.mark.parametrize(
    ("step_", "part"),
    [(TestStep.PICTURE, TestPart.CAMERA), (TestStep.SOUND, TestPart.LOUDSPEAKER)],
)
def test_r20_no_tells_it_at_once_and_the_test_goes_on_from_there(
    step_: TestStep, part: TestPart
) -> None:
    day, told = asked_of(at(step_), pressed(Button.TEST_NO))
    assert [code for code, _ in told] == ["function-test-failed"]
    assert told[0][1]["part"] == part.value
    again = walk(day, [(NOW, pressed(Button.TEST_AGAIN))])
    assert again.test is not None
    assert again.test.step is step_


def answering(day: Day, now: float = NOW) -> str | None:
    test = stage_view(day, now).screen.test
    return test.answering.name if test is not None and test.answering is not None else None


def test_r69_the_units_administrator_first_it_where_the_unit_knows_of_a_fault() -> None:
    both = walk(at(TestStep.PICTURE), [(NOW, e.SupportSaid((IT, IVO_HELPS)))])
    well = walk(both, [(NOW, pressed(Button.TEST_NO))])
    assert answering(well) == "Ivo Ask"
    missing = replace(TESTING, camera=DeviceState.MISSING)
    ill = walk(both, [(NOW, missing), (NOW, pressed(Button.TEST_NO))])
    assert answering(ill) == "IT"
    test = stage_view(ill, NOW).screen.test
    assert test is not None
    assert not test.plugged


def test_r69_no_number_that_nobody_answers() -> None:
    day = walk(at(TestStep.HELP), [(NOW, e.SupportSaid((IT,)))])
    assert answering(day) == "IT"
    shut = IT.model_copy(update={"open": ((0.0, day.anchor + NOW), (day.anchor + NOW + 1, 4e9))})
    assert answering(walk(day, [(NOW, e.SupportSaid((shut,)))])) is None
    assert answering(walk(day, [(NOW, e.SupportSaid(()))])) is None


def test_r66_the_clinic_s_colour_is_on_the_screen_until_central_says_otherwise() -> None:
    red = ("#a01030", "#ff9ab0")
    day = walk(a_room(), [(NOW, e.SupportSaid((IT,), red))])
    assert stage_view(day, NOW).screen.accents == red
    assert stage_view(walk(day, [(NOW, e.SupportSaid((IT,)))]), NOW).screen.accents is None


def test_r69_the_lines_are_asked_for_once_a_day() -> None:
    day = a_room()
    first = seat_view(day, NOW).support_day
    assert first is not None
    assert seat_view(day, NOW + 86_400).support_day == first + 1


def test_s1_r21_a_press_ends_the_self_test_and_begins_the_function_test() -> None:
    """While the self-test has the camera open, and stage still says so."""
    due = minutes(-20)
    opened = replace(IDLE_STAGE, capture=Reason.SELF_TEST)
    left = [(minutes(-40), e.Presence(somebody=there)) for there in (True, False)]
    day = walk(a_room(), [*left, (due, e.Tick()), (due + 1, opened)])
    assert reason(day) is Reason.SELF_TEST
    assert Button.TEST in buttons(day, due + 1)
    day = walk(day, [(due + 1, pressed(Button.TEST)), (due + 1.1, opened)])
    view = stage_view(day, due + 1.1)
    assert (view.capture, view.test) == (Reason.FUNCTION_TEST, None)
    assert (view.camera, view.microphone) == (True, False)
    assert view.screen.name == "function-test"
    assert sign_state(day, due + 1.1) is SignState.OCCUPIED


@pytest.mark.parametrize("phase", Phase)
def test_r21_a_test_is_offered_and_begins_only_where_nobody_waits(phase: Phase) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, NOBODY)]) if phase in (Phase.OPEN, Phase.CHECKING) else day
    free = phase in (Phase.BOOKED, Phase.OPEN, Phase.CHECKING, Phase.CLOSED)
    assert (Button.TEST in buttons(day, now)) is free
    day = walk(day, [(now, pressed(Button.TEST))])
    assert (day.test is not None) is free


def test_r20_a_visit_that_begins_ends_the_test() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, NOBODY), (now, pressed(Button.TEST))])
    assert day.test is not None
    day = walk(day, [(now, AT_LOBBY), (START - 1, e.Touched()), (START, e.Tick())])
    assert phase_of(day) is Phase.READY
    assert day.test is None
    assert stage_view(day, START).screen.name == "countdown"


@pytest.mark.parametrize("button", [Button.START, Button.START_ANYWAY])
def test_s2_a_late_press_starts_no_visit_out_of_a_test(button: Button) -> None:
    """In the moment that the test came up on the screen, another button was touched."""
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, NOBODY), (now, pressed(Button.TEST)), (now, AT_LOBBY)])
    assert day.test is not None
    day = walk(day, [(now, pressed(button))])
    assert phase_of(day) is Phase.CHECKING
    assert reason(day) is Reason.FUNCTION_TEST


@pytest.mark.parametrize(
    "event",
    [
        e.SignSaid(None),
        e.SignSaid(SignState.OCCUPIED, lamp_ok=False),
        e.StageSaid(alive=False),
    ],
)
def test_s1_without_sign_or_stage_there_is_no_test(event: e.Event) -> None:
    assert walk(at(TestStep.PICTURE), [(NOW, event)]).test is None
    day = walk(a_room(), [(NOW, event), (NOW, pressed(Button.TEST))])
    assert day.test is None
    assert Button.TEST not in buttons(day, NOW)


def test_s2_a_test_that_nobody_answers_is_over_after_a_minute() -> None:
    for step_ in (TestStep.PICTURE, TestStep.ROOM, TestStep.SOUND):
        day = at(step_)
        assert walk(day, [(NOW + 59.9, e.Tick())]).test is not None
        assert walk(day, [(NOW + 60, e.Tick())]).test is None


def test_r69_the_number_stays_while_the_person_phones() -> None:
    day = walk(at(TestStep.HELP), [(NOW, e.SupportSaid((IT,)))])
    for later in (60, 120, 599.9):
        day = walk(day, [(NOW + later, e.Tick())])
        assert answering(day, NOW + later) == "IT"
    assert next_deadline(day, NOW + 599.9) == NOW + 600
    assert walk(day, [(NOW + 600, e.Tick())]).test is None


@pytest.mark.parametrize(
    ("part", "fault", "shown_at"),
    [
        (Proven.MICROPHONE, Fault.MICROPHONE_SILENT, TestStep.SOUND),
        (Proven.LOUDSPEAKER, Fault.LOUDSPEAKER_UNHEARD, TestStep.WELL),
    ],
)
def test_r20_what_a_person_has_shown_to_work_is_no_fault_any_more(
    part: Proven, fault: Fault, shown_at: TestStep
) -> None:
    ill = ((part, Proof(NOW - 60, fault, 1, NOW + 240)),)
    day = walk(replace(a_room(), proofs=ill), [(NOW, pressed(Button.TEST))])
    answers: list[e.Event] = [
        pressed(Button.TEST_YES),
        pressed(Button.TEST_YES),
        VOICE,
        pressed(Button.TEST_YES),
    ]
    for answer in answers:
        assert fault in faults(day, NOW)
        day = walk(day, [(NOW, answer)])
        if day.test is not None and day.test.step is shown_at:
            break
    assert fault not in faults(day, NOW)
    assert proof_of(day, part) == Proof(NOW)


def test_r20_it_is_asked_for_after_each_check_in_until_it_was_done() -> None:
    day = walk(a_room(), [(NOW, CHECKED_IN)])
    assert Notice.UNTESTED in stage_view(day, NOW).screen.notices
    assert buttons(day, NOW)[0] is Button.TEST
    closed = walk(day, [(NOW, pressed(Button.TEST)), (NOW, pressed(Button.TEST_CLOSE))])
    assert Notice.UNTESTED not in stage_view(closed, NOW).screen.notices
    assert Button.TEST in buttons(closed, NOW)
    other = walk(closed, [(NOW + 5, e.CheckInSaid(required=True, who=IVO))])
    assert Notice.UNTESTED in stage_view(other, NOW + 5).screen.notices


def test_r20_a_call_is_proof_enough_and_a_restart_forgets_nothing() -> None:
    day, now = in_phase(Phase.CHECKING)
    assert day.test_due is True
    day = walk(in_phase(Phase.IN_CALL)[0], [(START + 13, LIVE_STAGE)])
    assert day.test_due is False
    kept = Memory.from_json("store", memory(day).to_json())
    back = recall(new_day(day.rules, now, day.anchor + now), kept, now)
    assert back.test_due is False


@pytest.mark.parametrize(
    ("step_", "hand", "then"),
    [
        (TestStep.PICTURE, Hand.START, TestStep.ROOM),
        (TestStep.PICTURE, Hand.END, TestStep.HELP),
        (TestStep.PICTURE, Hand.PAUSE, None),
        (TestStep.SOUND, Hand.START, TestStep.WELL),
        (TestStep.SOUND, Hand.END, TestStep.HELP),
        (TestStep.HELP, Hand.START, TestStep.PICTURE),
        (TestStep.HELP, Hand.END, None),
        (TestStep.WELL, Hand.END, None),
    ],
)
def test_r20_the_buttons_beside_the_screen_answer_too(
    step_: TestStep, hand: Hand, then: TestStep | None
) -> None:
    day = walk(at(step_), [(NOW, e.HandPressed(hand))])
    assert (day.test.step if day.test is not None else None) is then


def test_every_step_has_its_law() -> None:
    assert set(LAW) == set(TestStep)
