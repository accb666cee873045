"""The call: the other end's picture, the own one lower left, what is heard and seen."""

from appliance.core.views import PartyLine
from appliance.core.words import Button, Fault
from appliance.stage.screen.buttons import natural, put
from appliance.stage.screen.kit.boxes import Box, columns
from appliance.stage.screen.kit.tokens import EDGE, MARGIN, SMALL, STEP, VEIL, WHITE, Colour
from appliance.stage.screen.page import SELF_VIEW, Control, Page
from appliance.stage.screen.parts import CHIP, chip, chip_width, message, top_line
from appliance.stage.screen.sayings import FAULTS, IN_CALL, identity
from wire.visits import Role

TILE = 92.0
SELF_WIDTH = 264.0
SELF_HEIGHT = 166.0
LABEL = 56.0


def call(page: Page) -> None:
    """In call; where no picture comes, the screen says why (S8)."""
    _frame(page, see=page.local.remote and page.view.picture)
    if not (page.local.remote and page.view.picture):
        icon, title, words = _no_picture(page)
        message(page, _middle(page), icon, title, words)


def joining(page: Page) -> None:
    """The connection is being made."""
    _frame(page, see=False)
    words = page.say("The picture comes in a moment.")
    message(page, _middle(page), "person-awaited", page.say("Connecting …"), words)


def reconnecting(page: Page) -> None:
    """The connection was lost and is being made again."""
    _frame(page, see=False)
    words = page.say("Stay here. The call comes back by itself.")
    message(page, _middle(page), "person-awaited", page.say("Connecting again …"), words)


def _frame(page: Page, *, see: bool) -> None:
    canvas = page.canvas
    if see:
        canvas.see_through()
        canvas.shade(Box(0, 0, canvas.page.w, 150), lambda y: 0.66 * (1 - y))
        foot = canvas.page.from_bottom(230)[0]
        canvas.shade(foot, lambda y: 0.74 * y)
    leave = _leave(page)
    visit = page.view.visit
    who = (visit.initials if visit else None) or page.say("Visit")
    line_width = leave.x - MARGIN - 2 * STEP
    top_line(page, line_width, who, time_left(page), shadow=see)
    bottom = _chips(page, leave)
    if page.has(Button.ADMIT):
        under = max(bottom, leave.bottom) if canvas.tall else leave.bottom
        _admit(page, leave.right, under + 16)
    _controls(page)
    _self_view(page)


def _leave(page: Page) -> Box:
    canvas = page.canvas
    width = natural(page, Button.LEAVE, 30)
    box = Box(canvas.page.w - MARGIN - width, 28, width, 80)
    if page.has(Button.LEAVE):
        put(page, box, Button.LEAVE, "leave")
    return box


def _admit(page: Page, right: float, top: float) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    words = page.say("Another device opened the link")
    width = 360.0
    _, high = canvas.measure(words, SMALL, width - 48, bold=True)
    box = Box(right - width, top, width, high + 72 + 60)
    canvas.panel(box, fill=mood.ground, line=mood.soon, opacity=VEIL)
    inner = box.inset(24, 20)
    canvas.text(inner.moved(h=high), words, SMALL, bold=True)
    put(page, inner.from_bottom(72)[0], Button.ADMIT, "primary")


def time_left(page: Page) -> str:
    visit = page.view.visit
    if visit is None:
        return ""
    minutes = page.now.minutes_to(visit.end)
    if minutes == 0:
        return "· " + page.say("should have ended {end}", end=page.now.clock(visit.end))
    left = page.say("{minutes} min left", minutes=minutes)
    return f"· {left} · " + page.say("ends {end}", end=page.now.clock(visit.end))


def _chips(page: Page, leave: Box) -> float:
    """What must be known: the camera, the identity, what has stopped; returns where they end."""
    x, y, mood = MARGIN, 84.0, page.canvas.mood
    told: list[tuple[str, str, Colour]] = []
    if page.view.capture is not None:
        told.append((page.say("The camera is on"), "camera", mood.ink))
    who = identity(page)
    if who is not None and not who[1]:
        told.append((who[0], "attention", mood.soon))
    sound = _no_sound(page)
    if sound is not None:
        told.append((sound, "microphone-off", mood.ink))
    fault = next((f for f in page.view.faults if f in IN_CALL), None)
    if fault is not None:
        told.append((page.say(FAULTS[fault]), "attention", mood.soon))
    for words, icon, colour in told:
        width = chip_width(page, words, icon)
        limit = leave.x - 16 if y < leave.bottom + 8 else page.canvas.page.w - MARGIN
        if x + width > limit and x > MARGIN:
            x, y = MARGIN, y + CHIP + STEP
        if x + width > leave.x - 16 and y < leave.bottom + 8:
            y = leave.bottom + 16
        x = chip(page, x, y, words, icon, colour).right + STEP
    return y + CHIP


def _no_sound(page: Page) -> str | None:
    patient = page.party(Role.PATIENT)
    if page.view.name != "call" or patient is None:
        return None
    if not patient.microphone:
        return page.say("The patient has switched off the microphone")
    return None if page.view.sound else page.say("The patient's sound has stopped")


def _no_picture(page: Page) -> tuple[str, str, str]:
    patient: PartyLine | None = page.party(Role.PATIENT)
    if patient is not None and not patient.camera:
        title = page.say("The patient has switched off the camera")
        words = page.say("You can go on talking.") if page.view.sound else ""
        return "camera-off", title, words
    title = page.say("The patient's picture has stopped")
    words = page.say("It comes back by itself. You can go on talking.")
    return "camera-off", title, words if page.view.sound else ""


def _middle(page: Page) -> Box:
    """Where a message stands when there is no picture."""
    page_box = page.canvas.page
    return Box(MARGIN, 250, page_box.w - 2 * MARGIN, page_box.h - 250 - 250)


def _controls(page: Page) -> None:
    canvas = page.canvas
    shown = [b for b in (Button.MICROPHONE, Button.CAMERA, Button.PAUSE) if page.has(b)]
    top = canvas.page.h - 24 - LABEL - 8 - TILE
    start = MARGIN if canvas.tall else MARGIN + SELF_WIDTH + 24
    line = Box(start, top, canvas.page.w - start - MARGIN, TILE + 8 + LABEL)
    if not shown:
        return
    width = min(220.0 * len(shown), line.w)
    for place, button in zip(
        columns(line.centred(width, line.h), len(shown), 8), shown, strict=True
    ):
        _tile(page, place, button)


def _tile(page: Page, place: Box, button: Button) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    icon, words, on = _switch(page, button)
    box = Box(place.x + (place.w - TILE) / 2, place.y, TILE, TILE)
    fill, ink = (mood.ground, mood.ink) if on else (mood.ink, mood.ground)
    if page.local.pressed == (button.value, None):
        fill, ink = mood.mute, mood.ground
    opacity = VEIL if on else 255
    canvas.panel(
        box,
        fill=fill,
        line=mood.line if on else mood.ink,
        opacity=opacity,
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
    if button is Button.PAUSE:
        return "pause", page.say("Pause"), True
    if button is Button.MICROPHONE:
        if Fault.HEADSET_MISSING in view.faults:
            return "microphone-off", page.say("You are not heard"), False
        if view.microphone:
            return "microphone", page.say("You are heard"), True
        return "microphone-off", page.say("You are not heard – press for sound"), False
    if Fault.CAMERA_MISSING in view.faults or not view.camera:
        return "camera-off", page.say("You are not seen"), False
    return "camera", page.say("You are seen"), True


def _self_view(page: Page) -> None:
    """The own picture, or the icon that it was turned into (R30)."""
    canvas, mood = page.canvas, page.canvas.mood
    if not page.local.own:
        return
    above = (TILE + LABEL + 32) if canvas.tall else 0.0
    bottom = canvas.page.h - MARGIN - above
    if page.local.self_view:
        box = Box(MARGIN, bottom - SELF_HEIGHT, SELF_WIDTH, SELF_HEIGHT)
        canvas.slot("own", box, 22)
        canvas.frame(box, WHITE, EDGE, 22)
    else:
        box = Box(MARGIN, canvas.page.h - 24 - LABEL - 8 - TILE - above, TILE, TILE)
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
        label = Box(0, box.bottom + 6, TILE + 2 * MARGIN, canvas.line_height(SMALL))
        words = page.say("Your picture")
        canvas.text(label, words, SMALL, align="middle", lines=1, shadow=True)
    page.controls.append(Control(SELF_VIEW, canvas.pixels(box)))
