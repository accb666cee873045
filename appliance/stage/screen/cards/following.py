"""The next visit while this one still runs: what its patient is told, *Jag är sen* (R09)."""

from appliance.stage.screen.cards.card import Card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import SMALL, STEP, VEIL
from appliance.stage.screen.late import late_buttons, late_group
from appliance.stage.screen.notices import NEXT, sentence
from appliance.stage.screen.page import Page

PAD = 20.0
GROUP = 76.0


def following_card(page: Page, width: float) -> Card | None:
    """The card in ``width``; None where nothing presses and nothing can be done."""
    view, canvas = page.view, page.canvas
    pressing = [notice for notice in view.notices if notice in NEXT]
    buttons = late_buttons(page)
    if view.next_start is None or not (pressing or buttons or view.next_late_until):
        return None
    title = page.say("Next visit {start}", start=page.now.clock(view.next_start))
    words = [sentence(page, notice)[1] for notice in pressing[:1]]
    if view.next_late_until is not None:
        late = page.now.clock(view.next_late_until)
        words.append(page.say("The patient reads: I am there at {late}", late=late))
    if buttons and not words:
        words = [page.say("I am late")]
    room = width - 2 * PAD
    high = canvas.line_height(SMALL + 2)
    lows = [canvas.measure(one, SMALL, room)[1] for one in words]
    whole = 2 * PAD - 6 + high + sum(lows) + (GROUP + STEP if buttons else 0.0)

    def draw(box: Box) -> None:
        mood = canvas.mood
        fill = mood.ground if mood.name == "night" else mood.card
        canvas.panel(
            box,
            fill=fill,
            line=mood.soon if pressing else mood.line,
            opacity=VEIL if page.local.remote else 255,
        )
        line, rest = box.inset(PAD, PAD - 6).from_top(high)
        canvas.text(line, title, SMALL + 2, bold=True, lines=1)
        for one, low in zip(words, lows, strict=True):
            line, rest = rest.from_top(low)
            canvas.text(line, one, SMALL, colour=mood.soon if pressing else mood.mute)
        if buttons:
            place = rest.from_top(STEP)[1].moved(h=GROUP)
            late_group(page, place, view.next_late_until, labelled=False)

    return Card(whole, draw)
