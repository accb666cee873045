"""Paused: camera and microphone are closed, only now may somebody come in (R19)."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import row
from appliance.stage.screen.call import TALL_EMERGENCY, exit_buttons, time_left
from appliance.stage.screen.cards.card import GAP, Card, column
from appliance.stage.screen.cards.emergency import WIDTH as EMERGENCY_WIDTH
from appliance.stage.screen.cards.emergency import emergency_card
from appliance.stage.screen.cards.following import following_card
from appliance.stage.screen.cards.number import number_card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, MARGIN, STEP, TITLE
from appliance.stage.screen.late import LATE
from appliance.stage.screen.notices import NEXT, put_lines, told
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import camera_is_on, top_line
from appliance.stage.screen.sayings import whose

NUMBER = 64.0
SIDE = 420.0


def paused(page: Page) -> None:
    """Camera and microphone are closed; somebody may come in."""
    canvas, visit = page.canvas, page.view.visit
    who = (whose(page, visit) if visit else None) or page.say("Visit")
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
