"""What a person must be told in one line while it is so, the most pressing first."""

from dataclasses import dataclass

from appliance.core.words import Button, Notice
from appliance.stage.screen.buttons import WORDS, natural, put, shared
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, SMALL, STEP, Colour
from appliance.stage.screen.page import Page
from appliance.stage.screen.sayings import FAULTS
from appliance.stage.screen.words import mark
from wire.visits import Outcome

NOTICES: dict[Notice, tuple[str, str]] = {
    Notice.WITHDRAWN: ("attention", mark("The booking was cancelled – the call goes on")),
    Notice.DOOR_BELL: ("bell", mark("Somebody rings at the door")),
    Notice.NEXT_BEGAN: ("clock", mark("The next visit should have begun at {next}")),
    Notice.NEXT_WAITS: ("person", mark("The next patient is waiting and knows that you are busy")),
    Notice.PATIENT_WAITS: ("person", mark("A patient is waiting – press I am here")),
    Notice.OWN_ENDS: ("clock", mark("Occupied ends at {own} – touch the screen if you stay")),
    Notice.OWN_ENDED: ("clock", mark("Occupied has ended – the door says Knock and wait")),
    Notice.UNSETTLED: ("attention", mark("An earlier visit has no outcome")),
    Notice.RANG: ("bell", mark("Ringing the patient …")),
    Notice.UNANSWERED: ("phone", mark("It rang for a minute and nobody answered")),
    Notice.PHONING: ("phone", mark("The patient has a phone call – the sound is off both ways")),
    Notice.PAGE_HIDDEN: ("attention", mark("The patient has left the page")),
    Notice.WEAK_SENDING: (
        "attention",
        mark("The patient sees and hears you badly – the room's network is weak"),
    ),
    Notice.WEAK_RECEIVING: (
        "attention",
        mark("The patient's network is weak – picture and sound may break"),
    ),
    Notice.WEAK_RELAY: (
        "attention",
        mark("The connection is weak both ways – picture and sound may break"),
    ),
    Notice.SUMMARISE: ("tick", mark("Sum up, and ask the patient to say it in their own words")),
    Notice.UNTESTED: ("camera", mark("Test picture and sound before the first visit")),
    Notice.SOUGHT: ("attention", mark("IT is looking for a room – this is it")),
    Notice.IT_WORKS: ("attention", mark("IT is working on this unit from afar")),
    Notice.ALONE: (
        "attention",
        mark("The call was ended: nobody was heard and nobody was in the room"),
    ),
}
"""Icon and sentence."""
OUTCOMES: dict[Outcome, Button] = {
    Outcome.HELD: Button.HELD,
    Outcome.TECHNICAL: Button.TECHNICAL,
    Outcome.NO_SHOW: Button.NO_SHOW,
    Outcome.CANCELLED: Button.CANCELLED,
}
LINE = 88.0
"""A line with a button in it."""
WITHIN = 74.0
"""A button within a line."""
ANSWERS = WITHIN + 2 * STEP
RATES = (Button.RATE_WELL, Button.RATE_SO_SO, Button.RATE_BADLY)
GAP = 12.0
NEXT = frozenset({Notice.NEXT_BEGAN, Notice.NEXT_WAITS})
"""In a call they stand on the next visit's own card."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its icon, its words, a smaller line under them, the button that answers it."""

    icon: str
    words: str
    below: str = ""
    button: Button | None = None
    pressing: bool = True
    answers: tuple[Button, ...] = ()
    """A row of them under the words."""


def sentence(page: Page, notice: Notice) -> tuple[str, str]:
    """The icon and the words of ``notice``."""
    view = page.view
    icon, words = NOTICES[notice]
    if notice is Notice.PATIENT_WAITS and view.staff:
        return icon, page.say("A patient is waiting – check in")
    after = page.now.clock(view.next_start) if view.next_start is not None else ""
    own = page.now.clock(view.own_until) if view.own_until is not None else ""
    return icon, page.say(words, next=after, own=own)


def asked(page: Page) -> str:
    """What the screen says while it rings for a visit that was booked at once."""
    return page.say("A visit is booked for now – touch the screen")


def told(
    page: Page, *, without: frozenset[Notice] = frozenset(), faults: bool = True
) -> list[Line]:
    """That a visit is asked for at once, the worst fault, the notices; the most pressing first."""
    lines = []
    if page.view.rings and page.view.name != "lobby":
        lines.append(Line("bell", asked(page)))
    if faults and page.view.faults:
        lines.append(Line("attention", page.say(FAULTS[page.view.faults[0]])))
    if page.view.name == "no-show" and page.has(Button.ADMIT):
        words = page.say("Another device opened the link")
        lines.append(Line("attention", words, button=Button.ADMIT))
    elsewhere = without | {Notice.UNTESTED}
    elsewhere |= {Notice.UNSETTLED} if page.has(Button.SETTLE) else set()
    shown = (one for one in page.view.notices if one not in elsewhere)
    return [*lines, *(Line(*sentence(page, one)) for one in shown)]


def former(page: Page) -> list[Line]:
    """What can still be said of earlier visits: the last outcome taken back, one that lacks it."""
    lines, undo = [], page.view.undo
    answers = tuple(button for button in RATES if page.has(button))
    if answers:
        words = page.say("How did picture and sound work?")
        lines.append(Line("speaks", words, pressing=False, answers=answers))
    if undo is not None and page.has(Button.UNDO):
        start, outcome = page.now.clock(undo.start), page.say(WORDS[OUTCOMES[undo.outcome]])
        till = page.say("can be undone until {time}", time=page.now.clock(undo.until))
        lines.append(Line("undo", f"{start}: {outcome}", till, Button.UNDO, pressing=False))
    if page.has(Button.SETTLE):
        words, below = page.say("An earlier visit"), page.say("has no outcome")
        lines.append(Line("attention", words, below, Button.SETTLE))
    if is_untested(page):
        icon, words = sentence(page, Notice.UNTESTED)
        below = page.say("takes 20 seconds")
        lines.append(Line(icon, words, below, Button.TEST, pressing=False))
    return lines


def is_untested(page: Page) -> bool:
    """R20: the test is due, and stands in a line of its own."""
    return page.has(Button.TEST) and Notice.UNTESTED in page.view.notices


def put_lines(page: Page, box: Box, lines: list[Line], keep: float = 0.0) -> Box:
    """Place ``lines`` from the bottom of ``box``, the first one on top; return the rest above.

    What presses least is left out where less than ``keep`` would be left; never a button.
    """
    lines = list(lines)
    while box.h - lines_height(page, lines, box.w) < keep:
        spare = [line for line in lines if line.button is None and not line.answers]
        if not spare:
            break
        lines.remove(spare[-1])
    for line in reversed(lines):
        place, box = box.from_bottom(height(page, line, box.w))
        _put(page, place, line)
        box = box.moved(h=box.h - GAP)
    return box.moved(h=box.h - (GAP / 3 if lines else 0))


def height(page: Page, line: Line, width: float) -> float:
    """How high ``line`` becomes within ``width``."""
    room = _room(page, line, width)
    high = page.canvas.measure(line.words, _size(line), room, bold=bool(line.below))[1]
    if line.below:
        high += page.canvas.measure(line.below, SMALL, room)[1]
    answers = ANSWERS if line.answers else 0.0
    return max(LINE if line.button else 64.0, high + 24) + answers


def lines_height(page: Page, lines: list[Line], width: float) -> float:
    """How much ``put_lines`` takes."""
    return sum(height(page, line, width) + GAP for line in lines) + GAP / 3


def _size(line: Line) -> float:
    return SMALL + 2 if line.button else BODY


def _room(page: Page, line: Line, width: float) -> float:
    taken = natural(page, line.button, 22) + 8 if line.button else 20
    return width - 66 - taken


def _put(page: Page, box: Box, line: Line) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    colour: Colour = mood.soon if line.pressing else mood.mute
    canvas.panel(box, line=mood.soon if line.pressing else mood.line)
    if line.answers:
        row, box = box.from_bottom(ANSWERS)
        shared(page, row.inset(2 * STEP, 0).moved(h=WITHIN), line.answers, WITHIN)
    canvas.icon(Box(box.x + 20, box.y + box.h / 2 - 17, 34, 34), line.icon, colour)
    room = _room(page, line, box.w)
    bold = bool(line.below)
    _, high = canvas.measure(line.words, _size(line), room, bold=bold)
    low = canvas.measure(line.below, SMALL, room)[1] if line.below else 0.0
    place = Box(box.x + 66, box.y, room + 4, box.h).centred(room + 4, high + low)
    canvas.text(place.moved(h=high), line.words, _size(line), bold=bold)
    if line.below:
        below = place.moved(y=place.y + high, h=low)
        canvas.text(below, line.below, SMALL, colour=mood.mute)
    if line.button is not None:
        wide = natural(page, line.button, 22)
        spot = Box(box.right - wide - STEP, box.y + (box.h - WITHIN) / 2, wide, WITHIN)
        put(page, spot, line.button, "outlined")
