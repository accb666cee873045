"""The call's controls along the bottom, and the own picture beside them: what is, in words."""

from appliance.core.words import Button, Fault
from appliance.stage.screen.buttons import WORDS, Style, put_own
from appliance.stage.screen.kit.boxes import Box, columns
from appliance.stage.screen.kit.tokens import EDGE, MARGIN, SMALL, VEIL, WHITE
from appliance.stage.screen.page import SELF_VIEW, Control, Page

TILE = 92.0
SELF_WIDTH = 264.0
SELF_HEIGHT = 166.0
LABEL = 56.0
WIDEST = 220.0
TILES = (
    Button.MICROPHONE,
    Button.CAMERA,
    Button.ALOUD,
    Button.PAUSE,
    Button.CHAT,
    Button.EMERGENCY,
)
UNSEEN = frozenset({Fault.CAMERA_MISSING, Fault.CAMERA_FROZEN, Fault.CAMERA_COVERED})
ICONS = {
    Button.PAUSE: "pause",
    Button.CHAT: "write",
    Button.EMERGENCY: "emergency",
}
NARROW = 96.0
SHORT = 74.0
"""How high the controls are above the keyboard."""


def tiles_top(page: Page) -> float:
    """Where the controls begin."""
    return page.canvas.page.h - 24 - LABEL - 8 - TILE


def self_view_top(page: Page) -> float:
    """Where the own picture begins, as if it were there."""
    above = (TILE + LABEL + 32) if page.canvas.tall else 0.0
    return page.canvas.page.h - MARGIN - above - SELF_HEIGHT


def tiles(page: Page, right: float) -> None:
    """The controls, up to ``right``."""
    shown = [button for button in TILES if page.has(button)]
    if not shown:
        return
    start = MARGIN if page.canvas.tall else MARGIN + SELF_WIDTH + 24
    line = Box(start, tiles_top(page), right - start, TILE + 8 + LABEL)
    if line.w < NARROW * len(shown):
        waits = _waits(page)
        shown = [button for button in shown if button is not waits]
    middle = line.centred(min(WIDEST * len(shown), line.w), line.h)
    for place, button in zip(columns(middle, len(shown), 8), shown, strict=True):
        _tile(page, place, button)


def _waits(page: Page) -> Button:
    """What has no place while a high card lies beside the row; never what makes it quiet (R11)."""
    return Button.CHAT if page.view.aloud else Button.ALOUD


def _tile(page: Page, place: Box, button: Button) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    icon, words, on = _switch(page, button)
    box = Box(place.x + (place.w - TILE) / 2, place.y, TILE, TILE)
    fill, ink = (mood.ground, mood.ink) if on else (mood.ink, mood.ground)
    line = mood.edge if on else mood.ink
    if button is Button.EMERGENCY:
        ink = line = mood.fault
    if page.local.pressed == (button.value, None):
        fill, ink = mood.mute, mood.ground
    canvas.panel(
        box,
        fill=fill,
        line=line,
        opacity=VEIL if on else 255,
        radius=28,
        kind="button",
        name=button.value,
    )
    canvas.icon(box.centred(44, 44), icon, ink)
    label = Box(place.x, box.bottom + 6, place.w, LABEL)
    filled = canvas.text(label, words, SMALL, align="middle", lines=2, shadow=True)
    if button is Button.MICROPHONE and on:
        bar = Box(place.x + (place.w - 104) / 2, filled.bottom + 4, 104, 10)
        canvas.slot("level", bar, 5)
    page.controls.append(Control(button.value, canvas.pixels(box)))


def _switch(page: Page, button: Button) -> tuple[str, str, bool]:
    """A control's icon, what is (never what pressing does), and whether it is on."""
    view = page.view
    unread = view.talk.unread if view.talk is not None else 0
    if button is Button.CHAT and unread:
        return "write", page.say("Unread: {count}", count=unread), False
    if button in ICONS:
        return ICONS[button], page.say(WORDS[button]), True
    if button is Button.MICROPHONE:
        if Fault.HEADSET_MISSING in view.faults:
            return "microphone-off", page.say("You are not heard"), False
        if view.microphone and view.muted:
            words = page.say("You are not heard – off on the headset")
            return "microphone-off", words, False
        if view.microphone:
            return "microphone", page.say("You are heard"), True
        return "microphone-off", page.say("You are not heard – press for sound"), False
    if button is Button.ALOUD:
        if view.aloud:
            return "loudspeaker", page.say("Heard in the room"), False
        return "headset", page.say("Heard in the headset"), True
    if UNSEEN.intersection(view.faults) or not view.camera:
        return "camera-off", page.say("You are not seen"), False
    return "camera", page.say("You are seen"), True


def tiles_in_line(page: Page, line: Box) -> None:
    """The controls on one line, words alone: above the keyboard."""
    shown = [button for button in (*TILES, Button.STILL, Button.CHAT_CLOSE) if page.has(button)]
    for place, button in zip(columns(line, len(shown), 8), shown, strict=True):
        words = _switch(page, button)[1] if button in TILES else page.say(WORDS[button])
        if button is Button.MICROPHONE and not page.view.microphone:
            words = page.say("You are not heard")
        style: Style = "alarm" if button is Button.EMERGENCY else "outlined"
        put_own(page, place, button.value, None, words, SMALL, style)


def self_view(page: Page) -> None:
    """The own picture, or the icon that it was turned into (R30)."""
    canvas, mood = page.canvas, page.canvas.mood
    if not page.local.own:
        return
    if page.local.self_view:
        box = Box(MARGIN, self_view_top(page), SELF_WIDTH, SELF_HEIGHT)
        canvas.slot("own", box, 22)
        canvas.frame(box, WHITE, EDGE, 22)
    else:
        above = (TILE + LABEL + 32) if canvas.tall else 0.0
        box = Box(MARGIN, tiles_top(page) - above, TILE, TILE)
        canvas.panel(
            box,
            fill=mood.ground,
            line=WHITE,
            opacity=VEIL,
            radius=28,
            kind="button",
            name=SELF_VIEW,
        )
        canvas.icon(box.centred(44, 44), "person", mood.ink)
        words, wide = page.say("Your picture"), TILE + 2 * MARGIN - 8
        high = min(canvas.measure(words, SMALL, wide - 12)[1], LABEL)
        label = Box(4, box.bottom + 6, wide, high + 4)
        canvas.panel(label, fill=mood.ground, line=mood.ground, opacity=VEIL, radius=14)
        canvas.text(label.inset(6, 2), words, SMALL, align="middle", middle=True, lines=2)
    page.controls.append(Control(SELF_VIEW, canvas.pixels(box)))
