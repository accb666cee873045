"""Nothing on any screen is clipped or overlaps: every language, size and direction."""

from functools import lru_cache

import pytest

from appliance.core.views import Screen
from appliance.core.words import Button, Fault, Missing, Notice, NotJoined, Reason
from appliance.stage.screen.draw import draw, out_of_order, starting
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.canvas import Canvas
from appliance.stage.screen.kit.placed import misplaced
from appliance.stage.screen.kit.tokens import PAPER
from appliance.stage.screen.page import KEY, OWN_AFFAIRS, Control
from appliance.stage.screen.words import Words

Size = tuple[int, int]
SIZES = [(1280, 800), (800, 480), (1920, 1080), (800, 1280), (3840, 2160), (1024, 600)]
LANGUAGES = ["sv", "en"]
MIRRORED = [(1280, 800), (800, 480), (800, 1280), (1024, 600)]


def named(size: Size) -> str:
    return f"{size[0]}x{size[1]}"


LETTER = 44
"""The keys of the keyboard on the screen: a line of letters shares the width."""


each_size = pytest.mark.parametrize("size", SIZES, ids=named)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@lru_cache(maxsize=40)
def drawn(
    size: Size, language: str, *, rtl: bool = False
) -> dict[str, tuple[list[str], tuple[Control, ...]]]:
    """Of each example: what is misplaced, and where its controls are."""
    words = Words(language)
    words.rtl = rtl
    found = {}
    for name, example in EXAMPLES.items():
        drawing = draw(example.view, size, words, MONO, ZONE, example.local)
        found[name] = (misplaced(list(drawing.placed), size), drawing.controls)
    return found


@each_size
@each_language
def test_nothing_is_clipped_and_nothing_overlaps(size: Size, language: str) -> None:
    wrong = {name: told for name, (told, _) in drawn(size, language).items() if told}
    assert not wrong, wrong
    words = Words(language)
    for drawing in (starting(size, words), out_of_order(size, words, "010-123 45 00")):
        assert misplaced(list(drawing.placed), size) == []


@pytest.mark.parametrize("size", MIRRORED, ids=named)
@each_language
def test_the_mirrored_screens_fit_too(size: Size, language: str) -> None:
    straight, mirrored = drawn(size, language), drawn(size, language, rtl=True)
    wrong = {name: told for name, (told, _) in mirrored.items() if told}
    assert not wrong, wrong
    for name in EXAMPLES:
        for left, right in zip(straight[name][1], mirrored[name][1], strict=True):
            x, y, w, h = left.rect
            assert right.rect == (size[0] - x - w, y, w, h)


@pytest.mark.parametrize("size", MIRRORED, ids=named)
def test_s1_the_open_camera_is_told_without_hiding_anything(size: Size) -> None:
    for name, example in EXAMPLES.items():
        view = example.view.model_copy(update={"capture": Reason.VISIT})
        placed = draw(view, size, Words("sv"), MONO, ZONE, example.local).placed
        assert misplaced(list(placed), size) == [], name


@each_size
@each_language
def test_every_button_that_works_stands_there_and_no_other(size: Size, language: str) -> None:
    for name, (_, controls) in drawn(size, language).items():
        told = sorted(one.name for one in controls if one.name not in OWN_AFFAIRS)
        assert told == sorted(button.value for button in EXAMPLES[name].view.buttons), name


@pytest.mark.parametrize("size", [(1280, 800), (800, 480)], ids=named)
@pytest.mark.parametrize(("aloud", "there"), [(True, Button.ALOUD), (False, Button.CHAT)])
def test_r11_beside_a_high_card_what_makes_the_room_quiet_stays(
    size: Size, aloud: bool, there: Button
) -> None:
    opening = EXAMPLES["call-opening"]
    buttons = (*opening.view.buttons, Button.ALOUD, Button.CHAT)
    view = opening.view.model_copy(update={"aloud": aloud, "buttons": buttons})
    drawing = draw(view, size, Words("sv"), MONO, ZONE, opening.local)
    names = {one.name for one in drawing.controls}
    assert {Button.ALOUD.value, Button.CHAT.value} & names == {there.value}


@each_size
@each_language
def test_buttons_are_large_enough_for_a_finger(size: Size, language: str) -> None:
    for name, (_, controls) in drawn(size, language).items():
        for control in controls:
            least = LETTER if control.name == KEY else 72
            assert min(control.rect[2:]) >= least * min(size) / 800, (name, control)


def views() -> list[Screen]:
    return [example.view for example in EXAMPLES.values()]


def test_every_word_of_the_core_has_its_example() -> None:
    assert {button for view in views() for button in view.buttons} == set(Button)
    assert {notice for view in views() for notice in view.notices} == set(Notice)
    assert {view.missing for view in views()} - {None} <= set(Missing)
    listed = {line.not_joined for view in views() for line in view.today}
    assert listed - {None} == set(NotJoined)


@pytest.mark.parametrize("size", [(800, 480), (800, 1280)], ids=named)
@pytest.mark.parametrize("fault", Fault)
def test_every_fault_fits_in_its_sentence(size: Size, fault: Fault) -> None:
    for name in ("idle", "lobby", "lobby-picture", "no-show", "call", "ended"):
        view = EXAMPLES[name].view.model_copy(update={"faults": (fault,)})
        placed = draw(view, size, Words("sv"), MONO, ZONE, EXAMPLES[name].local).placed
        assert misplaced(list(placed), size) == [], name


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
