"""The function test with a person: own picture, own voice, the sound, a short list (R20, R21).

The law: a press alone begins it, nothing of a visit runs beside it, and it ends by itself. The
camera is open at the picture and the list, the microphone at the voice, neither else (S1, S2). A
*No*, or a microphone that hears nobody, tells IT at once what was the matter, and no person.
"""

from dataclasses import dataclass, replace

from appliance.core.day import Day, FunctionTest, mono, patient_at
from appliance.core.events import Note
from appliance.core.proofs import well
from appliance.core.visit.no_show import no_show
from appliance.core.visit.start import sign_confirmed
from appliance.core.visit.times import is_watched
from appliance.core.words import (
    Button,
    DeviceState,
    Hearing,
    Phase,
    Proven,
    Reason,
    TestPart,
    TestStep,
)

Tested = tuple[Day, tuple[Note, ...]]


@dataclass(frozen=True, slots=True)
class Law:
    """One step: what it may open, what its answers lead to, and what it lasts."""

    buttons: tuple[Button, ...]
    yes: TestStep | None = None
    no: TestPart | None = None
    """What does not work, then."""
    camera: bool = False
    microphone: bool = False
    lasts: str = "test_waits"
    """The rule that says for how long it stays unanswered."""


ASKED = (Button.TEST_YES, Button.TEST_NO, Button.TEST_CLOSE)
LAW: dict[TestStep, Law] = {
    TestStep.PICTURE: Law(ASKED, TestStep.ROOM, TestPart.CAMERA, camera=True),
    TestStep.ROOM: Law((Button.TEST_YES, Button.TEST_CLOSE), TestStep.VOICE, camera=True),
    TestStep.VOICE: Law(
        (Button.TEST_CLOSE,), no=TestPart.MICROPHONE, microphone=True, lasts="test_listens"
    ),
    TestStep.SOUND: Law(ASKED, TestStep.WELL, TestPart.LOUDSPEAKER),
    TestStep.WELL: Law((Button.TEST_CLOSE,), lasts="test_well"),
    TestStep.HELP: Law((Button.TEST_AGAIN, Button.TEST_CLOSE), lasts="test_help"),
}
BEGINS: dict[TestPart, TestStep] = {
    TestPart.CAMERA: TestStep.PICTURE,
    TestPart.MICROPHONE: TestStep.VOICE,
    TestPart.LOUDSPEAKER: TestStep.SOUND,
}
"""Where *Testa igen* goes on."""
OPENS_CAPTURE = frozenset(step for step, law in LAW.items() if law.camera or law.microphone)


def may_test(day: Day, now: float) -> bool:
    """Nothing of a visit runs, the sign can tell of it, and nobody else captures (S1).

    A self-test is nobody: it ends by the press that begins this one.
    """
    focus, capture = day.focus, day.stage.capture
    quiet = focus is None or focus.phase in (Phase.OPEN, Phase.CHECKING)
    if not quiet or (focus is not None and no_show(day, focus, now) is not None):
        return False
    mine = capture in (None, Reason.LOBBY, Reason.FUNCTION_TEST, Reason.SELF_TEST)
    return mine and day.stage.alive and sign_confirmed(day) and day.code_since is None


def may_offer(day: Day, now: float) -> bool:
    """A test can begin; nobody waits meanwhile, and no visit has begun."""
    focus = day.focus
    if day.test is not None or not may_test(day, now):
        return False
    if focus is None:
        return True
    return now < mono(day, focus.visit.start) and patient_at(day, focus.visit.id) is None


def begin(day: Day, now: float) -> Day:
    """*Testa kamera och ljud*"""
    if day.test is not None or not may_test(day, now):
        return day
    focus = replace(day.focus, see_me=False) if day.focus is not None else None
    return replace(day, focus=focus, test=FunctionTest(TestStep.PICTURE, now), today_until=None)


def answer_yes(day: Day, now: float) -> Tested:
    """*Ja*, or the list is done."""
    test = day.test
    to = LAW[test.step].yes if test is not None else None
    if to is None:
        return day, ()
    return _passed(day, now) if to is TestStep.WELL else (_at(day, to, now), ())


def answer_no(day: Day, now: float) -> Tested:
    """*Nej*"""
    test = day.test
    if test is None or Button.TEST_NO not in LAW[test.step].buttons:
        return day, ()
    return _failed(day, test.step, now)


def again(day: Day, now: float) -> Day:
    """*Testa igen* from what did not work on."""
    test = day.test
    if test is None or test.step is not TestStep.HELP or test.failed is None:
        return day
    return _at(day, BEGINS[test.failed], now)


def close(day: Day) -> Day:
    """*Stäng*: who looked and closed it is not asked again (R20)."""
    if day.test is None:
        return day
    return replace(day, test=None, test_due=False if day.test_due else day.test_due)


def keep_test_true(day: Day, now: float) -> Tested:
    """A test gives way to a visit, and ends by itself; the microphone's step answers itself.

    Who phones for help touches nothing: the number stays (R69).
    """
    day = _due(day)
    test = day.test
    if test is None:
        return day, ()
    phones = test.step is TestStep.HELP
    if not may_test(day, now) or not (phones or is_watched(day, now)):
        return replace(day, test=None), ()
    heard = day.stage.capture is Reason.FUNCTION_TEST and day.stage.hearing is Hearing.VOICE
    if test.step is TestStep.VOICE and heard:
        return _at(well(day, (Proven.MICROPHONE,), now), TestStep.SOUND, now), ()
    if now < ends(day, test):
        return day, ()
    if test.step is TestStep.VOICE:
        return _failed(day, test.step, now)
    return replace(day, test=None), ()


def ends(day: Day, test: FunctionTest) -> float:
    """When the step that stands now is over, monotonic."""
    lasts: float = getattr(day.rules, LAW[test.step].lasts)
    return test.since + lasts


def wanted(day: Day) -> tuple[bool, bool]:
    """Whether a person who uses the room wants the camera and the microphone (R32)."""
    if day.test is not None:
        return LAW[day.test.step].camera, LAW[day.test.step].microphone
    return (day.focus.camera, day.focus.microphone) if day.focus is not None else (True, True)


def _due(day: Day) -> Day:
    """R20: from a check-in until a test or a call."""
    due, call = day.test_due, day.stage.call
    if not day.here:
        due = None
    elif call is not None and call.proven:
        due = False
    elif due is None:
        due = True
    return day if due is day.test_due else replace(day, test_due=due)


def _at(day: Day, step: TestStep, now: float) -> Day:
    return replace(day, test=FunctionTest(step, now))


def _passed(day: Day, now: float) -> Tested:
    due = False if day.test_due else day.test_due
    day = well(day, (Proven.LOUDSPEAKER,), now)
    return replace(_at(day, TestStep.WELL, now), test_due=due), (Note("function-test-passed"),)


def _failed(day: Day, step: TestStep, now: float) -> Tested:
    part = LAW[step].no
    assert part is not None
    stage = day.stage
    facts = [("part", part.value), ("device", device_of(day, part).value)]
    if part is TestPart.CAMERA:
        facts.append(("sight", stage.sight.value))
    if part is TestPart.MICROPHONE:
        facts.append(("hearing", (stage.hearing or Hearing.NOTHING).value))
    test = FunctionTest(TestStep.HELP, now, failed=part)
    return replace(day, test=test), (Note("function-test-failed", tuple(facts)),)


def device_of(day: Day, part: TestPart) -> DeviceState:
    """The state of what did not work, as stage knows it."""
    stage = day.stage
    states = {
        TestPart.CAMERA: stage.camera,
        TestPart.MICROPHONE: stage.microphone,
        TestPart.LOUDSPEAKER: stage.speaker,
    }
    return states[part]
