"""Lobby: who waits, why it does not start by itself, and *Starta besök*; with the own picture."""

from appliance.core.words import Button, Fault, Reason
from appliance.stage.screen.buttons import GAP, natural, put, row, shared
from appliance.stage.screen.cards.advice import advised
from appliance.stage.screen.cards.number import number_card
from appliance.stage.screen.idle import (
    least_height,
    lines_above,
    next_visit,
    number_instead,
    on_card,
    row_buttons,
)
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, BUTTON, HEADING, MARGIN, SMALL, STEP
from appliance.stage.screen.late import foot
from appliance.stage.screen.notices import Line, asked, former, lines_height, put_lines, told
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import (
    CHIP,
    camera_is_on,
    chip,
    people_list,
    people_rows,
    top_line,
)
from appliance.stage.screen.sayings import READINESS, about, why_not_yet
from appliance.stage.screen.today import today
from appliance.stage.screen.wall import beside, on_the_wall, wall
from appliance.stage.screen.words import mark

MAIN = (Button.ADMIT, Button.START, Button.START_ANYWAY)
WHY = 72.0
"""What is kept for the words that tell why it does not start."""
LARGE = 104.0
"""*Starta besök* is larger than other buttons."""
PANEL = 520.0
LABELLED = 300.0
"""A smaller own picture explains itself."""


CHECKS: tuple[tuple[str, tuple[Fault, ...]], ...] = (
    (
        mark("Camera"),
        (
            Fault.CAMERA_MISSING,
            Fault.CAMERA_FAILED,
            Fault.CAMERA_FROZEN,
            Fault.CAMERA_COVERED,
        ),
    ),
    (
        mark("Headset"),
        (Fault.HEADSET_MISSING, Fault.HEADSET_FAILED, Fault.MICROPHONE_SILENT),
    ),
    (mark("Door sign"), (Fault.LAMP_DEAD, Fault.SIGN_GONE)),
    (mark("Connection"), (Fault.CENTRAL_UNREACHABLE,)),
)
"""What a visit needs, and the faults of each."""


def lobby(page: Page) -> None:
    """Paper with the ring; night as soon as the own picture is shown."""
    if page.view.capture is Reason.LOBBY:
        _with_picture(page)
        return
    whole = beside(page)
    rest = _foot(page, whole, on_card(page), least_height(page, whole.w))
    here, beside_clock = _shares(page, rest)
    wall(page, beside_clock)
    rest = put_lines(page, rest, here, least_height(page, rest.w))
    if page.view.today_open:
        today(page, rest)
    elif not number_instead(page, rest):
        next_visit(page, rest)


def _shares(page: Page, box: Box) -> tuple[list[Line], list[Line]]:
    """What is told above the buttons, and what beside the clock, so that the visit's card fits."""
    lines, old = told(page), former(page)
    room = box.h - least_height(page, box.w)
    if page.canvas.tall or lines_height(page, [*lines, *old], box.w) <= room:
        return [*lines, *old], []
    if len(old) == 1 and lines_height(page, lines, box.w) <= room:
        return lines, old
    if lines_height(page, old, box.w) <= room:
        return old, lines
    return [], [*lines, *old]


def _foot(page: Page, box: Box, elsewhere: frozenset[Button], keep: float) -> Box:
    """Buttons, and why it does not start yet, from the bottom upwards; returns the rest.

    ``keep``: so much of it is needed above.
    """
    main = [button for button in page.view.buttons if button in MAIN]
    under = [button for button in row_buttons(page, elsewhere) if button not in main]
    beside = Button.WAIT if Button.WAIT in under and len(main) == 1 else None
    others = [button for button in under if button is not beside]
    rest = foot(page, box, others, keep + LARGE + GAP + WHY)
    rest = _why(page, rest)
    if beside is None:
        return shared(page, rest, main, LARGE if len(main) < 2 else BUTTON)
    line, rest = rest.from_bottom(LARGE)
    place, line = line.from_start(natural(page, beside, 26))
    put(page, place, beside)
    put(page, line.from_start(GAP)[1], main[0])
    return rest.moved(h=rest.h - GAP)


def _why(page: Page, box: Box) -> Box:
    rings = page.view.rings
    words = asked(page) if rings else why_not_yet(page)
    if words is None:
        return box
    canvas, mood = page.canvas, page.canvas.mood
    size, (_, high) = BODY, canvas.measure(words, BODY, box.w, bold=rings)
    if canvas.enlarged > 1 and high > canvas.line_height(BODY) + 1:
        size, (_, high) = SMALL, canvas.measure(words, SMALL, box.w, bold=rings)
    line, rest = box.from_bottom(high)
    colour = mood.soon if rings else mood.mute
    canvas.text(line, words, size, bold=rings, colour=colour, align="middle")
    return rest.moved(h=rest.h - STEP * 1.5)


def _with_picture(page: Page) -> None:
    canvas, view = page.canvas, page.view
    whole = canvas.page.inset(MARGIN, MARGIN)
    top_line(page, whole.w, page.say("Now {time}", time=page.now.clock()), about(page))
    body = whole.from_top(52)[1]
    if canvas.tall:
        crowded = view.phone is not None or page.knocking() is not None
        picture, rest = body.from_top(body.w * (0.36 if crowded else 9 / 16))
        panel = rest.from_top(24)[1]
    else:
        panel, picture = body.from_end(PANEL)
        picture = picture.moved(w=picture.w - 40)
        picture = row(page, picture, on_the_wall(page))
        picture = row(page, picture, [b for b in view.buttons if b is Button.CALL_PATIENT])
        picture = put_lines(page, picture, former(page))
        picture = put_lines(page, picture, [*told(page), *advised(page)], 320)
        high = min(picture.h - 60, picture.w * 9 / 16)
        _checks(page, picture.moved(y=picture.y + high + 12, h=40))
        picture = picture.moved(w=high * 16 / 9, h=high)
    _own(page, picture)
    elsewhere = on_card(page) & {Button.HIDE_NUMBER}
    if not canvas.tall:
        elsewhere |= {Button.CALL_PATIENT}
    people = sum(row.high for row in people_rows(page, panel.w, SMALL, dense=True))
    rest = _foot(page, panel, elsewhere, people + STEP)
    if canvas.tall:
        rest = lines_above(page, rest, 220)
    if view.today_open:
        today(page, rest)
        return
    rest = rest.from_top(STEP)[1]
    card = number_card(page, rest.w)
    if card is not None and card.high <= rest.h:
        card.draw(rest.moved(h=card.high))
        return
    rows = people_rows(page, rest.w, HEADING - 2)
    if sum(row.high for row in rows) > rest.h:
        rows = people_rows(page, rest.w, dense=True)
    if sum(row.high for row in rows) > rest.h:
        rows = people_rows(page, rest.w, SMALL, dense=True)
    people_list(page, rest, rows)


def _own(page: Page, box: Box) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    if page.local.own:
        canvas.slot("own", box, 24)
    else:
        canvas.panel(box)
        words = page.say("The camera is starting")
        canvas.text(box, words, BODY, colour=mood.mute, align="middle", middle=True)
    camera_is_on(page, box.x + 20, box.y + 20)
    if box.w < LABELLED:
        return
    words = page.say("This is how the patient sees you")
    high = max(CHIP, canvas.measure(words, SMALL, box.w - 80, bold=True)[1] + 16)
    chip(page, box.x + 20, box.bottom - high - 20, words, None, mood.ink, box.w - 40)


def _checks(page: Page, box: Box) -> None:
    """What is needed for the visit, each with a tick or what is wrong with it."""
    canvas, mood, x = page.canvas, page.canvas.mood, box.x
    for words, faults in CHECKS:
        wrong = next((fault for fault in faults if fault in page.view.faults), None)
        said = page.say(words) if wrong is None else page.say(READINESS[wrong])
        colour = mood.ink if wrong is None else mood.soon
        icon = "tick" if wrong is None else "attention"
        width = canvas.measure(said, SMALL)[0]
        if x + 34 + width > box.right:
            return
        canvas.icon(Box(x, box.y + 8, 24, 24), icon, mood.accent if wrong is None else mood.soon)
        canvas.text(Box(x + 32, box.y, width + 4, box.h), said, SMALL, colour=colour, middle=True)
        x += width + 32 + 28
