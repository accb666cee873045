"""The function test's screens as examples: each step, the longest advice, each end."""

from dataclasses import replace

from appliance.core.views import Answering, TestLine
from appliance.core.words import Button, Hearing, Notice, Reason, SignState, TestPart, TestStep
from appliance.stage.checks.advice import Advice
from appliance.stage.screen.example_kit import OWN, TESTING, TODAY, Example, at, like, screen
from appliance.stage.screen.page import Local

_SURE = Local(voice=True, own=True, sure=True)
_PICTURE = screen(
    "10:02",
    name="function-test",
    sign=SignState.OCCUPIED,
    checked_in=True,
    today=TODAY,
    capture=Reason.FUNCTION_TEST,
    test=TestLine(step=TestStep.PICTURE),
    buttons=TESTING,
)
_VOICE = like(
    _PICTURE,
    test=TestLine(step=TestStep.VOICE, hearing=Hearing.QUIET),
    buttons=(Button.TEST_CLOSE,),
)
_HELP = like(
    _PICTURE,
    capture=None,
    sign=SignState.CLEAR,
    buttons=(Button.TEST_AGAIN, Button.TEST_CLOSE),
    test=TestLine(
        step=TestStep.HELP,
        failed=TestPart.MICROPHONE,
        answering=Answering(name="IT-support", phone="023-49 00 00", until=at("16:30")),
    ),
)

TESTS: dict[str, Example] = {
    "idle-untested": Example(
        screen("10:02", name="idle", checked_in=True, today=TODAY, notices=(Notice.UNTESTED,),
                buttons=(Button.TEST, Button.TODAY, Button.AWAY, Button.OCCUPY))
    ),
    "idle-test": Example(
        screen("10:02", name="idle", today=TODAY,
                buttons=(Button.HERE, Button.TEST, Button.OCCUPY))
    ),
    "test-picture": Example(_PICTURE, _SURE),
    "test-picture-begins": Example(_PICTURE),
    "test-picture-advice": Example(_PICTURE, replace(_SURE, advice=Advice.BACKLIT)),
    "test-room": Example(
        like(_PICTURE, test=TestLine(step=TestStep.ROOM),
              buttons=(Button.TEST_YES, Button.TEST_CLOSE)), OWN
    ),
    "test-voice": Example(_VOICE),
    "test-voice-nothing": Example(
        like(_VOICE, test=TestLine(step=TestStep.VOICE, hearing=Hearing.NOTHING))
    ),
    "test-sound": Example(
        like(_PICTURE, capture=None, sign=SignState.CLEAR, test=TestLine(step=TestStep.SOUND))
    ),
    "test-well": Example(
        like(_PICTURE, capture=None, sign=SignState.CLEAR, test=TestLine(step=TestStep.WELL),
              buttons=(Button.TEST_CLOSE,))
    ),
    "test-help": Example(_HELP),
    "test-help-closed": Example(
        like(_HELP, test=TestLine(step=TestStep.HELP, failed=TestPart.CAMERA, plugged=False))
    ),
}  # fmt: skip
"""Every screen by name."""
