"""Checking in (R18): the code, as a picture for a telephone and as characters for a keyboard."""

from typing import Literal

from appliance.stage.screen.idle import lines_above, row_buttons
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, HEADING, SMALL, STEP
from appliance.stage.screen.late import foot
from appliance.stage.screen.page import Page
from appliance.stage.screen.wall import beside, wall
from appliance.stage.screen.words import mark

CODE = 64.0
LARGEST = 340.0
"""The picture's side at most."""
WORDS = 260.0
"""The least width beside the picture."""
RENEWED = mark("A new code comes each half minute")
GROUP = 3
"""The characters stand in groups of so many."""


def check_in(page: Page) -> None:
    """One sentence, the picture and the characters; nothing else is asked."""
    canvas = page.canvas
    wall(page, [])
    rest = lines_above(page, foot(page, beside(page), row_buttons(page)))
    head, rest = rest.from_top(canvas.line_height(HEADING) + STEP)
    canvas.text(head, page.say("Check in"), HEADING, bold=True, lines=1)
    words = page.say("Scan the code with your phone, or type it on your page My room.")
    high = canvas.measure(words, BODY, rest.w)[1]
    line, rest = rest.from_top(high + 3 * STEP)
    canvas.text(line, words, BODY, colour=canvas.mood.mute)
    if page.view.code is None or page.view.code_address is None:
        canvas.text(rest, page.say("The code is on its way …"), BODY, lines=1)
        return
    _code(page, rest, page.view.code, page.view.code_address)


def _code(page: Page, box: Box, code: str, address: str) -> None:
    """Beside each other where there is room, else under each other."""
    canvas = page.canvas
    said = canvas.line_height(CODE)
    if box.w - WORDS - 4 * STEP >= min(box.h, LARGEST) * 0.75:
        side = min(box.h, LARGEST, box.w - WORDS - 4 * STEP)
        picture = Box(box.x, box.y, side, side)
        beside_it = Box(picture.right + 4 * STEP, box.y, box.right - picture.right - 4 * STEP, side)
        low = canvas.measure(page.say(RENEWED), SMALL, beside_it.w)[1]
        words = beside_it.centred(beside_it.w, said + low)
    else:
        side = min(box.w, box.h - said - canvas.line_height(SMALL) - 2 * STEP, LARGEST * 1.3)
        picture = box.centred(side, side).moved(y=box.y)
        under = box.from_top(side + 2 * STEP)[1]
        words = under.moved(h=said + canvas.line_height(SMALL))
    canvas.matrix(picture, address)
    is_beside = words.x > picture.right
    align: Literal["start", "middle"] = "start" if is_beside else "middle"
    line, rest = words.from_top(said)
    size = CODE
    while canvas.measure(_readable(code), size, bold=True)[0] > line.w and size > BODY:
        size -= 4
    canvas.text(line, _readable(code), size, bold=True, align=align, middle=True, lines=1)
    small = page.say(RENEWED)
    canvas.text(rest, small, SMALL, colour=canvas.mood.mute, align=align)


def _readable(code: str) -> str:
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
