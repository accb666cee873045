"""Idle: today's times and the room's readiness (R71); and the next visit once checked in."""

from appliance.core.views import VisitLine
from appliance.core.words import Fault, NotJoined
from appliance.stage.screen.buttons import row
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, HEADING, NUMBER, SMALL, STEP
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import banner, people_list, people_rows, readiness, tag
from appliance.stage.screen.wall import NAVIGATION, wall
from appliance.stage.screen.words import mark

NOT_JOINED: dict[NotJoined, str] = {
    NotJoined.OTHER_SYSTEM: mark("In another video system"),
    NotJoined.CANCELLED: mark("Cancelled"),
    NotJoined.BAD: mark("Cannot be read"),
}
CARD_GAP = 14.0


def idle(page: Page) -> None:
    """Times and readiness only; initials and kind while *Dagens besök* is open."""
    rest = _buttons(page, wall(page))
    today(page, banner(page, rest))


def soon(page: Page) -> None:
    """The next visit, once somebody is checked in."""
    rest = _buttons(page, wall(page))
    rest = banner(page, rest)
    if page.view.today_open:
        today(page, rest)
        return
    canvas = page.canvas
    head, rest = rest.from_top(canvas.line_height(HEADING) + 16)
    canvas.text(head, page.say("Next visit"), HEADING, bold=True, lines=1)
    bottom = next_visit(page, rest)
    words, colour, ready = readiness(page)
    tag_line = Box(rest.x, bottom + 16, rest.w, 44)
    width = canvas.measure(words, SMALL, bold=True)[0] + 36 + (28 if ready else 0)
    if tag_line.bottom <= rest.bottom:
        tag(page, tag_line.x + width, tag_line.y + 22, words, colour, tick=ready)


def _buttons(page: Page, box: Box) -> Box:
    tall = page.canvas.tall
    return row(page, box, [b for b in page.view.buttons if tall or b not in NAVIGATION])


def next_visit(page: Page, box: Box) -> float:
    """The visit's card at the top of ``box``: time, who, kind, people; returns where it ends."""
    canvas, visit = page.canvas, page.view.visit
    if visit is None:
        return box.y
    inner = box.inset(32, 16)
    rows = people_rows(page, inner.w)
    people = sum(row.high for row in rows)
    size = NUMBER
    number, kind = canvas.line_height(size), canvas.line_height(BODY + 4)
    if 32 + number + kind + 12 + people + 8 > box.h:  # no room to be generous
        rows = people_rows(page, inner.w, dense=True)
        people, size = sum(row.high for row in rows), NUMBER * 0.7
        number, kind = canvas.line_height(size), canvas.line_height(BODY)
    card = box.moved(h=32 + number + kind + 12 + people + 8)
    canvas.panel(card, line=canvas.mood.line)
    line, rest = inner.from_top(number)
    filled = canvas.text(line, page.now.clock(visit.start), size, bold=True, lines=1)
    who = Box(filled.right + 24, line.y, line.right - filled.right - 24, line.h)
    drop = (number - canvas.line_height(size * 0.63)) * 0.72
    name = visit.initials or page.say("Visit")
    place = who.moved(y=line.y + drop, h=who.h - drop)
    canvas.text(place, name, size * 0.63, bold=True, lines=1, cut=True)
    ends = page.say("ends {end}", end=page.now.clock(visit.end))
    words = f"{visit.kind} · {ends}" if visit.kind else ends
    line, rest = rest.from_top(kind)
    canvas.text(line, words, BODY + 4, lines=1, cut=True)
    people_list(page, rest.from_top(12)[1], rows)
    return card.bottom


def today(page: Page, box: Box) -> None:
    """Today's visits, each a card, as many as there is room for."""
    canvas, mood, view = page.canvas, page.canvas.mood, page.view
    head, rest = box.from_top(canvas.line_height(HEADING) + 16)
    title = page.say("Today's visits") if view.today_open else page.say("Today")
    canvas.text(head, title, HEADING, bold=True, lines=1)
    _updated(page, head)
    lines = [line for line in view.today if line.end > page.now.wall]
    if not lines:
        words = page.say("No more video visits today")
        if view.updated_at is None:
            words = page.say("The bookings have not been read yet")
        canvas.text(rest, words, BODY, colour=mood.mute)
        return
    high = max(92.0, canvas.line_height(HEADING - 2) + canvas.line_height(SMALL) + 28)
    fits = int((rest.h + CARD_GAP) // (high + CARD_GAP))
    if len(lines) > fits:
        fits = int((rest.h - canvas.line_height(BODY)) // (high + CARD_GAP))
    for line in lines[:fits]:
        card, rest = rest.from_top(high)
        _visit_card(page, card, line)
        rest = rest.from_top(CARD_GAP)[1]
    if len(lines) > fits:
        words = page.say("and {count} more", count=len(lines) - fits)
        canvas.text(rest.moved(x=rest.x + 28), words, BODY, colour=mood.mute, lines=1)


def _updated(page: Page, head: Box) -> None:
    canvas, mood, view = page.canvas, page.canvas.mood, page.view
    if view.updated_at is None:
        return
    old = Fault.FEED_STALE in view.faults
    words = page.say("updated {time}", time=page.now.clock(view.updated_at))
    box = head.moved(x=head.x + head.w / 2, w=head.w / 2, y=head.y + 7)
    colour = mood.soon if old else mood.mute
    canvas.text(box, words, SMALL, bold=old, colour=colour, align="end", lines=1)


def _visit_card(page: Page, card: Box, line: VisitLine) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    canvas.panel(card, line=mood.line)
    time = canvas.text(
        Box(card.x + 28, card.y, 110, card.h),
        page.now.clock(line.start),
        34,
        bold=True,
        middle=True,
        lines=1,
    )
    words, colour, ready = readiness(page)
    if line.not_joined is not None:
        words, colour, ready = page.say(NOT_JOINED[line.not_joined]), mood.mute, False
    end = tag(page, card.right - 26, card.y + card.h / 2, words, colour, tick=ready)
    middle = Box(time.x + 128, card.y, end - time.x - 128 - STEP, card.h)
    title, notes = _titles(page, line)
    high = canvas.line_height(HEADING - 2)
    low = canvas.line_height(SMALL) if notes else 0.0
    inner = middle.centred(middle.w, high + low)
    canvas.text(inner.moved(h=high), title, HEADING - 2, lines=1, cut=True)
    if notes:
        canvas.text(
            inner.moved(y=inner.y + high, h=low), notes, SMALL, colour=mood.mute, lines=1, cut=True
        )


def _titles(page: Page, line: VisitLine) -> tuple[str, str]:
    """What stands beside the time, and the small line under it."""
    seen = [part for part in (line.initials, line.kind) if part and page.view.today_open]
    title, *notes = seen or [page.say("Visit")]
    if not line.confirmed:
        notes.append(page.say("Not confirmed"))
    if line.interpreter:
        notes.append(page.say("Interpreter"))
    return title, " · ".join(notes)
