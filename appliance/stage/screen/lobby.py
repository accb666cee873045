"""Lobby: who waits, why it does not start by itself, and *Starta besök*; with the own picture."""

from appliance.core.words import Button, Fault, Reason
from appliance.stage.screen.buttons import row, shared
from appliance.stage.screen.idle import next_visit, today
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, HEADING, MARGIN, SMALL, STEP
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import banner, camera_is_on, people_list, people_rows, top_line
from appliance.stage.screen.sayings import READINESS, named, why_not_yet
from appliance.stage.screen.wall import NAVIGATION, wall
from appliance.stage.screen.words import mark

MAIN = (Button.ADMIT, Button.START, Button.START_ANYWAY)
LARGE = 104.0
"""*Starta besök* is larger than other buttons."""
PANEL = 500.0


CHECKS: tuple[tuple[str, tuple[Fault, ...]], ...] = (
    (mark("Camera"), (Fault.CAMERA_MISSING,)),
    (mark("Headset"), (Fault.HEADSET_MISSING,)),
    (mark("Door sign"), (Fault.LAMP_DEAD, Fault.SIGN_GONE)),
    (mark("Connection"), (Fault.CENTRAL_UNREACHABLE,)),
)
"""What a visit needs, and the faults of each."""


def lobby(page: Page) -> None:
    """Paper with the ring; night as soon as the own picture is shown."""
    if page.view.capture is Reason.LOBBY:
        _with_picture(page)
        return
    rest = banner(page, _foot(page, wall(page)))
    if page.view.today_open:
        today(page, rest)
    else:
        next_visit(page, rest)


def _foot(page: Page, box: Box) -> Box:
    """Buttons, and why it does not start yet, from the bottom upwards; returns the rest."""
    buttons = list(page.view.buttons)
    tall = page.canvas.tall
    main = [b for b in buttons if b in MAIN]
    others = [b for b in buttons if b not in main and (tall or b not in NAVIGATION)]
    rest = row(page, box, others)
    rest = _why(page, rest)
    return shared(page, rest, main, LARGE)


def _why(page: Page, box: Box) -> Box:
    words = why_not_yet(page)
    if words is None:
        return box
    canvas = page.canvas
    _, high = canvas.measure(words, BODY, box.w)
    line, rest = box.from_bottom(high)
    canvas.text(line, words, BODY, colour=canvas.mood.mute, align="middle")
    return rest.moved(h=rest.h - STEP * 1.5)


def _with_picture(page: Page) -> None:
    canvas, view = page.canvas, page.view
    whole = canvas.page.inset(MARGIN, MARGIN)
    visit = view.visit
    start = page.now.clock(visit.start) if visit else ""
    told = page.say("Visit {start}", start=start)
    who = f"· {told} · {named(page)}" if visit and (visit.kind or visit.initials) else f"· {told}"
    top_line(page, whole.w, page.say("Now {time}", time=page.now.clock()), who)
    body = whole.from_top(52)[1]
    if canvas.tall:
        picture, rest = body.from_top(body.w * 9 / 16)
        panel = rest.from_top(24)[1]
    else:
        panel, picture = body.from_end(PANEL)
        picture = picture.moved(w=picture.w - 40)
        picture = row(page, picture, [b for b in view.buttons if b in NAVIGATION])
        picture = banner(page, picture)
        high = min(picture.h - 60, picture.w * 9 / 16)
        _checks(page, picture.moved(y=picture.y + high + 12, h=40))
        picture = picture.moved(w=high * 16 / 9, h=high)
    _own(page, picture)
    rest = _foot(page, panel)
    if canvas.tall:
        rest = banner(page, rest)
    if view.today_open:
        today(page, rest)
        return
    rest = rest.from_top(STEP)[1]
    rows = people_rows(page, rest.w, HEADING - 2)
    if sum(row.high for row in rows) > rest.h:
        rows = people_rows(page, rest.w, dense=True)
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
    high = canvas.line_height(SMALL + 2)
    label = Box(box.x + 24, box.bottom - high - 16, box.w - 48, high)
    words = page.say("This is how the patient sees you")
    canvas.text(label, words, SMALL + 2, lines=1, shadow=True)


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
        canvas.icon(Box(x, box.y + 8, 24, 24), icon, mood.clear if wrong is None else mood.soon)
        canvas.text(Box(x + 32, box.y, width + 4, box.h), said, SMALL, colour=colour, middle=True)
        x += width + 32 + 28
