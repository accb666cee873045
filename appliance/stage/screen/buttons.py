"""The buttons: their words, their looks, and how rows of them share the room."""

from collections.abc import Sequence
from typing import Literal

from appliance.core.words import Button
from appliance.stage.screen.kit.boxes import Box, columns
from appliance.stage.screen.kit.tokens import (
    BUTTON,
    BUTTON_RADIUS,
    EDGE,
    LEAVE_RED,
    STEP,
    VEIL,
    WHITE,
    Colour,
)
from appliance.stage.screen.page import Control, Page
from appliance.stage.screen.words import mark

Style = Literal["primary", "outlined", "quiet", "leave"]

WORDS: dict[Button, str] = {
    Button.HERE: mark("I am here"),
    Button.AWAY: mark("I am leaving"),
    Button.TODAY: mark("Today's visits"),
    Button.SEE_ME: mark("Show my picture"),
    Button.HIDE_ME: mark("Hide my picture"),
    Button.START: mark("Start visit"),
    Button.START_ANYWAY: mark("Start anyway"),
    Button.WAIT: mark("Wait a little"),
    Button.ADMIT: mark("Let in"),
    Button.PAUSE: mark("Pause"),
    Button.CONTINUE: mark("Continue"),
    Button.LEAVE: mark("Leave video visit"),
    Button.RESTART: mark("Resume the call"),
    Button.HELD: mark("Held"),
    Button.TECHNICAL: mark("Technical – rebook"),
    Button.NO_SHOW: mark("Patient did not come"),
    Button.CANCELLED: mark("Cancelled"),
}
LOOKS = frozenset({Button.TODAY, Button.SEE_ME, Button.HIDE_ME, Button.AWAY})
"""Buttons that only look or go: never the filled one."""
GAP = 2 * STEP
TEXT = 28.0


def style_of(page: Page, button: Button) -> Style:
    """The first button is the filled one, if it does something for the visit."""
    if button is Button.AWAY:
        return "quiet"
    first = page.view.buttons[0] is button
    return "primary" if first and button not in LOOKS else "outlined"


def put(page: Page, box: Box, button: Button, style: Style | None = None) -> None:
    """One button that fills ``box``."""
    canvas, mood = page.canvas, page.canvas.mood
    style = style or style_of(page, button)
    knocking = page.knocking()
    peer = knocking.peer if button is Button.ADMIT and knocking else None
    pressed = page.local.pressed == (button.value, peer)
    fill, line, ink, opacity = _look(page, style)
    if pressed:
        fill, ink, opacity = mood.mute, mood.ground, 255
    canvas.panel(
        box,
        fill=fill,
        line=line,
        edge=EDGE,
        radius=BUTTON_RADIUS,
        opacity=opacity,
        kind="button",
        name=button.value,
    )
    size = TEXT * (box.h / BUTTON) ** 0.5 if box.h > BUTTON else TEXT
    words = page.say(WORDS[button])
    room = box.inset(2 * STEP, STEP)
    lines = 1 if canvas.measure(words, size * 0.8, bold=True)[0] <= room.w else 2
    canvas.text(room, words, size, bold=True, colour=ink, align="middle", middle=True, lines=lines)
    page.controls.append(Control(button.value, canvas.pixels(box), peer))


def _look(page: Page, style: Style) -> tuple[Colour, Colour, Colour, int]:
    mood = page.canvas.mood
    if style == "primary":
        return mood.fill, mood.fill, mood.on_fill, 255
    if style == "leave":
        return LEAVE_RED, LEAVE_RED, WHITE, 255
    if mood.name == "night":
        return mood.ground, mood.line, mood.ink, VEIL
    return mood.ground, mood.line if style == "quiet" else mood.ink, mood.ink, 255


def natural(page: Page, button: Button, padding: float = 44.0) -> float:
    """How wide ``button`` wants to be."""
    return page.canvas.measure(page.say(WORDS[button]), TEXT, bold=True)[0] + 2 * padding


def row(page: Page, box: Box, buttons: Sequence[Button], *, middle: bool = False) -> Box:
    """Place ``buttons`` along the bottom of ``box``, in rows if need be; return the rest above."""
    if not buttons:
        return box
    for padding in (44.0, 30.0, 22.0, 18.0):
        widths = [natural(page, button, padding) for button in buttons]
        spare = box.w - sum(widths) - GAP * (len(buttons) - 1)
        if spare >= 0:
            line, rest = box.from_bottom(BUTTON)
            x = line.x + (spare / 2 if middle else 0)
            for button, width in zip(buttons, widths, strict=True):
                put(page, line.moved(x=x, w=width), button)
                x += width + GAP
            return rest.moved(h=rest.h - GAP)
    half = (len(buttons) + 1) // 2 if len(buttons) != 3 else 1
    rest = shared(page, box, buttons[half:])
    return row(page, rest, buttons[:half]) if half > 2 else shared(page, rest, buttons[:half])


def shared(page: Page, box: Box, buttons: Sequence[Button], height: float = BUTTON) -> Box:
    """Place ``buttons`` in one row that fills the width of ``box``; return the rest above."""
    if not buttons:
        return box
    line, rest = box.from_bottom(height)
    for place, button in zip(columns(line, len(buttons), GAP), buttons, strict=True):
        put(page, place, button)
    return rest.moved(h=rest.h - GAP)
