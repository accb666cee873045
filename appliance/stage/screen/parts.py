"""Parts that several screens share: tags, chips, people, the top line."""

from dataclasses import dataclass

from appliance.core.words import Reason, TestStep
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, HEADING, MARGIN, SMALL, STEP, VEIL, Colour
from appliance.stage.screen.page import Page
from appliance.stage.screen.sayings import READINESS, identity, people

TAG = 44.0
CHIP = 48.0
INDENT = 50.0
"""Words beside an icon begin here."""


def tag(
    page: Page, right: float, middle: float, words: str, colour: Colour, *, tick: bool
) -> float:
    """A word in a pill that ends at ``right``; returns where it begins."""
    canvas = page.canvas
    width = canvas.measure(words, SMALL, bold=True)[0] + 36 + (28 if tick else 0)
    box = Box(right - width, middle - TAG / 2, width, TAG)
    canvas.panel(box, line=colour, radius=TAG / 2)
    if tick:
        canvas.icon(Box(box.x + 16, box.y + 11, 22, 22), "tick", colour)
    start = box.x + 18 + (28 if tick else 0)
    room = Box(start, box.y, box.right - 18 - start + 2, TAG)
    canvas.text(room, words, SMALL, bold=True, colour=colour, middle=True, lines=1)
    return box.x


def readiness(page: Page) -> tuple[str, Colour, bool]:
    """*Rummet klart*, or why not: words, colour, whether ready."""
    wrong = next((fault for fault in page.view.faults if fault in READINESS), None)
    if wrong is None:
        return page.say("Room ready"), page.canvas.mood.accent, True
    return page.say(READINESS[wrong]), page.canvas.mood.soon, False


def chip_width(page: Page, words: str, icon: str | None) -> float:
    """How wide a chip wants to be."""
    return page.canvas.measure(words, SMALL, bold=True)[0] + (52.0 if icon else 20.0) + 20


def chip(
    page: Page,
    x: float,
    y: float,
    words: str,
    icon: str | None,
    colour: Colour,
    most: float = 1e4,
) -> Box:
    """Words on a dark pill over a picture; as wide as they need, at most ``most`` and the page."""
    canvas = page.canvas
    lead = 52.0 if icon else 20.0
    most = min(most, canvas.page.w - x - MARGIN)
    wide, high = canvas.measure(words, SMALL, most - lead - 20, bold=True)
    box = Box(x, y, wide + lead + 20, max(CHIP, high + 16))
    mood = canvas.mood
    canvas.panel(box, fill=mood.ground, line=mood.line, opacity=VEIL, radius=CHIP / 2)
    if icon:
        canvas.icon(Box(x + 16, y + 11, 26, 26), icon, colour)
    room = Box(x + lead, y, wide + 4, box.h)
    canvas.text(room, words, SMALL, bold=True, colour=colour, middle=True)
    return box


def camera_is_on(page: Page, x: float, y: float) -> float:
    """*Kameran är på* while capture is wanted or open (S1); returns the height that it took.

    At the function test's voice the microphone alone is open, and is what is told.
    """
    view, ink = page.view, page.canvas.mood.ink
    if view.capture is None:
        return 0.0
    voice = view.test is not None and view.test.step is TestStep.VOICE
    if voice and view.capture is Reason.FUNCTION_TEST:
        return chip(page, x, y, page.say("The microphone is on"), "microphone", ink).h + STEP
    return chip(page, x, y, page.say("The camera is on"), "camera", ink).h + STEP


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of people; ``icon`` None continues the line above."""

    icon: str | None
    words: str
    size: float
    bold: bool
    colour: Colour
    mark: Colour
    high: float


def people_rows(page: Page, width: float, size: float = BODY, *, dense: bool = False) -> list[Row]:
    """Who is there and who is awaited, how sure the patient's identity is, who knocks."""
    canvas, mood = page.canvas, page.canvas.mood
    here = mood.ink if mood.name == "night" else mood.accent
    least = 28.0 if dense else 44.0
    high = max(least, canvas.line_height(size) + (0 if dense else STEP))
    rows = [
        Row(icon, words, size, there, here if there else mood.mute, mood.accent, high)
        if there
        else Row(icon, words, size, there, mood.mute, mood.mute, high)
        for icon, words, there in people(page)
    ]
    told = identity(page)
    if told is not None:
        words, proven = told
        colour = mood.mute if proven else mood.soon
        _, tall = canvas.measure(words, SMALL, width - INDENT, bold=not proven)
        rows.insert(1, Row(None, words, SMALL, not proven, colour, colour, tall + STEP))
    if page.knocking() is not None:
        words = page.say("Another device opened the link")
        _, tall = canvas.measure(words, BODY, width - INDENT, bold=True)
        high = max(least, tall)
        rows.append(
            Row("attention", words, BODY, bold=True, colour=mood.soon, mark=mood.soon, high=high)
        )
    return rows


def people_list(page: Page, box: Box, rows: list[Row]) -> Box:
    """Draw ``rows`` from the top of ``box``; return the rest under them."""
    canvas = page.canvas
    for row in rows:
        line, box = box.from_top(row.high)
        if row.icon is not None:
            side = min(34.0, line.h - 2)
            canvas.icon(Box(line.x, line.y + (line.h - side) / 2, side, side), row.icon, row.mark)
        room = Box(line.x + INDENT, line.y, line.w - INDENT, line.h)
        canvas.text(
            room, row.words, row.size, bold=row.bold, colour=row.colour, middle=row.icon is not None
        )
    return box


def top_line(
    page: Page,
    width: float,
    bold: str,
    rest: str,
    *,
    shadow: bool = False,
    top: float = 28.0,
    start: float = 0.0,
) -> None:
    """The line in the upper corner where reading starts: what is, bold, then the rest."""
    canvas = page.canvas
    first = canvas.measure(bold, BODY, bold=True)[0]
    box = Box(MARGIN + start, top, width, canvas.line_height(BODY) + 4)
    canvas.text(box.moved(w=min(first, box.w)), bold, BODY, bold=True, cut=True, shadow=shadow)
    if rest and first + 60 < box.w:
        after = box.moved(x=box.x + first + 7, w=box.w - first - 7)
        canvas.text(after, rest, BODY, lines=1, cut=True, shadow=shadow)


def message(page: Page, box: Box, icon: str | None, title: str, words: str) -> None:
    """One fact in the middle of ``box``: icon, title, a sentence; the title alone if need be."""
    canvas, mood = page.canvas, page.canvas.mood
    size = HEADING + 14
    wide = min(box.w, 900.0)
    _, title_high = canvas.measure(title, size, wide, bold=True)
    _, words_high = canvas.measure(words, BODY, wide) if words else (0, 0)
    if (112 if icon else 0) + title_high + 12 + words_high > box.h:
        icon = None
    if title_high + 12 + words_high > box.h:
        words, size = "", HEADING
        _, title_high = canvas.measure(title, size, wide, bold=True)
    high = (112 if icon else 0) + title_high + (12 + words_high if words else 0)
    if high > box.h:
        return
    place = box.centred(wide, high)
    if icon:
        canvas.icon(Box(place.x + wide / 2 - 44, place.y, 88, 88), icon, mood.mute)
        place = place.from_top(112)[1]
    head, place = place.from_top(title_high)
    canvas.text(head, title, size, bold=True, align="middle")
    if words:
        canvas.text(place.from_top(12)[1], words, BODY, colour=mood.mute, align="middle")
