"""Paused (R19), and the end: one press says how it went (R05), another resumes the call (R06)."""

from appliance.core.words import Button
from appliance.stage.screen.buttons import natural, put, row
from appliance.stage.screen.call import time_left
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, BUTTON, MARGIN, SMALL, TITLE
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import banner, camera_is_on, top_line
from appliance.stage.screen.sayings import named

OUTCOMES = (Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED)


def paused(page: Page) -> None:
    """Camera and microphone are closed; somebody may come in."""
    canvas, visit = page.canvas, page.view.visit
    who = (visit.initials if visit else None) or page.say("Visit")
    width = natural(page, Button.LEAVE, 30)
    top_line(page, canvas.page.w - 2 * MARGIN - width - 16, who, time_left(page))
    camera_is_on(page, MARGIN, 84)
    if page.has(Button.LEAVE):
        put(page, Box(canvas.page.w - MARGIN - width, 28, width, 80), Button.LEAVE, "leave")
    rest = canvas.page.inset(MARGIN, MARGIN)
    others = [b for b in page.view.buttons if b is not Button.LEAVE]
    rest = row(page, rest, others, middle=True)
    rest = banner(page, rest)
    _door(page, rest.from_top(100)[1])


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


def ended(page: Page) -> None:
    """How did it go? The proposed answer is the filled button."""
    canvas = page.canvas
    whole = canvas.page.inset(MARGIN, MARGIN)
    top_line(page, whole.w, page.say("Now {time}", time=page.now.clock()), _about(page))
    camera_is_on(page, MARGIN, 84)
    body = _question(page, whole.from_top(112)[1])
    if canvas.tall:
        answers, rest = body.from_top(4 * (BUTTON + 16) + 24)
        _answers(page, answers)
        body = banner(page, rest)
    else:
        answers, left = body.from_end(min(560.0, body.w * 0.46))
        _answers(page, answers)
        body = banner(page, left.moved(w=left.w - 48))
    if page.has(Button.RESTART):
        _restart(page, body)


def _about(page: Page) -> str:
    visit = page.view.visit
    if visit is None:
        return ""
    start = page.say("Visit {start}", start=page.now.clock(visit.start))
    return f"· {start} · {named(page)}" if visit.kind or visit.initials else f"· {start}"


def _question(page: Page, box: Box) -> Box:
    canvas, mood = page.canvas, page.canvas.mood
    line, rest = box.from_top(canvas.line_height(TITLE))
    canvas.text(line, page.say("How did the visit go?"), TITLE, bold=True, lines=1)
    words = page.say("One press is enough. Nothing is sent before.")
    _, high = canvas.measure(words, BODY, rest.w)
    line, rest = rest.from_top(8)[1].from_top(high)
    canvas.text(line, words, BODY, colour=mood.mute)
    return rest.from_top(40)[1]


def _restart(page: Page, box: Box) -> None:
    canvas, mood, until = page.canvas, page.canvas.mood, page.view.resume_until
    words = page.say("The call has ended. If you resume it, the patient can answer again.")
    pad = 28.0
    inner_width = box.w - 2 * pad
    _, high = canvas.measure(words, BODY, inner_width)
    till = page.say("Possible until {time}", time=page.now.clock(until)) if until else ""
    small = canvas.line_height(SMALL) if till else 0.0
    card = box.moved(h=pad + high + 20 + BUTTON + 12 + small + pad - 8)
    canvas.panel(card, line=mood.line)
    line, rest = Box(card.x + pad, card.y + pad - 6, inner_width, card.h).from_top(high)
    canvas.text(line, words, BODY)
    place, rest = rest.from_top(20)[1].from_top(BUTTON)
    put(page, place.moved(w=min(place.w, natural(page, Button.RESTART))), Button.RESTART)
    if till:
        canvas.text(rest.from_top(12)[1].moved(h=small), till, SMALL, colour=mood.mute, lines=1)


def _answers(page: Page, box: Box) -> None:
    for button in (b for b in page.view.buttons if b in OUTCOMES):
        spot, box = box.from_top(BUTTON)
        put(page, spot, button)
        box = box.from_top(16)[1]
