"""Countdown: the seconds fill the screen; any touch stops them."""

from math import ceil

from appliance.stage.screen.buttons import row
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.rings import THIN
from appliance.stage.screen.kit.tokens import BODY, MARGIN, TITLE
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import CHIP, camera_is_on, chip_width
from appliance.stage.screen.sayings import named

WHOLE_S = 10.0
"""What a whole ring counts."""


def seconds_left(page: Page) -> float:
    """How long the countdown still runs, seconds."""
    return max(0.0, (page.view.countdown_mono or page.now.mono) - page.now.mono)


def countdown(page: Page) -> None:
    """The number is the largest thing on the screen."""
    canvas, mood, visit = page.canvas, page.canvas.mood, page.view.visit
    whole = canvas.page.inset(MARGIN, MARGIN)
    title, rest = whole.from_top(canvas.line_height(TITLE))
    words = page.say("The visit starts by itself")
    canvas.text(title, words, TITLE, bold=True, align="middle", lines=1)
    if visit is not None:
        line, rest = rest.from_top(canvas.line_height(BODY) + 4)
        words = f"{page.now.clock(visit.start)} · {named(page)}"
        canvas.text(line, words, BODY, colour=mood.mute, align="middle", lines=1)
    if page.view.capture is not None:
        chip_line, rest = rest.from_top(16)[1].from_top(CHIP)
        width = chip_width(page, page.say("The camera is on"), "camera")
        camera_is_on(page, chip_line.x + (chip_line.w - width) / 2, chip_line.y)
    rest = row(page, rest, list(page.view.buttons), middle=True)
    words = page.say("Then the camera is switched on. Touch the screen to wait.")
    _, high = canvas.measure(words, BODY, rest.w)
    line, rest = rest.from_bottom(high + 8)
    canvas.text(line, words, BODY, colour=mood.mute, align="middle")
    side = min(rest.w - 32, rest.h - 32, 620.0)
    _number(page, rest.centred(side, side))


def _number(page: Page, box: Box) -> None:
    left = seconds_left(page)
    canvas = page.canvas
    filled = min(max(round((1 - left / WHOLE_S) * 40) / 40, 0.0), 1.0)
    canvas.ring(box, "soon", filled, line=THIN, track=True)
    size = box.w * 0.52
    place = box.centred(box.w * 0.86, size * 1.3)
    canvas.text(place, str(ceil(left)), size, bold=True, align="middle", middle=True, lines=1)
