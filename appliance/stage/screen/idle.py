"""Idle: today's times and the room's readiness (R71); and the next visit once checked in."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put
from appliance.stage.screen.cards.number import number_card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, HEADING, NUMBER, SMALL
from appliance.stage.screen.late import foot
from appliance.stage.screen.notices import RATES, former, is_untested, put_lines, told
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import people_list, people_rows, readiness, tag
from appliance.stage.screen.sayings import whose
from appliance.stage.screen.today import today
from appliance.stage.screen.wall import beside, on_the_wall, wall

WITHIN = 76.0


def idle(page: Page) -> None:
    """Times and readiness only; initials and kind while *Dagens besök* is open."""
    wall(page, [])
    rest = lines_above(page, foot(page, beside(page), row_buttons(page)))
    today(page, rest)


def soon(page: Page) -> None:
    """The next visit, once somebody is checked in."""
    wall(page, [])
    rest = foot(page, beside(page), row_buttons(page, on_card(page)))
    rest = lines_above(page, rest, least_height(page, rest.w) + 60)
    if page.view.today_open:
        today(page, rest)
        return
    if number_instead(page, rest):
        return
    canvas = page.canvas
    head, rest = rest.from_top(canvas.line_height(HEADING) + 16)
    canvas.text(head, page.say("Next visit"), HEADING, bold=True, lines=1)
    end = next_visit(page, rest)
    words, colour, ready = readiness(page)
    tag_line = Box(rest.x, end + 16, rest.w, 44)
    width = canvas.measure(words, SMALL, bold=True)[0] + 36 + (28 if ready else 0)
    if tag_line.bottom <= rest.bottom:
        tag(page, tag_line.x + width, tag_line.y + 22, words, colour, tick=ready)


def lines_above(page: Page, box: Box, keep: float = 0.0) -> Box:
    """What is told, and what can still be said of former visits, at the bottom of ``box``."""
    return put_lines(page, put_lines(page, box, former(page)), told(page), keep)


def row_buttons(page: Page, elsewhere: frozenset[Button] = frozenset()) -> list[Button]:
    """The buttons of the row at the bottom: those that stand nowhere else."""
    taken = elsewhere | {Button.SETTLE} | ({Button.UNDO} if page.view.undo else set())
    taken |= set(RATES) | set(on_the_wall(page)) | ({Button.TEST} if is_untested(page) else set())
    return [button for button in page.view.buttons if button not in taken]


def on_card(page: Page) -> frozenset[Button]:
    """What stands on the visit's own card, or on the number's that lies in its place."""
    view = page.view
    if view.today_open or (view.visit is None and view.phone is None):
        return frozenset()
    return frozenset({Button.HIDE_NUMBER if view.phone is not None else Button.CALL_PATIENT})


def number_instead(page: Page, box: Box) -> bool:
    """The number in the visit card's place, while it shows."""
    card = number_card(page, box.w)
    if card is None:
        return False
    card.draw(box.moved(h=card.high))
    return True


def next_visit(page: Page, box: Box) -> float:
    """The visit's card at the top of ``box``: time, who, kind, people; returns where it ends."""
    canvas, visit = page.canvas, page.view.visit
    if visit is None:
        return box.y
    dense = card_height(page, box.w, dense=False) > box.h  # no room to be generous
    card = box.moved(h=card_height(page, box.w, dense=dense))
    canvas.panel(card, line=canvas.mood.line)
    size, number, said = _sizes(page, dense=dense)
    line, rest = card.inset(32, 16).from_top(number)
    if page.has(Button.CALL_PATIENT):
        wide = min(natural(page, Button.CALL_PATIENT, 24), line.w * 0.5)
        put(page, Box(line.right - wide + 12, line.y, wide, WITHIN), Button.CALL_PATIENT, "quiet")
        line = line.moved(w=line.w - wide)
    filled = canvas.text(line, page.now.clock(visit.start), size, bold=True, middle=True, lines=1)
    name = whose(page, visit)
    if name is None or name == visit.initials:
        who = Box(filled.right + 24, line.y, line.right - filled.right - 32, line.h)
        name = name or page.say("Visit")
        drop = (canvas.line_height(size) - canvas.line_height(size * 0.63)) * 0.2
        place = who.moved(y=who.y + drop)
        canvas.text(place, name, size * 0.63, bold=True, middle=True, lines=1, cut=True)
    else:
        line, rest = rest.from_top(canvas.line_height(said))
        canvas.text(line, name, said, bold=True, lines=1)
    ends = page.say("ends {end}", end=page.now.clock(visit.end))
    words = f"{visit.kind} · {ends}" if visit.kind else ends
    line, rest = rest.from_top(canvas.line_height(said))
    canvas.text(line, words, said, lines=1, cut=True)
    people_list(page, rest.from_top(12)[1], people_rows(page, box.w - 64, dense=dense))
    return card.bottom


def least_height(page: Page, width: float) -> float:
    """How much room the card needs: the visit's own, or the number's in its place."""
    number = number_card(page, width)
    return number.high if number is not None else card_height(page, width, dense=True)


def card_height(page: Page, width: float, *, dense: bool) -> float:
    """How high the visit's card becomes."""
    visit = page.view.visit
    if visit is None:
        return 0.0
    _, number, said = _sizes(page, dense=dense)
    rows = people_rows(page, width - 64, dense=dense)
    named = whose(page, visit) not in (None, visit.initials)
    lines = (2 if named else 1) * page.canvas.line_height(said)
    return 32 + number + lines + 12 + sum(row.high for row in rows) + 8


def _sizes(page: Page, *, dense: bool) -> tuple[float, float, float]:
    """The time's size, its line's height, the size of what is said under it."""
    size = NUMBER * (0.7 if dense else 1.0)
    number = page.canvas.line_height(size)
    if page.has(Button.CALL_PATIENT):
        number = max(number, WITHIN)
    return size, number, BODY if dense else BODY + 4
