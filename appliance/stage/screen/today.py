"""Today's visits as cards: what may be seen of each, and in one sentence why one is not joined."""

from appliance.core.views import VisitLine
from appliance.core.words import Fault, NotJoined
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, HEADING, SMALL, STEP, Colour
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import readiness, tag
from appliance.stage.screen.sayings import whose
from appliance.stage.screen.words import mark

NOT_JOINED: dict[NotJoined, str] = {
    NotJoined.OTHER_SYSTEM: mark("It is held in another video system"),
    NotJoined.CANCELLED: mark("Cancelled"),
    NotJoined.BAD: mark("The booking cannot be read – check the booking system"),
    NotJoined.UNCONFIRMED: mark(
        "Not confirmed – the patient can do it from the invitation or on arrival, until {until}"
    ),
    NotJoined.NO_PATIENT: mark("The patient did not come"),
    NotJoined.NO_INTERPRETER: mark("The interpreter did not come"),
    NotJoined.NO_CLINICIAN: mark("Nobody was checked in here"),
    NotJoined.OTHER_ROOM: mark("It is held in {room}"),
    NotJoined.ROOM_BUSY: mark("Another visit was held here at that time"),
    NotJoined.ROOM_FAULT: mark("The room's equipment was not in order"),
    NotJoined.CENTRAL_AWAY: mark("The video service did not answer"),
    NotJoined.NOT_STARTED: mark("Everybody was there, but nobody started"),
}
CONFIRMED_UNTIL_S = 300.0
"""R04: confirming is possible so long after the planned end."""
CARD_GAP = 14.0
TIME = 128.0
"""The room of a card's time."""


def today(page: Page, box: Box) -> None:
    """Today's visits, each a card, as many as there is room for."""
    canvas, mood, view = page.canvas, page.canvas.mood, page.view
    head, rest = box.from_top(canvas.line_height(HEADING) + 16)
    title = page.say("Today's visits") if view.today_open else page.say("Today")
    canvas.text(head, title, HEADING, bold=True, lines=1)
    _updated(page, head)
    lines = listed(page)
    if not lines:
        words = page.say("No more video visits today")
        if view.updated_at is None:
            words = page.say("The bookings have not been read yet")
        canvas.text(rest, words, BODY, colour=mood.mute)
        return
    highs = [_high(page, line, box.w) for line in lines]
    shown = _fitting(highs, rest.h, canvas.line_height(BODY))
    for line, high in zip(lines[:shown], highs, strict=False):
        card, rest = rest.from_top(high)
        _visit_card(page, card, line)
        rest = rest.from_top(CARD_GAP)[1]
    if shown < len(lines):
        words = page.say("and {count} more", count=len(lines) - shown)
        canvas.text(rest.moved(x=rest.x + 28), words, BODY, colour=mood.mute, lines=1)


def listed(page: Page) -> list[VisitLine]:
    """What comes; once the list is open, also what was missed, with why."""
    view = page.view
    return [
        line
        for line in view.today
        if line.end > page.now.wall or (view.today_open and line.not_joined is not None)
    ]


def _fitting(highs: list[float], room: float, more: float) -> int:
    """How many cards of these heights fit; where not all do, a line says how many more."""
    if sum(highs) + CARD_GAP * (len(highs) - 1) <= room:
        return len(highs)
    room, shown = room - more, 0
    while shown < len(highs) and highs[shown] <= room:
        room -= highs[shown] + CARD_GAP
        shown += 1
    return shown


def _updated(page: Page, head: Box) -> None:
    canvas, mood, view = page.canvas, page.canvas.mood, page.view
    if view.updated_at is None:
        return
    old = Fault.FEED_STALE in view.faults
    words = page.say("updated {time}", time=page.now.clock(view.updated_at))
    box = head.moved(x=head.x + head.w / 2, w=head.w / 2, y=head.y + 7)
    colour = mood.soon if old else mood.mute
    canvas.text(box, words, SMALL, bold=old, colour=colour, align="end", lines=1)


def _high(page: Page, line: VisitLine, width: float) -> float:
    canvas = page.canvas
    _, notes, why = _titles(page, line)
    room = _room(page, line, width)
    high = canvas.line_height(HEADING - 2) + (canvas.line_height(SMALL) if notes else 0)
    if why:
        high += canvas.measure(why, SMALL, room)[1]
    return max(92.0, high + 28)


def _room(page: Page, line: VisitLine, width: float) -> float:
    """The width beside time and tag."""
    if not _has_tag(line):
        return width - 28 - TIME - 28
    words, _, ready = readiness(page)
    wide = page.canvas.measure(words, SMALL, bold=True)[0] + 36 + (28 if ready else 0)
    return width - 28 - TIME - 26 - wide - STEP


def _has_tag(line: VisitLine) -> bool:
    return line.not_joined is None and line.confirmed


def _visit_card(page: Page, card: Box, line: VisitLine) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    canvas.panel(card, line=mood.line)
    time = Box(card.x + 28, card.y, 110, card.h)
    faded: Colour = mood.mute if line.not_joined is not None else mood.ink
    words = page.now.clock(line.start)
    canvas.text(time, words, 34, bold=True, colour=faded, middle=True, lines=1)
    if _has_tag(line):
        words, colour, ready = readiness(page)
        tag(page, card.right - 26, card.y + card.h / 2, words, colour, tick=ready)
    title, notes, why = _titles(page, line)
    room = _room(page, line, card.w)
    high, low = canvas.line_height(HEADING - 2), canvas.line_height(SMALL) if notes else 0.0
    told = canvas.measure(why, SMALL, room)[1] if why else 0.0
    rest = card.moved(x=card.x + 28 + TIME, w=room).centred(room, high + low + told)
    head, rest = rest.from_top(high)
    canvas.text(head, title, HEADING - 2, colour=faded, lines=1, cut=True)
    if notes:
        head, rest = rest.from_top(low)
        canvas.text(head, notes, SMALL, colour=mood.mute, lines=1, cut=True)
    if why:
        colour = mood.mute if line.not_joined is NotJoined.CANCELLED else mood.soon
        canvas.text(rest.moved(w=room + 2), why, SMALL, colour=colour)


def _titles(page: Page, line: VisitLine) -> tuple[str, str, str]:
    """What stands beside the time, the small line under it, and why it is not joined."""
    open_ = page.view.today_open
    who = whose(page, line) if open_ or line.practice else None
    seen = [part for part in (who, line.kind if open_ else None) if part]
    title, *notes = seen or [page.say("Visit")]
    if line.patients > 1 and open_:
        title, notes = page.say("Group visit"), [page.say("{count} patients", count=line.patients)]
        notes += [line.kind] if line.kind else []
    if line.interpreter:
        notes.append(page.say("Interpreter"))
    return title, " · ".join(notes), why_not(page, line)


def why_not(page: Page, line: VisitLine) -> str:
    """Why ``line`` was not joined, or cannot be; who can mend an unconfirmed one (R04)."""
    reason = line.not_joined
    if reason is None and not line.confirmed:
        reason = NotJoined.UNCONFIRMED
    if reason is None:
        return ""
    until = page.now.clock(line.end + CONFIRMED_UNTIL_S)
    return page.say(NOT_JOINED[reason], until=until, room=line.room or "")
