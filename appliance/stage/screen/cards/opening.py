"""The start card: how a visit is begun (R08); where a guardian takes part, the child too (R41)."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put
from appliance.stage.screen.cards.card import PAD, Card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import HEADING, SMALL, STEP, VEIL, Colour
from appliance.stage.screen.page import Page
from appliance.stage.screen.phone import tail
from wire.visits import Role

WITHIN = 74.0
LEAD = 34.0
"""The room of a step's number."""


def steps(page: Page) -> list[tuple[str, str]]:
    """What to say, and what is known of it already; in this order."""
    view = page.view
    last = view.visit.phone_tail if view.visit else None
    if last:
        phone = page.say("If it fails, I phone you on {tail}", tail=tail(last))
    else:
        phone = page.say("If it fails, I phone you on the number that you gave")
    guardian = page.party(Role.GUARDIAN) is not None
    child = [(page.say("Does the child take part, and is it seen?"), "")] if guardian else []
    wrote = page.say("The patient wrote: {place}", place=view.patient_place or "")
    return [
        (page.say("Greet, say who you are and what the visit is for"), ""),
        (page.say("Who is in the room, there and here?"), ""),
        *child,
        (page.say("Where are you now?"), wrote if view.patient_place else ""),
        (phone, ""),
    ]


def opening_card(page: Page, width: float) -> Card | None:
    """The card in ``width``; None while it does not lie there."""
    if not page.view.start_card:
        return None
    canvas = page.canvas
    room = width - 2 * PAD - LEAD
    parts = [
        (one, known, _high(page, one, room), _high(page, known, room)) for one, known in steps(page)
    ]
    done = page.has(Button.CARD_DONE)
    head = max(canvas.line_height(HEADING - 4), WITHIN if done else 0.0) + STEP
    whole = 2 * PAD - STEP - 10 + head + sum(a + b + 10 for _, _, a, b in parts)

    def draw(box: Box) -> None:
        mood = canvas.mood
        opacity = VEIL + 20 if page.local.remote else 255
        canvas.panel(box, fill=mood.ground, line=mood.line, opacity=opacity)
        line, rest = box.inset(PAD, PAD - STEP / 2).from_top(head)
        line = line.moved(h=head - STEP)
        if done:
            spot, line = line.from_end(natural(page, Button.CARD_DONE, 28))
            put(page, spot.moved(x=spot.x + STEP), Button.CARD_DONE, "outlined")
        title = page.say("Begin like this")
        canvas.text(line, title, HEADING - 4, bold=True, middle=True, lines=1)
        for number, (words, known, high, low) in enumerate(parts, 1):
            line, rest = rest.from_top(high)
            canvas.text(line.moved(w=LEAD), str(number), SMALL, bold=True, colour=mood.accent)
            _said(page, line, words, mood.ink)
            line, rest = rest.from_top(low)
            if known:
                _said(page, line, known, mood.accent)
            rest = rest.from_top(10)[1]

    return Card(whole, draw)


def _high(page: Page, words: str, room: float) -> float:
    if not words:
        return 0.0
    return min(page.canvas.measure(words, SMALL, room)[1], 3 * page.canvas.line_height(SMALL))


def _said(page: Page, line: Box, words: str, colour: Colour) -> None:
    place = line.moved(x=line.x + LEAD, w=line.w - LEAD)
    page.canvas.text(place, words, SMALL, colour=colour, lines=3)
