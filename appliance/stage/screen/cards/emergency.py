"""*Akut*: 112, the patient's number and place, what to say; the call stays (R46)."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import put
from appliance.stage.screen.cards.card import PAD
from appliance.stage.screen.cards.number import WITHIN, size_within
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, EDGE, HEADING, SMALL, STEP, Colour
from appliance.stage.screen.page import Page
from appliance.stage.screen.phone import as_read

ALARM = "112"
WIDTH = 480.0
HUGE = 128.0


def emergency_card(page: Page, box: Box) -> None:
    """Fill ``box`` with all that a person needs to get help to the patient."""
    canvas, mood = page.canvas, page.canvas.mood
    canvas.panel(box, fill=mood.ground, line=mood.fault, edge=EDGE)
    inner = box.inset(PAD + STEP, PAD - 4)
    if page.has(Button.EMERGENCY_CLOSE):
        place, inner = inner.from_bottom(WITHIN)
        put(page, place, Button.EMERGENCY_CLOSE, "outlined")
        inner = inner.moved(h=inner.h - 12)
    if canvas.tall:
        first, second = inner.from_start(inner.w * 0.46)
        _place(page, _numbers(page, first.moved(w=first.w - PAD)))
        _script(page, second)
        return
    rest = _place(page, _numbers(page, inner))
    _script(page, rest)


def _numbers(page: Page, box: Box) -> Box:
    canvas, mood = page.canvas, page.canvas.mood
    size = HUGE / canvas.enlarged
    line, rest = box.from_top(canvas.line_height(size) * 0.92)
    word = canvas.measure(page.say("Call"), HEADING, bold=True)[0]
    canvas.text(line.moved(w=word + 4), page.say("Call"), HEADING, bold=True, middle=True, lines=1)
    number = line.moved(x=line.x + word + PAD, w=line.w - word - PAD)
    canvas.text(number, ALARM, size, bold=True, colour=mood.fault, middle=True, lines=1)
    known = as_read(page.view.phone) if page.view.phone else page.say("no number here")
    return _fact(page, rest, page.say("The patient's number"), known, 44.0, mood.ink)


def _place(page: Page, box: Box) -> Box:
    mood, place = page.canvas.mood, page.view.patient_place
    if place:
        return _fact(page, box, page.say("The place that the patient told"), place, BODY, mood.ink)
    words = page.say("Ask: Where are you now?")
    return _fact(page, box, page.say("The place is not known"), words, BODY, mood.soon)


def _fact(page: Page, box: Box, what: str, words: str, size: float, colour: Colour) -> Box:
    """A small line of what it is, the thing itself under it; returns the rest."""
    canvas, mood = page.canvas, page.canvas.mood
    line, rest = box.from_top(canvas.line_height(SMALL))
    canvas.text(line, what, SMALL, colour=mood.mute, lines=1)
    size = size_within(page, words, box.w, size) if size > BODY else size
    high = min(canvas.measure(words, size, box.w, bold=True)[1], 2 * canvas.line_height(size))
    line, rest = rest.from_top(high)
    canvas.text(line, words, size, bold=True, colour=colour, lines=2)
    return rest.from_top(10)[1]


def _script(page: Page, box: Box) -> None:
    """Two lines: what the one who answers must hear, and what then."""
    canvas, mood = page.canvas, page.canvas.mood
    rest = box
    if not canvas.tall:
        canvas.rule(box.moved(h=2))
        rest = box.from_top(14)[1]
    for words in (
        page.say("Say: My patient is on video, at another place than I am."),
        page.say("Tell the place and the number. Stay in the call until help is there."),
    ):
        _, high = canvas.measure(words, SMALL, rest.w)
        line, rest = rest.from_top(min(high, rest.h))
        canvas.text(line, words, SMALL, colour=mood.ink)
        rest = rest.from_top(8)[1]
