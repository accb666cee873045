"""Somebody is missing about 5 min into the visit: ring now; outcomes come after the call (R05)."""

from appliance.core.views import NoShow
from appliance.core.words import Button
from appliance.stage.screen.buttons import GAP, natural, put, row
from appliance.stage.screen.cards.number import below, number_card, size_within
from appliance.stage.screen.idle import row_buttons
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import (
    BODY,
    CARD_RADIUS,
    HEADING,
    MARGIN,
    SMALL,
    STEP,
    TITLE,
)
from appliance.stage.screen.late import LATE, foot
from appliance.stage.screen.missed import HEADINGS, excuse, since, spoken, title
from appliance.stage.screen.notices import former, put_lines, told
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import camera_is_on, top_line
from appliance.stage.screen.phone import as_read
from appliance.stage.screen.sayings import about
from appliance.stage.screen.today import today
from appliance.stage.screen.words import mark

HINTS: dict[Button, str] = {
    Button.TECHNICAL: mark("answered, but the technology fails"),
    Button.NO_SHOW: mark("did not answer"),
    Button.CANCELLED: mark("the visit will not be held"),
    Button.HELD: mark("we met after all"),
}
"""What was said on the phone, under the outcome's own word."""
WALL = (Button.TODAY, Button.AWAY, Button.OCCUPY, Button.VACATE)
RING = 110.0
"""The filled button, or the number in its place."""
NUMBER = 76.0
SIDE = 470.0
HINTED = 92.0
BESIDE = 470.0
"""The width of a line beside the quieter buttons."""


def no_show(page: Page) -> None:
    """Only *Ring* is filled."""
    card, canvas = page.view.no_show, page.canvas
    whole = canvas.page.inset(MARGIN, MARGIN)
    top_line(page, whole.w, page.say("Now {time}", time=page.now.clock()), about(page))
    top = camera_is_on(page, MARGIN, 76)
    body = whole.from_top(48 + top)[1]
    if card is None:
        return
    ringing = () if page.view.today_open else _ringing(card)
    taken = frozenset({*HINTS, *ringing, Button.ADMIT})
    body = _bottom(page, body, row_buttons_of(page, taken))
    if canvas.tall:
        rest = _start(
            page, put_lines(page, body, told(page), 400 + 110 * len(_offered(page))), card
        )
        _after(page, rest, card)
        return
    side, rest = body.from_end(SIDE)
    _start(page, put_lines(page, rest.moved(w=rest.w - 48), told(page), 400), card)
    _after(page, side.from_top(16)[1], card)


def _bottom(page: Page, box: Box, buttons: list[Button]) -> Box:
    """The quieter buttons; what can still be said of former visits beside them, else above."""
    lines = former(page)
    wanted = sum(natural(page, button) + GAP for button in buttons)
    late = any(button in LATE for button in buttons)
    if len(lines) != 1 or late or page.canvas.tall or wanted + BESIDE > box.w:
        return put_lines(page, foot(page, box, buttons), lines)
    put_lines(page, box.from_end(BESIDE)[0].moved(h=box.h + 16), lines)
    return row(page, box.moved(w=wanted), buttons).moved(w=box.w)


def row_buttons_of(page: Page, taken: frozenset[Button]) -> list[Button]:
    """The quieter ones, going and looking too: there is no wall here."""
    here = [b for b in page.view.buttons if b in WALL]
    rest = [b for b in row_buttons(page, taken) if b not in here]
    return [*rest, *here]


def _ringing(card: NoShow) -> tuple[Button, ...]:
    ring = Button.BY_PHONE if card.who == "interpreter" else Button.CALL_PATIENT
    return (ring, Button.HIDE_NUMBER)


def _start(page: Page, box: Box, card: NoShow) -> Box:
    """The card itself, or today's visits while they are looked at."""
    if not page.view.today_open:
        return _missing(page, box, card)
    place = box.moved(h=box.h / 2) if page.canvas.tall else box
    today(page, place)
    return box.from_top(place.h + STEP)[1]


def _missing(page: Page, box: Box, card: NoShow) -> Box:
    """Who is missing since when and why, *Ring*, and what to say to a machine."""
    canvas, mood = page.canvas, page.canvas.mood
    said = f"{since(page, card)}. {excuse(page, card)}" if card.why else since(page, card)
    for words, size, bold, colour in (
        (title(page, card), TITLE - 6, True, mood.ink),
        (said, BODY, False, mood.soon if card.why else mood.mute),
    ):
        if words:
            high = canvas.measure(words, size, box.w, bold=bold)[1]
            line, box = box.from_top(high)
            canvas.text(line.moved(h=high + 2), words, size, bold=bold, colour=colour)
            box = box.from_top(6)[1]
    box = _ring(page, box.from_top(10)[1], card)
    return _say(page, box, card)


def _ring(page: Page, box: Box, card: NoShow) -> Box:
    """The filled button; the number in its place while it shows."""
    canvas, mood = page.canvas, page.canvas.mood
    patients = number_card(page, box.w, NUMBER) if card.who == "interpreter" else None
    if patients is not None:
        patients.draw(box.moved(h=patients.high))
        box = box.from_top(patients.high + 14)[1]
    elif card.number is not None:
        box = _interpreters(page, box, as_read(card.number))
    elif page.view.phone is not None:
        number = as_read(page.view.phone)
        place, rest = box.from_top(RING)
        canvas.panel(place, fill=mood.fill, radius=CARD_RADIUS)
        canvas.icon(Box(place.x + 32, place.y + (RING - 52) / 2, 52, 52), "phone", mood.on_fill)
        room = place.moved(x=place.x + 108, w=place.w - 132)
        size = size_within(page, number, room.w, NUMBER)
        canvas.text(room, number, size, bold=True, colour=mood.on_fill, middle=True, lines=1)
        line, rest = rest.from_top(10)[1].from_top(76)
        below(page, line, mood.mute)
        return rest.from_top(14)[1]
    ring = _ringing(card)[0]
    if page.has(ring):
        place, box = box.from_top(RING)
        put(page, place, ring, "primary", "phone")
        box = box.from_top(18)[1]
    return box


def _interpreters(page: Page, box: Box, number: str) -> Box:
    """The interpreter's number, to be phoned with the loudspeaker on (R40)."""
    canvas, mood = page.canvas, page.canvas.mood
    place, rest = box.from_top(RING)
    canvas.panel(place, fill=mood.card, line=mood.line, radius=CARD_RADIUS)
    canvas.icon(Box(place.x + 32, place.y + (RING - 52) / 2, 52, 52), "phone", mood.ink)
    room = place.moved(x=place.x + 108, w=place.w - 132)
    size = size_within(page, number, room.w, NUMBER)
    canvas.text(room, number, size, bold=True, middle=True, lines=1)
    return rest.from_top(14)[1]


def _say(page: Page, box: Box, card: NoShow) -> Box:
    """What to say when nobody answers; a fee only where the visit was missed (R05)."""
    canvas, mood = page.canvas, page.canvas.mood
    head, words = spoken(page, card)
    inner = box.w - 56
    low = canvas.line_height(SMALL)
    high = canvas.measure(words, BODY - 2, inner)[1]
    kept = (HINTED + GAP) * len(_offered(page)) + 120 if canvas.tall else 0.0
    if low + high + 36 > box.h - kept:
        return box
    place, rest = box.from_top(low + high + 36)
    canvas.panel(place, line=mood.line)
    line, text = place.inset(28, 14).from_top(low)
    canvas.text(line, head, SMALL, colour=mood.mute, lines=1)
    canvas.text(text.from_top(4)[1], words, BODY - 2)
    return rest.from_top(14)[1]


def _offered(page: Page) -> list[Button]:
    return [button for button in page.view.buttons if button in HINTS]


def _after(page: Page, box: Box, card: NoShow) -> None:
    """The outcomes, once it was rung; before, only that they come."""
    canvas, mood = page.canvas, page.canvas.mood
    offered = _offered(page)
    if not offered:
        words = page.say("You choose the outcome when you have phoned.")
        high = canvas.measure(words, BODY, box.w)[1]
        line, box = box.from_top(high)
        canvas.text(line, words, BODY, colour=mood.mute)
    else:
        line, box = box.from_top(canvas.line_height(HEADING) + STEP)
        words = page.say("When you have phoned:")
        canvas.text(line, words, HEADING, bold=True, lines=1)
        for button in offered:
            place, box = box.from_top(HINTED)
            put_hinted(page, place, button)
            box = box.from_top(GAP - 4)[1]
    for words in _after_words(page, card):
        high = canvas.measure(words, SMALL, box.w)[1]
        if high + 12 > box.h:
            return
        line, box = box.from_top(10)[1].from_top(high)
        canvas.text(line, words, SMALL, colour=mood.mute)


def _after_words(page: Page, card: NoShow) -> list[str]:
    heading = page.say(HEADINGS[card.heading])
    words = [page.say("Heading in the record: {heading}", heading=heading)]
    if card.who == "interpreter":
        return [page.say("The patient is waiting in the lobby.")]
    words.append(page.say("If the patient opens the link, it shows here at once."))
    if page.view.resume_until is not None:
        until = page.now.clock(page.view.resume_until)
        words.append(page.say("The room is open until {time}.", time=until))
    return words


def put_hinted(page: Page, box: Box, button: Button) -> None:
    """An outcome with what was said on the phone under its word."""
    put(page, box, button, "outlined", hint=page.say(HINTS[button]))
