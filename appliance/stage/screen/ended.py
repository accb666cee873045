"""Paused (R19), and the end: one press says how it went (R05), another resumes the call (R06)."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put, row
from appliance.stage.screen.call import TALL_EMERGENCY, exit_buttons, time_left
from appliance.stage.screen.cards.card import GAP, Card, column
from appliance.stage.screen.cards.emergency import WIDTH as EMERGENCY_WIDTH
from appliance.stage.screen.cards.emergency import emergency_card
from appliance.stage.screen.cards.following import following_card
from appliance.stage.screen.cards.number import number_card
from appliance.stage.screen.idle import row_buttons
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, BUTTON, MARGIN, SMALL, STEP, TITLE
from appliance.stage.screen.late import LATE, late_buttons
from appliance.stage.screen.no_show import HEADINGS, excuse
from appliance.stage.screen.notices import NEXT, former, put_lines, told
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import camera_is_on, top_line
from appliance.stage.screen.sayings import about

OUTCOMES = (Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED, Button.DONE)
NUMBER = 64.0
SIDE = 420.0


def paused(page: Page) -> None:
    """Camera and microphone are closed; somebody may come in."""
    canvas, visit = page.canvas, page.view.visit
    who = (visit.initials if visit else None) or page.say("Visit")
    exits = exit_buttons(page)
    top = exits.bottom + STEP if canvas.tall else 28.0
    width = canvas.page.w - 2 * MARGIN if canvas.tall else exits.x - MARGIN - 16
    top_line(page, width, who, time_left(page), top=top)
    camera = camera_is_on(page, MARGIN, top + 56)
    rest = canvas.page.inset(MARGIN, MARGIN)
    side = Box(0, 0, 0, 0)
    if not canvas.tall:
        side, rest = _side(page, rest, exits.bottom + 16)
    elsewhere = frozenset({*LATE, Button.LEAVE, Button.CALL_PATIENT, Button.HIDE_NUMBER})
    elsewhere |= {Button.EMERGENCY_CLOSE} if page.view.emergency else set()
    others = [b for b in page.view.buttons if b not in elsewhere]
    rest = row(page, rest, others, middle=True)
    rest = put_lines(page, rest, told(page, without=NEXT), 400)
    rest = rest.from_top((top + camera if canvas.tall else 72) + 36)[1]
    if canvas.tall:
        side, rest = _side(page, rest, rest.y)
    if page.view.emergency:
        emergency_card(page, side)
    else:
        column(side, _paused_cards(page, side.w))
    _door(page, rest)


def _paused_cards(page: Page, width: float) -> list[Card]:
    made = (number_card(page, width, NUMBER), following_card(page, width))
    return [card for card in made if card is not None]


def _side(page: Page, box: Box, top: float) -> tuple[Box, Box]:
    """Where the cards lie, beside the door's words or above them; and what is left."""
    emergency, tall = page.view.emergency, page.canvas.tall
    width = box.w if tall else (EMERGENCY_WIDTH if emergency else SIDE)
    high = sum(card.high + GAP for card in _paused_cards(page, width))
    if not emergency and not high:
        return box.moved(w=0), box
    if tall:
        return box.from_top(TALL_EMERGENCY if emergency else high)
    side, rest = box.from_end(width)
    return side.moved(y=top, h=side.bottom - top), rest.moved(w=rest.w - 32)


def _door(page: Page, box: Box) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    title = page.say("Pause – knock")
    words = page.say("Camera and microphone are closed. The patient reads Back soon.")
    _, words_high = canvas.measure(words, BODY, box.w)
    title_high = canvas.line_height(TITLE)
    ring = min(240.0, box.h - title_high - words_high - 60)
    place = box.centred(box.w, ring + 28 + title_high + 8 + words_high)
    head, place = place.from_top(ring)
    canvas.ring(head.centred(ring, ring), "paused")
    line, place = place.from_top(28)[1].from_top(title_high)
    canvas.text(line, title, TITLE, bold=True, align="middle", lines=1)
    canvas.text(place.from_top(8)[1], words, BODY, colour=mood.mute, align="middle")


def ended(page: Page) -> None:
    """How did it go? The proposed answer is the filled button."""
    canvas = page.canvas
    whole = canvas.page.inset(MARGIN, MARGIN)
    top_line(page, whole.w, page.say("Now {time}", time=page.now.clock()), about(page))
    camera = camera_is_on(page, MARGIN, 76)
    taken = frozenset({*OUTCOMES, *LATE, Button.RESTART, Button.CALL_PATIENT, Button.HIDE_NUMBER})
    body = whole.from_top(max(56 + camera, 72))[1]
    if canvas.tall:
        body = _foot(page, body, taken)
        body = _question(page, body)
        answers, rest = body.from_top(len(_offered(page)) * (BUTTON + 16) + 16)
        _answers(page, answers)
        column(rest, _cards(page, rest.w))
        return
    side, left = body.from_end(min(520.0, body.w * 0.44))
    below = _answers(page, side.from_top(_title_high(page, left.w - 48))[1])
    if page.has(Button.RESTART) and page.view.phone is not None:
        put(page, below.moved(h=BUTTON), Button.RESTART)
    left = left.moved(w=left.w - 48)
    left = _foot(page, left, taken)
    column(_question(page, left), _cards(page, left.w))


def _foot(page: Page, box: Box, taken: frozenset[Button]) -> Box:
    """Other buttons, what is told, the last outcome of before; from the bottom upwards."""
    others = [b for b in page.view.buttons if b in row_buttons(page, taken)]
    box = put_lines(page, row(page, box, others), former(page))
    return put_lines(page, box, told(page, without=NEXT if late_buttons(page) else frozenset()))


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
