"""Contrast: every theme's colours, and every pair of colours that a screen really draws."""

import re

import pytest

from appliance.stage.screen.draw import draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.canvas import Canvas
from appliance.stage.screen.kit.contrast import OF_PARTS, OF_TEXT, contrast, faint, least
from appliance.stage.screen.kit.rings import colour_of
from appliance.stage.screen.kit.themes import CALM, HIGH_CONTRAST, THEMES, branded
from appliance.stage.screen.kit.tokens import LEAVE_RED, PAPER, WHITE, Mood
from appliance.stage.screen.words import Words
from central.brand import Brand

BLACK = (0, 0, 0)
HD, UPRIGHT = (1280, 800), (800, 1280)
moods = pytest.mark.parametrize(
    "mood",
    [mood for theme in THEMES.values() for mood in (theme.paper, theme.night)],
    ids=[f"{theme}-{mood}" for theme in THEMES for mood in ("paper", "night")],
)


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == 1
    assert contrast((0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.01)


def test_what_shines_through_is_thought_as_bad_as_can_be() -> None:
    assert least(WHITE, (0, 0, 0, 255)) == pytest.approx(21)
    assert least(WHITE, (0, 0, 0, 0)) == 1, "a white picture"
    assert least(BLACK, (255, 255, 255, 0)) == 1, "a black one"


@moods
def test_every_colour_of_words_is_read_on_every_ground(mood: Mood) -> None:
    needed = 7.0 if mood.solid else OF_TEXT
    for ground in (mood.ground, mood.card):
        for ink in (mood.ink, mood.mute, mood.accent, mood.clear, mood.soon, mood.fault, mood.none):
            assert contrast(ink, ground) >= needed
        assert contrast(mood.edge, ground) >= OF_PARTS
    assert contrast(mood.on_fill, mood.fill) >= needed
    assert contrast(WHITE, LEAVE_RED) >= OF_TEXT
    assert contrast(mood.ground, mood.mute) >= OF_TEXT, "a pressed button's words"


@moods
def test_the_bar_of_the_level_stands_out_from_its_track(mood: Mood) -> None:
    assert contrast(mood.accent, mood.line) >= OF_PARTS


@pytest.mark.parametrize("number", range(len(THEMES)), ids=list(THEMES))
def test_every_pair_of_colours_that_is_drawn_is_read(number: int) -> None:
    """Each screen in each theme, in one of them upright: ``test_judged`` has the rest."""
    look, words = list(THEMES.values())[number], Words("sv")
    for place, (name, example) in enumerate(EXAMPLES.items()):
        size = (HD, UPRIGHT)[(place + number) % 2]
        drawing = draw(example.view, size, words, MONO, ZONE, example.local, look)
        assert faint(list(drawing.placed)) == [], (name, size)


def test_r66_a_brand_changes_the_accent_and_no_state() -> None:
    clinic = branded(CALM, ("#a01030", "#ff9ab0"))
    assert clinic.paper.accent == (0xA0, 0x10, 0x30)
    assert clinic.night.accent == (0xFF, 0x9A, 0xB0), "light enough as it is"
    for ours, theirs in ((CALM.paper, clinic.paper), (CALM.night, clinic.night)):
        for state in ("clear", "soon", "occupied", "paused", "fault", "none"):
            assert colour_of(state, ours) == colour_of(state, theirs)


def test_r66_the_strongest_contrast_takes_no_brand() -> None:
    assert branded(HIGH_CONTRAST, ("#a01030", "#ff9ab0")) is HIGH_CONTRAST
    assert branded(CALM, None) is CALM


@pytest.mark.parametrize("accent", ["#a01030", "#1f5f2e", "#5a2d82", "#6b5200", "#000000"])
def test_r66_whatever_accent_central_takes_is_read_on_the_unit_s_screen(accent: str) -> None:
    brand = Brand(accent=accent)
    assert brand.accent is not None
    assert brand.accent_night is not None
    clinic = branded(CALM, (brand.accent, brand.accent_night))
    for mood in (clinic.paper, clinic.night):
        for ground in (mood.ground, mood.card):
            assert contrast(mood.accent, ground) >= OF_TEXT
    for name in ("idle", "soon-here", "call-four", "lobby-picture", "call-chat"):
        example = EXAMPLES[name]
        placed = draw(example.view, HD, Words("sv"), MONO, ZONE, example.local, clinic).placed
        assert faint(list(placed)) == [], name


def test_faint_words_are_told() -> None:
    canvas = Canvas((1280, 800), PAPER)
    canvas.text(Box(40, 40, 400, 40), "Besök", colour=(0xAA, 0xAA, 0xAA))
    assert re.fullmatch(
        r"text 'Besök' at \(.*\) has 2.1:1, 4.5:1 is needed", faint(canvas.placed)[0]
    )


def test_words_on_a_bare_picture_are_told() -> None:
    canvas = Canvas((1280, 800), CALM.night)
    canvas.see_through()
    canvas.text(Box(40, 40, 400, 40), "Besök", shadow=True)
    assert "has 1.0:1" in faint(canvas.placed)[0]
    canvas.placed.clear()
    canvas.panel(Box(30, 130, 420, 60), fill=CALM.night.ground, opacity=209)
    canvas.text(Box(40, 140, 400, 40), "Besök")
    assert faint(canvas.placed) == []


def test_a_faint_border_of_a_control_is_told() -> None:
    canvas = Canvas((1280, 800), PAPER)
    canvas.panel(Box(40, 40, 300, 88), fill=PAPER.ground, line=PAPER.line, kind="button", name="x")
    assert "3.0:1 is needed" in faint(canvas.placed)[0]
