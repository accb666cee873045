"""The call: the other end's picture, the own one lower left, the cards beside it."""

from dataclasses import replace

from appliance.core.views import PartyLine
from appliance.core.words import Button, Notice
from appliance.stage.screen.beside import (
    ICON,
    PERSON_WIDE,
    WIDE,
    beside,
    beside_there,
    beside_upright,
    document,
    shared_large,
    upright_top,
    with_cards,
)
from appliance.stage.screen.buttons import natural, put
from appliance.stage.screen.cards.admit import admit_card
from appliance.stage.screen.cards.card import GAP, Card, column
from appliance.stage.screen.cards.chat import chat_card
from appliance.stage.screen.cards.emergency import WIDTH as EMERGENCY_WIDTH
from appliance.stage.screen.cards.emergency import emergency_card
from appliance.stage.screen.cards.following import following_card
from appliance.stage.screen.cards.identity import identity_card
from appliance.stage.screen.cards.number import number_card
from appliance.stage.screen.cards.opening import opening_card
from appliance.stage.screen.cards.taking_part import taking_part_card
from appliance.stage.screen.keyboard import keyboard, keyboard_top
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import MARGIN, STEP, Colour
from appliance.stage.screen.notices import NEXT, sentence, told
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import chip, chip_width, message, top_line
from appliance.stage.screen.sayings import FAULTS, IN_CALL, identity, whose
from appliance.stage.screen.tiles import (
    SELF_HEIGHT,
    SELF_WIDTH,
    self_view,
    self_view_top,
    tiles,
    tiles_top,
)

SIDE = 420.0
"""The width of the cards beside the picture."""
EXIT = 80.0
CHIPS_END = 440.0
"""Beside the face."""
TALL_EMERGENCY = 536.0
UPRIGHT_PICTURE = 220.0
"""On a screen that stands: kept for the picture while somebody writes."""
TALL_HEAD = 190.0
"""On a screen that stands: the line above, and what must be known, in two lines of chips."""


def call(page: Page) -> None:
    """In call; where no picture comes, the screen says why (S8)."""
    see = page.local.remote and page.view.picture
    middle = _frame(page, see=see)
    if not see and not shared_large(page):
        message(page, middle, *_no_picture(page))


def joining(page: Page) -> None:
    """The connection is being made; it rings where the patient was asked back (R06)."""
    middle = _frame(page, see=False)
    if Notice.RANG in page.view.notices:
        icon, title = sentence(page, Notice.RANG)
        message(page, middle, icon, title, page.say("Their page rings for a minute."))
        return
    words = page.say("The picture comes in a moment.")
    message(page, middle, "person-awaited", page.say("Connecting …"), words)


def reconnecting(page: Page) -> None:
    """The connection was lost and is being made again."""
    middle = _frame(page, see=False)
    words = page.say("Stay here. The call comes back by itself.")
    message(page, middle, "person-awaited", page.say("Connecting again …"), words)


def shade_above(y: float) -> float:
    """How dark a picture is under the line above: words on a white wall are read (4.5:1)."""
    return min(0.72, 1.3 * (1 - y))


def shade_below(y: float) -> float:
    """The same under the controls and their words."""
    return min(0.78, 1.1 * y)


def _frame(page: Page, *, see: bool) -> Box:
    """Everything around the picture; returns where a message stands while there is none."""
    canvas = page.canvas
    cards = _cards(page, _side_height(page))
    if shared_large(page) and not _has_room(page, cards):
        page.local = replace(page.local, shared_fits=False)
        cards = _cards(page, _side_height(page))
    large = shared_large(page)
    see = see and not large
    above = canvas.tall and (bool(cards) or page.view.emergency)
    if see and not above and not page.local.writing:
        canvas.see_through()
        canvas.shade(canvas.page.from_top(340 if canvas.tall else 150)[0], shade_above)
        canvas.shade(canvas.page.from_bottom(250)[0], shade_below)
    exits = exit_buttons(page)
    visit = page.view.visit
    who = (whose(page, visit) if visit else None) or page.say("Visit")
    top = exits.bottom + STEP if canvas.tall else 28.0
    width = canvas.page.w - 2 * MARGIN if canvas.tall else exits.x - MARGIN - 2 * STEP
    start = _patient_speaks(page, top)
    top_line(page, width - start, who, time_left(page), shadow=see, top=top, start=start)
    bottom = _chips(page, exits, top + 56)
    middle, controls = _beside(page, max(exits.bottom, bottom) + 16, cards, exits)
    if page.local.writing:
        left = _above_keys(page, exits, cards, middle)
        if see:
            canvas.see_through(left)
        if page.view.beside and not canvas.tall:
            _under_chips(page, bottom + STEP)
        keyboard(page)
        return left
    if see and above:
        canvas.see_through(Box(0, middle.y, canvas.page.w, canvas.page.h - middle.y))
        canvas.shade(canvas.page.from_bottom(250)[0], shade_below)
    if large:
        document(page, middle)
    if page.canvas.tall:
        beside_upright(page, _beside_own(page))
    tiles(page, controls)
    self_view(page)
    return middle


def _above_keys(page: Page, exits: Box, cards: list[Card], middle: Box) -> Box:
    """While somebody writes: where the picture stands whole, or a message, and no key hides it."""
    low = keyboard_top(page) - 16
    if page.canvas.tall:
        return middle.moved(h=low - middle.y)
    top = exits.bottom + 16
    end = page.canvas.page.w - MARGIN - (SIDE + 16 if cards or page.view.beside else 0.0)
    return Box(CHIPS_END, top, end - CHIPS_END, low - top)


def _under_chips(page: Page, top: float) -> None:
    """What is written, where guests have its place."""
    box = Box(MARGIN, top, CHIPS_END - 16 - MARGIN, keyboard_top(page) - 16 - top)
    card = chat_card(page, box.h)
    if card is not None:
        card.draw(box)


def _has_room(page: Page, cards: list[Card]) -> bool:
    """Whether something as large as a page finds room beside ``cards``."""
    if page.view.emergency or (page.canvas.tall and cards):
        return False
    return sum(card.high + GAP for card in cards) - GAP <= _side_height(page)


def _patient_speaks(page: Page, top: float) -> float:
    """Where there are several: a mark before the name while the patient speaks; its width."""
    patient = page.patient()
    if not page.view.beside or patient is None or shared_large(page):
        return 0.0
    page.canvas.slot("speaks", Box(MARGIN, top + 3, ICON, ICON), peer=patient.peer)
    return ICON + STEP


def _side_height(page: Page) -> float:
    """How high the cards beside the picture may become together."""
    top = 28 + EXIT + 16
    low = page.canvas.page.h - 24
    if page.canvas.tall:
        top, low = top + TALL_HEAD, self_view_top(page) - 16
        if beside_there(page):
            low = min(low, upright_top(page, _beside_own(page)) - 16)
    else:
        top += with_cards(page, SIDE)
    if page.local.writing:
        low = keyboard_top(page) - 16 - (UPRIGHT_PICTURE if page.canvas.tall else 0.0)
    return low - top


def _cards(page: Page, high: float) -> list[Card]:
    """What lies beside the picture, the most pressing first; R46's card stands alone."""
    tall = page.canvas.tall
    width = page.canvas.page.w - 2 * MARGIN if tall else SIDE
    if page.view.emergency:
        return []
    first = [c for c in (admit_card(page, width), number_card(page, width)) if c is not None]
    chat = chat_card(page, high - sum(card.high + GAP for card in first))
    if chat is not None:
        return [*first, chat]
    made = (
        *first,
        identity_card(page, width),
        taking_part_card(page, width),
        following_card(page, width),
        opening_card(page, width),
    )
    return [card for card in made if card is not None]


def _beside(page: Page, under: float, cards: list[Card], exits: Box) -> tuple[Box, float]:
    """Place the cards; returns what is left in the middle, and where the controls end."""
    whole = page.canvas.page
    low = tiles_top(page) - 16
    if page.canvas.tall:
        return _upright(page, under, cards), whole.w - MARGIN
    width = EMERGENCY_WIDTH if page.view.emergency else SIDE
    top, right = exits.bottom + 16, whole.w - MARGIN - width
    side = Box(right, top, width, whole.h - 24 - top)
    high = under if shared_large(page) else max(250.0, under)
    middle = Box(MARGIN, high, right - 16 - MARGIN, min(low, self_view_top(page) - 16) - high)
    if page.view.emergency:
        emergency_card(page, side)
        guests = beside(page, Box(right - 16 - WIDE, top, WIDE, low - top), cards=False)
        return middle.moved(w=guests.x - 16 - MARGIN if guests.w else middle.w), right - 16
    guests = beside(page, side, cards=bool(cards) or page.local.writing)
    taken = guests.h + 16 if guests.w else 0.0
    _, over = column(side.moved(y=top + taken, h=side.h - taken), cards)
    if over:
        left = Box(MARGIN, under - 8, SIDE, middle.bottom + 8 - under)
        column(left, over)
        middle = middle.moved(x=left.right + 16, w=middle.right - left.right - 16)
    if sum(card.high + GAP for card in cards) - GAP > low - top - taken:
        return middle, right - 16
    if cards:
        return middle, whole.w - MARGIN
    end = guests.x - 16 if guests.w else whole.w - MARGIN
    return middle.moved(w=end - MARGIN), whole.w - MARGIN


def _upright(page: Page, under: float, cards: list[Card]) -> Box:
    """The screen stands: guests beside the own picture, cards above; what is left between."""
    whole, low = page.canvas.page, tiles_top(page) - 16
    if page.local.own or beside_there(page):
        low = min(self_view_top(page), upright_top(page, _beside_own(page))) - 16
    end = _above(page, Box(MARGIN, under, whole.w - 2 * MARGIN, 0), cards, low)
    return Box(MARGIN, end, whole.w - 2 * MARGIN, max(low, end) - end)


def _beside_own(page: Page) -> Box:
    """On a screen that stands: from the own picture to the other side."""
    left = MARGIN + SELF_WIDTH + 16
    return Box(left, self_view_top(page), page.canvas.page.w - MARGIN - left, SELF_HEIGHT)


def _above(page: Page, box: Box, cards: list[Card], low: float) -> float:
    """The cards of a screen that stands upright; returns where they end."""
    if page.view.emergency:
        emergency_card(page, box.moved(h=TALL_EMERGENCY))
        return box.y + TALL_EMERGENCY + GAP
    return column(box.moved(h=min(low, self_view_top(page) - 16) - box.y), cards)[0]


def exit_buttons(page: Page) -> Box:
    """*Lämna videobesök* top right, *Ring patienten* apart beside it; returns what they take."""
    right, box = page.canvas.page.w - MARGIN, Box(page.canvas.page.w - MARGIN, 28, 0, EXIT)
    shown = [button for button in (Button.LEAVE, Button.CALL_PATIENT) if page.has(button)]
    wanted = sum(natural(page, button, 30) + 24 for button in shown) - 24
    part = min(1.0, (right - MARGIN) / wanted) if shown else 1.0
    for button in shown:
        width = natural(page, button, 30) * part - (0 if part == 1 else 12)
        box = Box(right - width, 28, width, EXIT)
        put(page, box, button, "leave" if button is Button.LEAVE else "outlined")
        right = box.x - 24
    return box


def time_left(page: Page) -> str:
    """*13 min kvar · slutar 11:00*"""
    visit = page.view.visit
    if visit is None:
        return ""
    minutes = page.now.minutes_to(visit.end)
    if minutes == 0:
        return "· " + page.say("should have ended {end}", end=page.now.clock(visit.end))
    left = page.say("{minutes} min left", minutes=minutes)
    return f"· {left} · " + page.say("ends {end}", end=page.now.clock(visit.end))


def _chips(page: Page, exits: Box, y: float) -> float:
    """What must be known, one chip each, beside the face; returns where they end."""
    whole = page.canvas.page
    beside_page = whole.w - MARGIN - PERSON_WIDE - 16
    end = min(beside_page if shared_large(page) else CHIPS_END, exits.x - 16)
    x, limit = MARGIN, whole.w - MARGIN if page.canvas.tall else end
    bottom = y
    for words, icon, colour in _known(page):
        if x > MARGIN and x + chip_width(page, words, icon) > limit:
            x, y = MARGIN, bottom + STEP
        placed = chip(page, x, y, words, icon, colour, limit - x)
        x, bottom = placed.right + STEP, placed.bottom
    return bottom


def _known(page: Page) -> list[tuple[str, str, Colour]]:
    """The camera, who it is, what has stopped, what is wrong, what else is told."""
    mood, found = page.canvas.mood, list[tuple[str, str, Colour]]()
    if page.view.capture is not None:
        found.append((page.say("The camera is on"), "camera", mood.ink))
    if page.local.unheard:
        words = page.say("Nobody is heard – your microphone is off")
        found.append((words, "microphone-off", mood.soon))
    if page.local.volume is not None:
        percent = round(100 * page.local.volume)
        found.append((page.say("Volume {percent} %", percent=percent), "speaks", mood.ink))
    if page.view.talk is not None and page.view.talk.shown:
        found.append((page.say("The patient sees what you share"), "document", mood.ink))
    who = identity(page)
    if who is not None and not who[1] and not page.has(Button.IDENTIFIED):
        found.append((who[0], "attention", mood.soon))
    sound = _no_sound(page)
    if sound is not None:
        found.append((sound, "microphone-off", mood.ink))
    fault = next((f for f in page.view.faults if f in IN_CALL), None)
    if fault is not None:
        found.append((page.say(FAULTS[fault]), "attention", mood.soon))
    without = frozenset({*NEXT, Notice.RANG})
    found += [
        (line.words, line.icon, mood.soon) for line in told(page, without=without, faults=False)
    ]
    return found


def _no_sound(page: Page) -> str | None:
    patient = page.patient()
    if page.view.name != "call" or patient is None or Notice.PHONING in page.view.notices:
        return None
    if not patient.microphone:
        return page.say("The patient has switched off the microphone")
    return None if page.view.sound else page.say("The patient's sound has stopped")


def _no_picture(page: Page) -> tuple[str, str, str]:
    patient: PartyLine | None = page.patient()
    if patient is not None and not patient.camera:
        title = page.say("The patient has switched off the camera")
        words = page.say("You can go on talking.") if page.view.sound else ""
        return "camera-off", title, words
    title = page.say("The patient's picture has stopped")
    words = page.say("It comes back by itself. You can go on talking.")
    return "camera-off", title, words if page.view.sound else ""
