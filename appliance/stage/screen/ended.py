"""The end: one press says how it went (R05), another resumes the call (R06)."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put, row
from appliance.stage.screen.cards.card import Card, column
from appliance.stage.screen.cards.following import following_card
from appliance.stage.screen.cards.number import number_card
from appliance.stage.screen.idle import row_buttons
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, BUTTON, MARGIN, SMALL, TITLE
from appliance.stage.screen.late import LATE, late_buttons
from appliance.stage.screen.missed import HEADINGS, excuse
from appliance.stage.screen.notices import NEXT, Line, former, lines_height, put_lines, told
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import camera_is_on, top_line
from appliance.stage.screen.sayings import about

OUTCOMES = (Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED, Button.DONE)
NUMBER = 64.0


def ended(page: Page) -> None:
    """How did it go? The proposed answer is the filled button."""
    canvas = page.canvas
    whole = canvas.page.inset(MARGIN, MARGIN)
    top_line(page, whole.w, page.say("Now {time}", time=page.now.clock()), about(page))
    camera = camera_is_on(page, MARGIN, 76)
    taken = frozenset({*OUTCOMES, *LATE, Button.RESTART, Button.CALL_PATIENT, Button.HIDE_NUMBER})
    body = whole.from_top(max(56 + camera, 72))[1]
    if canvas.tall:
        body = put_lines(page, row(page, body, _others(page, taken)), former(page))
        answered = len(_offered(page)) * (BUTTON + 16) + 16
        body = put_lines(page, body, _told(page), _least(page, body.w) + answered)
        body = _question(page, body)
        answers, rest = body.from_top(answered)
        _answers(page, answers)
        column(rest, _cards(page, rest.w))
        return
    side, left = body.from_end(min(520.0, body.w * 0.44))
    left = left.moved(w=left.w - 48)
    below = _answers(page, side.from_top(_title_high(page, left.w))[1])
    if page.has(Button.RESTART) and page.view.phone is not None:
        place, below = below.from_top(BUTTON)
        put(page, place, Button.RESTART)
    left = put_lines(page, row(page, left, _others(page, taken)), former(page))
    lines = _told(page)
    if lines_height(page, lines, below.w) <= below.h:
        put_lines(page, below, lines)
    else:
        left = put_lines(page, left, lines, _least(page, left.w))
    column(_question(page, left), _cards(page, left.w))


def _others(page: Page, taken: frozenset[Button]) -> list[Button]:
    """The buttons that have no place of their own."""
    free = row_buttons(page, taken)
    return [button for button in page.view.buttons if button in free]


def _told(page: Page) -> list[Line]:
    """What is told; of the next visit only where its own card does not say it."""
    return told(page, without=NEXT if late_buttons(page) else frozenset())


def _least(page: Page, width: float) -> float:
    """The room that question and cards need."""
    words = page.canvas.measure(_words(page), BODY, width)[1]
    cards = sum(card.high + 16 for card in _cards(page, width))
    return _title_high(page, width) + words + 32 + cards


def _cards(page: Page, width: float) -> list[Card]:
    following = following_card(page, width) if late_buttons(page) else None
    made = (number_card(page, width, NUMBER), _again_card(page, width), following)
    return [card for card in made if card is not None]


def _offered(page: Page) -> list[Button]:
    return [button for button in page.view.buttons if button in OUTCOMES]


def title(page: Page) -> str:
    """The question; where nobody met, the no-show card's own heading (R05)."""
    view = page.view
    if view.no_show is not None:
        return page.say(HEADINGS[view.no_show.heading])
    if view.visit is not None and view.visit.practice:
        return page.say("The practice is over")
    return page.say("How did the visit go?")


def _words(page: Page) -> str:
    if page.view.no_show is not None and page.view.no_show.why:
        return excuse(page, page.view.no_show)
    if page.has(Button.DONE):
        return page.say("Nothing is sent.")
    return page.say("One press is enough. Nothing is sent before.")


def _title_high(page: Page, width: float) -> float:
    return page.canvas.measure(title(page), TITLE, width, bold=True)[1] + 8


def _question(page: Page, box: Box) -> Box:
    canvas, mood = page.canvas, page.canvas.mood
    line, rest = box.from_top(_title_high(page, box.w) - 8)
    canvas.text(line, title(page), TITLE, bold=True)
    words = _words(page)
    _, high = canvas.measure(words, BODY, rest.w)
    line, rest = rest.from_top(8)[1].from_top(high)
    canvas.text(line, words, BODY, colour=mood.mute)
    return rest.from_top(24)[1]


def _again_card(page: Page, width: float) -> Card | None:
    """*Återuppta samtal* and *Ring patienten*, as far as they work."""
    canvas, until = page.canvas, page.view.resume_until
    shown = [b for b in (Button.RESTART, Button.CALL_PATIENT) if page.has(b)]
    if not canvas.tall and page.view.phone is not None:
        shown = [b for b in shown if b is not Button.RESTART]
    if not shown:
        return None
    again = page.has(Button.RESTART) and page.view.phone is None
    words = page.say("The call has ended. If you resume it, the patient can answer again.")
    pad, inner = 28.0, width - 56
    high = canvas.measure(words, BODY, inner)[1] + 16 if again else 0.0
    till = page.say("Possible until {time}", time=page.now.clock(until)) if until and again else ""
    small = canvas.line_height(SMALL) + 12 if till else 0.0
    wide = sum(natural(page, button, 24) for button in shown) + 16 * (len(shown) - 1)
    rows = 1 if wide <= inner else len(shown)

    def draw(card: Box) -> None:
        canvas.panel(card, line=canvas.mood.line)
        rest = card.inset(pad, pad - 6)
        if again:
            line, rest = rest.from_top(high)
            canvas.text(line, words, BODY)
        x, y = rest.x, rest.y
        for button in shown:
            own = natural(page, button, 24 if rows == 1 else 40)
            put(page, Box(x, y, min(own, inner), BUTTON), button)
            x, y = (x + own + 16, y) if rows == 1 else (x, y + BUTTON + 12)
        if till:
            place = Box(rest.x, card.bottom - pad + 6 - small + 12, inner, small - 12)
            canvas.text(place, till, SMALL, colour=canvas.mood.mute, lines=1)

    return Card(2 * pad - 12 + high + rows * BUTTON + (rows - 1) * 12 + small, draw)


def _answers(page: Page, box: Box) -> Box:
    for button in _offered(page):
        spot, box = box.from_top(BUTTON)
        put(page, spot, button)
        box = box.from_top(16)[1]
    return box
