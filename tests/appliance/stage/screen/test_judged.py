"""Every screen judged: each in some of the sizes, themes and languages, all of them together.

``make screens`` judges every screen in every one of them.
"""

import pytest

from appliance.stage.screen.draw import Drawing, draw, out_of_order, starting
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.judged import judged
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.canvas import Canvas
from appliance.stage.screen.kit.themes import THEMES
from appliance.stage.screen.kit.tokens import PAPER
from appliance.stage.screen.page import Control
from appliance.stage.screen.pseudo import PSEUDO
from appliance.stage.screen.sheets import LANGUAGES, LOOKS, SIZES
from appliance.stage.screen.words import Words

QUICK = [size for size in SIZES if size != (3840, 2160)]
EACH = 3
"""So many looks of each screen."""


@pytest.mark.parametrize("number", range(len(LOOKS)), ids=str)
def test_nothing_is_clipped_overlaps_is_faint_or_too_small(number: int) -> None:
    """The screens in turn, so that each size meets each look, and each screen ``EACH`` of both."""
    wrong, look = [], LOOKS[number]
    words = Words(look.language)
    for place, (name, example) in enumerate(EXAMPLES.items()):
        if (place + number) % len(LOOKS) >= EACH:
            continue
        size = QUICK[(place * 5 + number) % len(QUICK)]
        drawing = draw(example.view, size, words, MONO, ZONE, example.local, THEMES[look.theme])
        wrong += [f"{name} {size}: {told}" for told in judged(drawing, size, SIZES[size])]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screens_without_a_view_are_well_too(language: str) -> None:
    for size, inches in SIZES.items():
        for theme in THEMES.values():
            words = Words(language)
            for drawing in (
                starting(size, words, theme),
                out_of_order(size, words, "010-1", theme),
            ):
                assert judged(drawing, size, inches) == []


def test_nothing_stands_on_a_screen_that_the_catalogues_do_not_know() -> None:
    """In the pseudo language every word of ours is in brackets; a booking's own are not."""
    own = {"Återbesök", "A. L.", "Videorum 12", "Borlänge vårdcentral", "10:30", "10:28"}
    example = EXAMPLES["lobby"]
    drawing = draw(example.view, (1280, 800), Words(PSEUDO), MONO, ZONE, example.local)
    said = [one.name for one in drawing.placed if one.kind == "text"]
    ours = [words for words in said if words not in own]
    assert len(ours) > 8
    assert all("[" in words or words.endswith("]") for words in ours), ours


def test_every_kind_of_fault_is_told() -> None:
    canvas = Canvas((1280, 800), PAPER)
    canvas.text(Box(40, 40, 60, 30), "Starta besöket genast", colour=(200, 200, 200), lines=1)
    canvas.text(Box(40, 44, 60, 30), "Tolk")
    crowd = (Control("start", (0, 400, 30, 30)), Control("wait", (30, 400, 30, 30)))
    drawing = Drawing(canvas.sheet, PAPER, 1.0, (), crowd, tuple(canvas.placed))
    told = " ".join(judged(drawing, (1280, 800), 15.6))
    for fault in ("beyond its room", "overlaps", "4.5:1 is needed", "'start' at (0, 400, 30, 30)"):
        assert fault in told
