"""Nothing on any screen is clipped or overlaps: every language, size and direction."""

import pytest

from appliance.core.words import Button, Reason
from appliance.stage.screen.draw import Drawing, draw, starting
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.canvas import Canvas
from appliance.stage.screen.kit.placed import misplaced
from appliance.stage.screen.kit.tokens import PAPER
from appliance.stage.screen.page import SELF_VIEW
from appliance.stage.screen.words import Words

SIZES = [(1280, 800), (800, 480), (1920, 1080), (800, 1280), (3840, 2160), (1024, 600)]
LANGUAGES = ["sv", "en"]


def drawn(name: str, size: tuple[int, int], words: Words) -> Drawing:
    example = EXAMPLES[name]
    return draw(example.view, size, words, MONO, ZONE, example.local)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_clipped_and_nothing_overlaps(size: tuple[int, int], language: str) -> None:
    words = Words(language)
    wrong = {name: misplaced(list(drawn(name, size, words).placed), size) for name in EXAMPLES}
    wrong["starting"] = misplaced(list(starting(size, words).placed), size)
    assert not any(wrong.values()), {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize("size", SIZES[:4], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_open_camera_is_told_without_hiding_anything(size: tuple[int, int]) -> None:
    for name, example in EXAMPLES.items():
        view = example.view.model_copy(update={"capture": Reason.VISIT})
        placed = draw(view, size, Words("sv"), MONO, ZONE, example.local).placed
        assert misplaced(list(placed), size) == [], name


def test_the_mirrored_screens_fit_too() -> None:
    words = Words("sv")
    words.rtl = True
    for name in EXAMPLES:
        mirrored, straight = drawn(name, (1280, 800), words), drawn(name, (1280, 800), Words("sv"))
        assert misplaced(list(mirrored.placed), (1280, 800)) == []
        for left, right in zip(straight.controls, mirrored.controls, strict=True):
            x, y, w, h = left.rect
            assert right.rect == (1280 - x - w, y, w, h)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_button_that_works_stands_there_and_no_other(name: str) -> None:
    example = EXAMPLES[name]
    controls = [control.name for control in drawn(name, (1280, 800), Words("sv")).controls]
    own = [SELF_VIEW] if SELF_VIEW in controls else []
    assert sorted(controls) == sorted([*(button.value for button in example.view.buttons), *own])


def test_every_button_has_its_example() -> None:
    shown = {button for example in EXAMPLES.values() for button in example.view.buttons}
    assert shown == set(Button)


@pytest.mark.parametrize("size", SIZES[:4], ids=lambda size: f"{size[0]}x{size[1]}")
def test_buttons_are_large_enough_for_a_finger(size: tuple[int, int]) -> None:
    for name in EXAMPLES:
        for control in drawn(name, size, Words("sv")).controls:
            assert min(control.rect[2:]) >= 72 * min(size) / 800, (name, control)


# --- the check itself -------------------------------------------------------------------------


def a_canvas() -> Canvas:
    return Canvas((1280, 800), PAPER)


def test_a_text_too_long_for_its_box_is_told() -> None:
    canvas = a_canvas()
    canvas.text(Box(40, 40, 120, 40), "Lämna videobesöket genast", lines=1)
    assert "reaches beyond its room" in misplaced(canvas.placed, canvas.size)[0]


def test_a_text_too_high_for_its_box_is_told() -> None:
    canvas = a_canvas()
    canvas.text(Box(40, 40, 160, 30), "Besök " * 12)
    assert "reaches beyond its room" in misplaced(canvas.placed, canvas.size)[-1]


def test_texts_over_each_other_are_told() -> None:
    canvas = a_canvas()
    canvas.text(Box(40, 40, 400, 40), "Besök")
    canvas.text(Box(60, 44, 400, 40), "Tolk")
    assert misplaced(canvas.placed, canvas.size)[0].startswith("text 'Besök'")


def test_a_button_half_on_a_card_is_told() -> None:
    canvas = a_canvas()
    canvas.panel(Box(40, 40, 400, 200))
    canvas.panel(Box(300, 100, 300, 88), kind="button", name="start")
    assert "overlaps button 'start'" in misplaced(canvas.placed, canvas.size)[0]


def test_what_the_screen_cuts_off_is_told() -> None:
    canvas = a_canvas()
    canvas.panel(Box(1200, 40, 200, 88), kind="button", name="leave")
    assert misplaced(canvas.placed, canvas.size) == [
        "button 'leave' at (1200, 40, 200, 88) is cut by the screen"
    ]


def test_a_text_in_its_button_is_well() -> None:
    canvas = a_canvas()
    canvas.panel(Box(40, 40, 300, 88), kind="button", name="start")
    canvas.text(Box(56, 48, 268, 72), "Starta besök", middle=True, align="middle")
    assert misplaced(canvas.placed, canvas.size) == []


def test_what_a_booking_says_is_cut_with_an_ellipsis() -> None:
    canvas = a_canvas()
    canvas.text(Box(40, 40, 200, 40), "En mycket lång besökstyp från ett system", lines=1, cut=True)
    assert misplaced(canvas.placed, canvas.size) == []
    assert canvas.placed[0].name.endswith(" …")
