"""The room's own side of the paper screens: its name, the clock in its ring, what the door says."""

from appliance.core.words import Button, Notice, SignState
from appliance.stage.screen.buttons import read_aloud, row
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.rings import THIN, colour_of
from appliance.stage.screen.kit.tokens import (
    BODY,
    CLOCK,
    HAIR,
    HEADING,
    MARGIN,
    SMALL,
    STEP,
    Colour,
)
from appliance.stage.screen.notices import Line, put_lines
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import CHIP, camera_is_on
from appliance.stage.screen.sayings import RINGS, is_own, next_start, on_the_door, until_start

WIDTH = 520.0
SAYS = 136.0
"""The room under the ring."""
FILLS_S = 900.0
"""The ring fills this long before the start, from the moment the room opens (R01)."""
STEP_S = 5.0
"""It moves in steps of this many seconds."""
TALL_RINGS = {"idle": 300.0, "check-in": 240.0, "soon": 240.0}
"""How large the clock is above what the screen is about."""
MANY = 10
"""More buttons than that leave the clock less room."""
DATE = 0.74
"""How wide the date may be within the clock's ring, of the ring."""
SMALLEST = 190.0
"""The clock is still read from afar."""
NAVIGATION = (Button.TODAY, Button.AWAY)


def beside(page: Page) -> Box:
    """What is left for what the screen is about."""
    if page.canvas.tall:
        inner = page.canvas.page.inset(MARGIN, MARGIN)
        return inner.from_top(64 + _camera(page) + _tall_ring(page) + 120)[1]
    rest = page.canvas.page.from_start(WIDTH)[1]
    return Box(rest.x + 48, MARGIN + 8, rest.w - 96, rest.h - 2 * MARGIN - 8)


def wall(page: Page, lines: list[Line]) -> None:
    """Draw the wall; ``lines`` stand there only where it is beside, not above."""
    canvas = page.canvas
    if canvas.tall:
        _above(page)
        return
    side = canvas.page.from_start(WIDTH)[0]
    page.parted = canvas.pixels(side.moved(x=side.right - HAIR, w=HAIR))[0]
    canvas.rule(side.moved(x=side.right - HAIR, w=HAIR))
    inner = side.inset(MARGIN, MARGIN)
    _place(page, inner)
    top = camera_is_on(page, MARGIN, 84)
    inner = inner.from_top(44 + top)[1]
    door = [button for button in on_the_wall(page) if button not in NAVIGATION]
    inner = row(page, inner, [b for b in page.view.buttons if b in NAVIGATION], middle=True)
    inner = row(page, inner, door, middle=True)
    inner = put_lines(page, inner, lines, SAYS + 8 + SMALLEST)
    ring = min(inner.w - 48, inner.h - SAYS - 8, 392.0)
    if ring < SMALLEST / 2:
        _state(page, inner.from_bottom(SAYS - 28)[0], _untrusted(page))
        return
    ring_box = inner.centred(ring, ring + SAYS).moved(h=ring)
    untold = _clock(page, ring_box)
    _state(page, inner.moved(y=ring_box.bottom + 28, h=SAYS - 28), untold)


def on_the_wall(page: Page) -> list[Button]:
    """The room's own buttons; where the door can be freed again, that stands with the rest."""
    if page.canvas.tall:
        return []
    both = page.has(Button.VACATE) and page.view.name != "lobby"
    own = NAVIGATION if both else (*NAVIGATION, Button.OCCUPY, Button.VACATE)
    if Notice.UNTESTED not in page.view.notices:
        own = (*own, Button.TEST)
    return [button for button in page.view.buttons if button in own]


def _camera(page: Page) -> float:
    return 0.0 if page.view.capture is None else CHIP + STEP


def _tall_ring(page: Page) -> float:
    crowded = 80.0 if len(page.view.buttons) > MANY else 0.0
    return TALL_RINGS.get(page.view.name, 190.0) - _camera(page) - crowded


def _above(page: Page) -> None:
    inner = page.canvas.page.inset(MARGIN, MARGIN)
    _place(page, inner)
    top = camera_is_on(page, MARGIN, 84)
    ring = _tall_ring(page)
    line, rest = inner.from_top(64 + top)[1].from_top(ring)
    untold = _clock(page, line.centred(ring, ring))
    say, _ = rest.from_top(100)
    _state(page, say.moved(y=say.y + 12, h=88), untold)


def _place(page: Page, box: Box) -> None:
    right = read_aloud(page, box.right, 12)
    if right == box.right:
        room = Box(box.x, 28, box.w, page.canvas.line_height(BODY) + 4)
        page.canvas.text(room, page.view.place, BODY, bold=True, lines=1, cut=True)
        return
    room = Box(box.x, 14, right - box.x - 2 * STEP, 70)
    name, parted, house = page.view.place.partition(" · ")
    if not parted:
        page.canvas.text(room, name, SMALL + 1, bold=True, lines=2, middle=True)
        return
    above, below = room.from_top(room.h / 2)
    page.canvas.text(above, name, SMALL + 2, bold=True, lines=1, cut=True, middle=True)
    page.canvas.text(below, house, SMALL, lines=1, cut=True, middle=True)


def filled(page: Page) -> float:
    """How much of the last 15 minutes before the start is over, 0 to 1."""
    start = next_start(page)
    if start is None or start <= page.now.wall - FILLS_S:
        return 0.0
    steps = FILLS_S / STEP_S
    over = (page.now.wall - (start - FILLS_S)) / FILLS_S
    return min(max(int(over * steps) / steps, 0.0), 1.0)


def _untrusted(page: Page) -> str:
    return "" if page.view.clock_trusted else page.say("The clock is not set")


def _clock(page: Page, box: Box) -> str:
    """The time and under it the date; returns what must still be told where there is no room."""
    canvas, mood = page.canvas, page.canvas.mood
    untrusted = _untrusted(page)
    words = untrusted or page.now.date(page.words)
    canvas.ring(box, "soon", filled(page), line=THIN, track=True)
    size = CLOCK * box.w / 392 / canvas.enlarged
    time_high = size * 1.05 * canvas.enlarged
    dated = canvas.measure(words, BODY * 0.82)[0] <= box.w * DATE
    inner = box.centred(box.w * 0.8, time_high + (canvas.line_height(BODY) + 4 if dated else 0))
    time_box, date_box = inner.from_top(time_high)
    place = time_box.moved(y=time_box.y - time_high * 0.15, h=time_high * 1.3)
    canvas.text(place, page.now.clock(), size, bold=True, align="middle", middle=True, lines=1)
    if not dated:
        return untrusted
    colour = mood.soon if untrusted else mood.mute
    date_box = date_box.centred(box.w * DATE, date_box.h)
    canvas.text(date_box.from_top(4)[1], words, BODY, colour=colour, align="middle", lines=1)
    return ""


def _state(page: Page, box: Box, untold: str) -> None:
    """What the door says now, or how long it is until the visit, and whether one is checked in."""
    canvas, mood = page.canvas, page.canvas.mood
    state = RINGS[page.view.sign]
    colour: Colour = colour_of(state, mood)
    below = _who(page)
    if is_own(page):
        below = page.say("until {time}", time=page.now.clock(page.view.own_until))
    below = untold or below
    soon = page.view.sign in (SignState.SOON, SignState.CLEAR) and page.view.visit is not None
    words = until_start(page) if soon else on_the_door(page)
    if soon:
        state, colour = "soon", mood.soon
    lead = 0.0 if state == "soon" else 50.0
    wide, high = canvas.measure(words, HEADING, box.w - lead, bold=True)
    line, rest = box.from_top(min(max(high, 40), box.h))
    left = line.x + (line.w - wide - lead) / 2
    if lead:
        canvas.ring(Box(left, line.y + (line.h - 34) / 2, 34, 34), state)
    place = Box(left + lead, line.y, wide + 4, line.h)
    canvas.text(place, words, HEADING, bold=True, colour=colour, middle=True)
    if below and rest.h >= canvas.line_height(BODY):
        place = rest.from_top(STEP / 2)[1]
        said = mood.soon if untold else mood.mute
        canvas.text(place, below, SMALL + 2, colour=said, align="middle", lines=1, cut=True)


def _who(page: Page) -> str:
    """Who is checked in and since when, where that is known (R18)."""
    view = page.view
    if view.clinician is not None and view.since is not None:
        since = page.now.clock(view.since)
        return page.say("{who} · since {time}", who=view.clinician, time=since)
    return page.say("Checked in") if view.checked_in else ""
