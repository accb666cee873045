"""Speaking while muted is noticed by the silence at the other end."""

import pytest

from appliance.core.views import Screen
from appliance.stage.screen.draw import draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.unheard import SILENCE_S, Unheard
from appliance.stage.screen.words import Words

OFF = EXAMPLES["call-unheard"].view


def first_told(screen: Screen, speaks: range = range(0)) -> float | None:
    """After how many seconds it is told in a minute, while they speak in ``speaks``."""
    unheard = Unheard()
    return next(
        (at / 10 for at in range(600) if unheard.so(screen, at / 10, speaking=at // 10 in speaks)),
        None,
    )


def test_r32_it_is_told_once_nobody_is_heard_for_some_seconds() -> None:
    assert first_told(OFF) == SILENCE_S
    assert first_told(OFF.model_copy(update={"microphone": True, "muted": True})) == SILENCE_S
    assert first_told(OFF, range(20)) == 19.9 + SILENCE_S + 0.1


@pytest.mark.parametrize(
    "changed",
    [
        {"microphone": True},
        {"name": "paused"},
        {"name": "joining"},
        {"sound": False},
    ],
)
def test_who_is_heard_or_in_no_call_is_told_nothing(changed: dict[str, object]) -> None:
    assert first_told(OFF.model_copy(update=changed)) is None


def test_somebody_who_speaks_now_and_then_keeps_it_silent() -> None:
    unheard = Unheard()
    assert not any(unheard.so(OFF, float(at), speaking=at % 5 == 0) for at in range(300))


def test_r32_the_sentence_stands_beside_the_face() -> None:
    words = "Ingen hörs – din mikrofon är av"
    for name, told in (("call-unheard", True), ("call-muted", False)):
        example = EXAMPLES[name]
        drawn = draw(example.view, (1280, 800), Words("sv"), MONO, ZONE, example.local)
        said = " ".join(one.name for one in drawn.placed if one.kind == "text")
        assert (words in said.replace("\n", " ")) is told
