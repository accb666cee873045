"""The buttons: their words, their looks, and how rows of them share the room."""

from collections.abc import Sequence
from typing import Literal

from appliance.core.words import Button, TestStep
from appliance.stage.screen.kit.boxes import Box, columns
from appliance.stage.screen.kit.tokens import (
    BUTTON,
    BUTTON_RADIUS,
    EDGE,
    LEAVE_RED,
    SMALL,
    STEP,
    VEIL,
    WHITE,
    Colour,
)
from appliance.stage.screen.page import READ, Control, Page
from appliance.stage.screen.words import mark

Style = Literal["primary", "outlined", "quiet", "leave", "alarm", "segment"]

WORDS: dict[Button, str] = {
    Button.HERE: mark("I am here"),
    Button.CODE_CLOSE: mark("Do not check in"),
    Button.AWAY: mark("I am leaving"),
    Button.TODAY: mark("Today's visits"),
    Button.SEE_ME: mark("Show my picture"),
    Button.HIDE_ME: mark("Hide my picture"),
    Button.START: mark("Start visit"),
    Button.START_ANYWAY: mark("Start anyway"),
    Button.WAIT: mark("Wait a little"),
    Button.ADMIT: mark("Let in"),
    Button.IDENTIFIED: mark("Identity checked"),
    Button.MICROPHONE: mark("Microphone"),
    Button.CAMERA: mark("Camera"),
    Button.ALOUD: mark("Loudspeaker"),
    Button.CHILD_SEEN: mark("The child is in the picture"),
    Button.TAKES_PART: mark("The patient takes part"),
    Button.CHAT: mark("Write"),
    Button.CHAT_CLOSE: mark("Close"),
    Button.STILL: mark("Ask for a picture"),
    Button.PAUSE: mark("Pause"),
    Button.CONTINUE: mark("Continue"),
    Button.LEAVE: mark("Leave video visit"),
    Button.RESTART: mark("Resume the call"),
    Button.HELD: mark("Held"),
    Button.TECHNICAL: mark("Technical – rebook"),
    Button.NO_SHOW: mark("Patient did not come"),
    Button.CANCELLED: mark("Cancelled"),
    Button.DONE: mark("Done"),
    Button.UNDO: mark("Undo"),
    Button.RATE_WELL: mark("Well"),
    Button.RATE_SO_SO: mark("So-so"),
    Button.RATE_BADLY: mark("Badly"),
    Button.SETTLE: mark("Confirm outcome"),
    Button.LATE_5: mark("5 min"),
    Button.LATE_10: mark("10 min"),
    Button.LATE_20: mark("20 min"),
    Button.BY_PHONE: mark("Interpreter by phone"),
    Button.CALL_PATIENT: mark("Phone the patient"),
    Button.HIDE_NUMBER: mark("Hide the number"),
    Button.EMERGENCY: mark("Emergency"),
    Button.EMERGENCY_CLOSE: mark("Close"),
    Button.CARD_DONE: mark("Done"),
    Button.OCCUPY: mark("Occupied"),
    Button.VACATE: mark("Not occupied any more"),
    Button.TEST: mark("Test video"),
    Button.TEST_YES: mark("Yes"),
    Button.TEST_NO: mark("No"),
    Button.TEST_AGAIN: mark("Test again"),
    Button.TEST_CLOSE: mark("Close"),
}
QUIET = frozenset(
    {
        Button.AWAY,
        Button.CODE_CLOSE,
        Button.OCCUPY,
        Button.VACATE,
        Button.HIDE_NUMBER,
        Button.TEST,
    }
)
FILLED = frozenset(
    {
        Button.HERE,
        Button.START,
        Button.START_ANYWAY,
        Button.WAIT,
        Button.ADMIT,
        Button.CONTINUE,
        Button.RESTART,
        Button.HELD,
        Button.TECHNICAL,
        Button.NO_SHOW,
        Button.CANCELLED,
        Button.DONE,
        Button.CALL_PATIENT,
        Button.BY_PHONE,
        Button.TEST_YES,
        Button.TEST_AGAIN,
    }
)
"""What may be the filled one, where it comes first: it does something for the visit."""
READS = 74.0
GAP = 2 * STEP
TEXT = 28.0
HINT = 18.0
HINT_UP = 5.0


def style_of(page: Page, button: Button) -> Style:
    """The first button is the filled one, if it does something for the visit."""
    if button in QUIET:
        return "quiet"
    if button is Button.EMERGENCY:
        return "alarm"
    if page.view.name == "no-show":
        return "outlined"
    first = page.view.buttons[0] is button
    return "primary" if first and button in FILLED else "outlined"


def words_of(page: Page, button: Button) -> str:
    """What stands on ``button`` just now."""
    if button is Button.OCCUPY and page.view.own_until is not None:
        return page.say("Still occupied")
    if button is Button.HERE and page.view.staff:
        return page.say("Check in")
    step = page.view.test.step if page.view.test is not None else None
    if button is Button.TEST_YES and step is TestStep.ROOM:
        return page.say("All is well")
    if button is Button.TEST_CLOSE and step is TestStep.WELL:
        return page.say("Done")
    return page.say(WORDS[button])


def put(
    page: Page,
    box: Box,
    button: Button,
    style: Style | None = None,
    icon: str | None = None,
    hint: str = "",
) -> None:
    """One button that fills ``box``; ``hint`` is a small line under its word."""
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
        line=None if style == "segment" else line,
        edge=EDGE,
        radius=BUTTON_RADIUS,
        opacity=opacity,
        kind="button",
        name=button.value,
    )
    size = TEXT * (box.h / BUTTON) ** 0.5 if box.h > BUTTON else TEXT
    words = words_of(page, button)
    room = box.inset(STEP if style == "segment" else 2 * STEP, STEP)
    size = TEXT - 4 if style == "segment" else size
    if hint:
        below, room = room.from_bottom(canvas.line_height(HINT) + HINT_UP)
        canvas.text(below, hint, HINT, colour=ink, align="middle", lines=1)
    if icon is not None:
        room = _beside_icon(page, room, words, size, icon, ink)
    fits = style == "segment" or canvas.measure(words, size * 0.8, bold=True)[0] <= room.w
    lines = 1 if fits else 2
    canvas.text(room, words, size, bold=True, colour=ink, align="middle", middle=True, lines=lines)
    page.controls.append(Control(button.value, canvas.pixels(box), peer))


def put_own(
    page: Page,
    box: Box,
    name: str,
    peer: str | None,
    words: str,
    size: float = 22.0,
    style: Style = "outlined",
) -> None:
    """A control with ``words`` of its own on it: the screen's own affair, or what is so."""
    canvas = page.canvas
    fill, line, ink, opacity = _look(page, style)
    if page.local.pressed == (name, peer):
        fill, ink, opacity = canvas.mood.mute, canvas.mood.ground, 255
    canvas.panel(
        box,
        fill=fill,
        line=line,
        edge=EDGE,
        radius=min(BUTTON_RADIUS, box.h / 4),
        opacity=opacity,
        kind="button",
        name=peer or name,
    )
    room = box.inset(STEP, STEP / 2)
    lines = 1 if canvas.measure(words, size * 0.8, bold=True)[0] <= room.w else 2
    canvas.text(room, words, size, bold=True, colour=ink, align="middle", middle=True, lines=lines)
    page.controls.append(Control(name, canvas.pixels(box), peer))


def read_aloud(page: Page, right: float, top: float) -> float:
    """*Läs upp* where there is a voice, up to ``right``; returns where it begins."""
    if not page.local.voice:
        return right
    words = page.say("Reading aloud") if page.local.reading else page.say("Read aloud")
    wide = page.canvas.measure(words, SMALL, bold=True)[0] + 48
    box = Box(right - wide, top, wide, READS)
    put_own(page, box, READ, None, words, SMALL, "primary" if page.local.reading else "quiet")
    return box.x


def _look(page: Page, style: Style) -> tuple[Colour, Colour, Colour, int]:
    mood = page.canvas.mood
    if style == "primary":
        return mood.fill, mood.fill, mood.on_fill, 255
    if style == "leave":
        return LEAVE_RED, LEAVE_RED, WHITE, 255
    if style == "segment":
        return mood.ground, mood.ground, mood.ink, 0
    if style == "alarm":
        return mood.ground, mood.fault, mood.fault, VEIL if mood.name == "night" else 255
    if mood.name == "night":
        return mood.ground, mood.edge, mood.ink, VEIL
    return mood.ground, mood.edge if style == "quiet" else mood.ink, mood.ink, 255


def _beside_icon(page: Page, room: Box, words: str, size: float, icon: str, colour: Colour) -> Box:
    """The icon before the words, both in the middle; returns the room that is left for words."""
    side = size * 1.3
    taken = min(room.w, page.canvas.measure(words, size, bold=True)[0] + side + 2 * STEP)
    start = room.x + (room.w - taken) / 2
    page.canvas.icon(Box(start, room.y + (room.h - side) / 2, side, side), icon, colour)
    return room.moved(x=start + side + STEP, w=taken - side - STEP)


def natural(page: Page, button: Button, padding: float = 44.0) -> float:
    """How wide ``button`` wants to be."""
    return page.canvas.measure(words_of(page, button), TEXT, bold=True)[0] + 2 * padding


def row(
    page: Page,
    box: Box,
    buttons: Sequence[Button],
    *,
    middle: bool = False,
    keep: float = 0.0,
) -> Box:
    """Place ``buttons`` along the bottom of ``box``, in rows if need be; return the rest above.

    Where rows would leave less than ``keep`` of it, words on two lines share one row.
    """
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
    if box.h - 2 * (BUTTON + GAP) < keep and _stack(page, box, buttons):
        return shared(page, box, buttons)
    half = (len(buttons) + 1) // 2 if len(buttons) != 3 else 1
    rest = shared(page, box, buttons[half:])
    return row(page, rest, buttons[:half]) if half > 2 else shared(page, rest, buttons[:half])


def _stack(page: Page, box: Box, buttons: Sequence[Button]) -> bool:
    """Whether the words of each fit on two lines where all share the width of ``box``."""
    room = columns(box, len(buttons), GAP)[0].w - 4 * STEP
    two = 2 * page.canvas.line_height(TEXT) + 1
    sizes = [page.canvas.measure(words_of(page, one), TEXT, room, bold=True) for one in buttons]
    return all(wide * 0.82 <= room and high <= two for wide, high in sizes)


def shared(page: Page, box: Box, buttons: Sequence[Button], height: float = BUTTON) -> Box:
    """Place ``buttons`` in one row that fills the width of ``box``; return the rest above."""
    if not buttons:
        return box
    line, rest = box.from_bottom(height)
    for place, button in zip(columns(line, len(buttons), GAP), buttons, strict=True):
        put(page, place, button)
    return rest.moved(h=rest.h - GAP)
