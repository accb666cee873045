"""*Ring patienten*: the full number, very large, and how long it still shows (R44)."""

from math import ceil

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put
from appliance.stage.screen.cards.card import PAD, Card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, BUTTON, SMALL, STEP, VEIL, Colour
from appliance.stage.screen.page import Page
from appliance.stage.screen.phone import as_read

LARGEST = 96.0
OVER_PICTURE = 60.0
WITHIN = 74.0


def goes_in(page: Page) -> str:
    """*Göms om 48 s*, or nothing while the number stays."""
    if page.view.phone_until_mono is None:
        return ""
    return page.say("Hidden in {seconds} s", seconds=seconds_left(page))


def shortly(page: Page) -> str:
    """*48 s*, where there is no room for more words."""
    if page.view.phone_until_mono is None:
        return ""
    return page.say("{seconds} s", seconds=seconds_left(page))


def seconds_left(page: Page) -> int:
    """How long the number still shows."""
    return max(0, ceil((page.view.phone_until_mono or page.now.mono) - page.now.mono))


def size_within(page: Page, words: str, width: float, most: float) -> float:
    """The size at which ``words`` fill ``width``, at most ``most``."""
    wide = page.canvas.measure(words, most, bold=True)[0]
    return most if wide <= width else most * width / wide * 0.99


def number_card(page: Page, width: float, most: float = LARGEST) -> Card | None:
    """The number on a card of its own; None while it is not shown."""
    if page.view.phone is None:
        return None
    number, canvas = as_read(page.view.phone), page.canvas
    night = canvas.mood.name == "night"
    size = size_within(page, number, width - 2 * PAD, OVER_PICTURE if night else most)
    head = canvas.line_height(BODY)
    high = canvas.line_height(size)
    foot = WITHIN if page.has(Button.HIDE_NUMBER) else canvas.line_height(SMALL)
    whole = PAD + head + high + STEP + foot + PAD

    def draw(box: Box) -> None:
        mood = canvas.mood
        opacity = VEIL if page.local.remote else 255
        canvas.panel(box, fill=mood.ground if night else mood.card, line=mood.line, opacity=opacity)
        inner = box.inset(PAD, PAD)
        line, rest = inner.from_top(head)
        canvas.icon(Box(line.x, line.y + (head - 28) / 2, 28, 28), "phone", mood.mute)
        words = page.say("Phone the patient")
        canvas.text(line.moved(x=line.x + 38, w=line.w - 38), words, BODY, lines=1)
        line, rest = rest.from_top(high)
        canvas.text(line, number, size, bold=True, lines=1)
        below(page, rest.from_top(STEP)[1].moved(h=foot), mood.mute)

    return Card(whole, draw)


def below(page: Page, box: Box, colour: Colour) -> None:
    """How long the number still shows, and what hides it at once."""
    canvas = page.canvas
    if page.has(Button.HIDE_NUMBER):
        kept = canvas.measure(shortly(page), SMALL)[0] + 16
        wide = min(natural(page, Button.HIDE_NUMBER, 24), box.w - kept)
        place, box = box.from_end(wide)
        put(page, place.moved(h=min(box.h, BUTTON)), Button.HIDE_NUMBER)
        box = box.moved(w=box.w - 12)
    words = goes_in(page)
    if canvas.measure(words, SMALL)[0] > box.w:
        words = shortly(page)
    canvas.text(box, words, SMALL, colour=colour, middle=True, lines=1)
