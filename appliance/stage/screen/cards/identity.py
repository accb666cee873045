"""Below an e-ID: ask name and personal number, then *Identitet kontrollerad* (R60)."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put
from appliance.stage.screen.cards.card import Card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import SMALL, VEIL
from appliance.stage.screen.page import Page
from appliance.stage.screen.sayings import identity

WITHIN = 74.0
PAD = 13.0


def identity_card(page: Page, width: float) -> Card | None:
    """The card in ``width``; None where nothing needs to be asked."""
    told = identity(page)
    if not page.has(Button.IDENTIFIED) or told is None:
        return None
    canvas, (words, _) = page.canvas, told
    room = width - 2 * PAD
    _, high = canvas.measure(words, SMALL, room, bold=True)

    def draw(box: Box) -> None:
        mood = canvas.mood
        canvas.panel(box, fill=mood.ground, line=mood.soon, opacity=VEIL)
        line, rest = box.inset(PAD, PAD - 5).from_top(high + 6)
        canvas.text(line, words, SMALL, bold=True, colour=mood.soon)
        wide = min(room, natural(page, Button.IDENTIFIED, 24))
        put(page, rest.moved(w=wide, h=WITHIN), Button.IDENTIFIED, "outlined")

    return Card(high + 6 + WITHIN + 2 * PAD - 10, draw)
