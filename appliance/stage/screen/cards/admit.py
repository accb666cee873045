"""Somebody else opened the link: *Släpp in*."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put
from appliance.stage.screen.cards.card import Card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import SMALL, VEIL
from appliance.stage.screen.page import Page

WITHIN = 74.0


def admit_card(page: Page, width: float) -> Card | None:
    """The card in ``width``; None while nobody can be let in."""
    if not page.has(Button.ADMIT):
        return None
    canvas = page.canvas
    words = page.say("Another device opened the link")
    wide = natural(page, Button.ADMIT, 24)
    room = width - 24 - wide - 28
    _, high = canvas.measure(words, SMALL, room, bold=True)

    def draw(box: Box) -> None:
        mood = canvas.mood
        canvas.panel(box, fill=mood.ground, line=mood.soon, opacity=VEIL)
        canvas.text(box.moved(x=box.x + 24, w=room + 4), words, SMALL, bold=True, middle=True)
        spot = Box(box.right - wide - 14, box.y + (box.h - WITHIN) / 2, wide, WITHIN)
        put(page, spot, Button.ADMIT, "primary")

    return Card(max(high, WITHIN) + 28, draw)
