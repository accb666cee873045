"""The function test on the glass: one question a screen, its answers, and no dead number."""

import pytest

from appliance.core.words import Button, TestStep
from appliance.stage.checks.advice import Advice
from appliance.stage.screen.cards.advice import SENTENCES
from appliance.stage.screen.cards.checklist import ASKED
from appliance.stage.screen.draw import Drawing, draw, mood_of
from appliance.stage.screen.example_tests import TESTS
from appliance.stage.screen.examples import MONO, ZONE
from appliance.stage.screen.function_test import FAILED, HEARING
from appliance.stage.screen.kit.tokens import NIGHT, PAPER
from appliance.stage.screen.page import OWN_AFFAIRS, Local
from appliance.stage.screen.words import Words

SIZES = [(1280, 800), (800, 480), (1920, 1080), (800, 1280)]


def drawn(name: str, size: tuple[int, int] = (1280, 800), **local: object) -> Drawing:
    example = TESTS[name]
    shown = Local(own=True, **local) if local else example.local  # type: ignore[arg-type]
    return draw(example.view, size, Words("sv"), MONO, ZONE, shown)


def said(drawing: Drawing) -> str:
    return " ".join(placed.name for placed in drawing.placed)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [name for name in TESTS if name.startswith("test-")])
def test_r20_every_button_of_the_step_stands_on_the_screen_once(
    name: str, size: tuple[int, int]
) -> None:
    controls = [c.name for c in drawn(name, size).controls if c.name not in OWN_AFFAIRS]
    assert sorted(controls) == sorted(TESTS[name].view.buttons)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["idle-untested", "idle-test"])
def test_r20_r21_the_test_is_offered_on_the_idle_screen(name: str, size: tuple[int, int]) -> None:
    controls = [c.name for c in drawn(name, size).controls if c.name not in OWN_AFFAIRS]
    assert controls.count(Button.TEST) == 1


@pytest.mark.parametrize("what", Advice)
def test_r13_each_advice_is_one_sentence_beside_the_own_picture(what: Advice) -> None:
    words = said(drawn("test-picture", advice=what, sure=True))
    assert Words("sv").say(SENTENCES[what]) in words.replace("\n", " ")
    assert sum(Words("sv").say(one) in words for one in SENTENCES.values()) == 1


def test_r11_r12_r14_r17_what_no_camera_judges_is_asked() -> None:
    words = said(drawn("test-room"))
    assert {"R11", "R12", "R14", "R17"} == {rule for rule, _ in ASKED}
    assert all(Words("sv").say(asked) in words for _, asked in ASKED)


def test_r69_the_number_is_large_where_somebody_answers_and_absent_elsewhere() -> None:
    assert "023-49 00 00" in said(drawn("test-help"))
    words = said(drawn("test-help-closed"))
    assert "Ingen support svarar just nu" in words
    assert not any(sign.isdigit() for sign in words)


def test_the_own_picture_is_shown_at_night_and_the_rest_on_paper() -> None:
    night = {TestStep.PICTURE, TestStep.ROOM}
    for example in TESTS.values():
        test = example.view.test
        if test is not None:
            assert mood_of(example.view) is (NIGHT if test.step in night else PAPER)


def test_every_word_of_the_test_has_its_sentence() -> None:
    assert len(HEARING) == 4
    assert len(FAILED) == 3
    assert set(SENTENCES) == set(Advice)


def test_s1_r20_at_the_voice_the_microphone_is_what_is_open() -> None:
    words = said(drawn("test-voice"))
    assert "Mikrofonen är på" in words
    assert "Kameran är på" not in words
    assert "Kameran är på" in said(drawn("test-picture"))


def test_r69_the_card_says_that_it_knows_only_where_it_was_told() -> None:
    told = Words("sv").say("IT has been told what the test found.")
    assert told in said(drawn("test-help")).replace("\n", " ")
    view = TESTS["test-help"].view
    assert view.test is not None
    alone = view.model_copy(update={"test": view.test.model_copy(update={"reported": False})})
    words = said(draw(alone, (1280, 800), Words("sv"), MONO, ZONE, Local()))
    assert told not in words.replace("\n", " ")
    assert "023-49 00 00" in words
