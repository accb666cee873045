"""*Barnet syns i bild* (R41), *Patienten deltar* (R47): asked until the clinician sees to it."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put
from appliance.stage.screen.cards.card import Card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import SMALL, VEIL
from appliance.stage.screen.page import Page
from appliance.stage.screen.sayings import whose

WITHIN = 74.0
PAD = 13.0


def taking_part_card(page: Page, width: float) -> Card | None:
    """The card in ``width``; None where nothing is to be seen to."""
    asked = [(button, words) for button, words in _asked(page) if page.has(button)]
    if not asked:
        return None
    canvas = page.canvas
    room = width - 2 * PAD
    highs = [canvas.measure(words, SMALL, room, bold=True)[1] + 6 for _, words in asked]

    def draw(box: Box) -> None:
        mood = canvas.mood
        canvas.panel(box, fill=mood.ground, line=mood.soon, opacity=VEIL)
        rest = box.inset(PAD, PAD - 5)
        for (button, words), high in zip(asked, highs, strict=True):
            line, rest = rest.from_top(high)
            canvas.text(line, words, SMALL, bold=True, colour=mood.soon)
            line, rest = rest.from_top(WITHIN)
            put(page, line.moved(w=min(room, natural(page, button, 24))), button, "outlined")
            rest = rest.from_top(PAD)[1]

    return Card(sum(highs) + (WITHIN + PAD) * len(asked) + PAD - 10, draw)


def _asked(page: Page) -> list[tuple[Button, str]]:
    visit = page.view.visit
    who = (whose(page, visit) if visit else None) or page.say("the patient")
    return [
        (Button.CHILD_SEEN, page.say("The child takes part, and must be seen")),
        (Button.TAKES_PART, page.say("Proxy for {who} – the patient takes part too", who=who)),
    ]
