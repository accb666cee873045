"""The function test: one question a screen, large; and whom to phone when something fails (R20)."""

from collections.abc import Callable

from appliance.core.words import Button, Hearing, TestPart, TestStep
from appliance.stage.screen.buttons import GAP, natural, put, read_aloud, shared
from appliance.stage.screen.cards.advice import advice_card
from appliance.stage.screen.cards.answering import answering_card
from appliance.stage.screen.cards.checklist import checklist_card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, BUTTON, HEADING, MARGIN, STEP, TITLE
from appliance.stage.screen.page import Page
from appliance.stage.screen.parts import camera_is_on, top_line
from appliance.stage.screen.words import mark

STEPS = (TestStep.PICTURE, TestStep.ROOM, TestStep.VOICE, TestStep.SOUND)
WITH_PICTURE = frozenset({TestStep.PICTURE, TestStep.ROOM})
PANEL = 500.0
"""The question beside the picture."""
HEAD = 104.0
WIDEST = 860.0
BAR = 28.0

HEARING: dict[Hearing, str] = {
    Hearing.NOTHING: mark("No sound at all – is the microphone muted on the headset?"),
    Hearing.QUIET: mark("Speak in your usual voice, with the microphone near your mouth."),
    Hearing.LOUD: mark("A little too loud – move the microphone away from your mouth."),
    Hearing.VOICE: mark("You are heard"),
}
FAILED: dict[TestPart, tuple[str, str, str]] = {
    TestPart.CAMERA: (
        mark("The picture does not work"),
        mark("Plug in the camera – the room does not find it."),
        mark("Pull out the camera's plug, put it back, and test again."),
    ),
    TestPart.MICROPHONE: (
        mark("The microphone does not hear you"),
        mark("Plug in the headset – the room does not find it."),
        mark("See that the microphone is not muted on the headset's cord, and test again."),
    ),
    TestPart.LOUDSPEAKER: (
        mark("The sound is not heard"),
        mark("Plug in the headset – the room does not find it."),
        mark("Turn up the volume on the headset's cord, and test again."),
    ),
}
"""What is wrong; what to do where it is not plugged in, and where it is."""


def function_test(page: Page) -> None:
    """Night while one's own picture is shown, else paper."""
    test = page.view.test
    if test is None:
        return
    body = _head(page, test.step)
    if test.step in WITH_PICTURE:
        _with_picture(page, body, test.step)
    else:
        taken = camera_is_on(page, body.x, body.y)
        ALONE[test.step](page, body.from_top(taken)[1])


def _head(page: Page, step: TestStep) -> Box:
    """The line on top and *Stäng*; what is left for the question."""
    canvas = page.canvas
    whole = canvas.page.inset(MARGIN, 28)
    wide = natural(page, Button.TEST_CLOSE, 28)
    place = Box(whole.right - wide, whole.y, wide, 74)
    if step is not TestStep.WELL:
        put(page, place, Button.TEST_CLOSE, "quiet")
    wide = whole.right - read_aloud(page, place.x - GAP, place.y)
    at = STEPS.index(step) + 1 if step in STEPS else None
    told = page.say("question {at} of {all}", at=at, all=len(STEPS)) if at else ""
    bold = page.say("Function test")
    top_line(page, whole.w - wide - 24, bold, f"· {told}" if told else "", top=48.0)
    return whole.from_top(HEAD)[1]


def _with_picture(page: Page, box: Box, step: TestStep) -> None:
    if page.canvas.tall:
        picture, panel = box.from_top(box.w * 9 / 16)
        panel = panel.from_top(28)[1]
    else:
        panel, picture = box.from_end(PANEL)
        picture = picture.moved(w=picture.w - 40)
        high = min(picture.h, picture.w * 9 / 16)
        picture = picture.moved(w=high * 16 / 9, h=high)
    _own(page, picture)
    if step is TestStep.ROOM:
        rest = shared(page, panel, [Button.TEST_YES])
        checklist_card(page, rest)
        return
    rest = shared(page, panel, [Button.TEST_YES, Button.TEST_NO])
    title = page.say("Do you see yourself clearly?")
    size = TITLE - 8
    high = page.canvas.measure(title, size, rest.w, bold=True)[1]
    line, rest = rest.from_top(high)
    page.canvas.text(line, title, size, bold=True)
    card = advice_card(page, rest.w)
    card.draw(rest.from_top(20)[1].moved(h=card.high))


def _own(page: Page, box: Box) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    if page.local.own:
        canvas.slot("own", box, 24)
    else:
        canvas.panel(box)
        words = page.say("The camera is starting")
        canvas.text(box, words, BODY, colour=mood.mute, align="middle", middle=True)
    camera_is_on(page, box.x + 20, box.y + 20)


def _voice(page: Page, box: Box) -> None:
    """*Räkna högt till fem*, a bar that moves, and what is heard."""
    canvas, mood, test = page.canvas, page.canvas.mood, page.view.test
    hearing = test.hearing if test is not None and test.hearing else Hearing.QUIET
    words, title = page.say(HEARING[hearing]), page.say("Count aloud to five")
    wide = min(box.w, WIDEST)
    title_high = canvas.measure(title, TITLE, wide, bold=True)[1]
    words_high = canvas.measure(words, BODY + 2, wide)[1]
    place = box.centred(wide, 128 + title_high + 32 + BAR + 28 + words_high)
    icon, place = place.from_top(104)
    canvas.icon(icon.centred(104, 104), "microphone", mood.accent)
    line, place = place.from_top(24)[1].from_top(title_high)
    canvas.text(line, title, TITLE, bold=True, align="middle")
    bar, place = place.from_top(32)[1].from_top(BAR)
    canvas.slot("level", bar.centred(min(wide, 560), BAR), BAR / 2)
    canvas.text(place.from_top(28)[1], words, BODY + 2, align="middle", colour=mood.mute)


def _sound(page: Page, box: Box) -> None:
    title = page.say("Do you hear three notes?")
    words = page.say("They are played in the headset, again and again.")
    rest = _answers(page, box)
    _said(page, rest, "bell", title, words)


def _well(page: Page, box: Box) -> None:
    rest, line = box, box.from_bottom(BUTTON)[0]
    wide = max(280.0, natural(page, Button.TEST_CLOSE))
    put(page, line.centred(wide, BUTTON), Button.TEST_CLOSE, "primary")
    rest = rest.moved(h=rest.h - BUTTON - GAP)
    words = page.say("Picture and sound are ready for the next visit.")
    _said(page, rest, "tick", page.say("Everything works"), words)


def _help(page: Page, box: Box) -> None:
    """What to do, then whom to phone; the unit's own report has gone to IT already (R69)."""
    canvas, mood, test = page.canvas, page.canvas.mood, page.view.test
    if test is None or test.failed is None:
        return
    title, missing, there = (page.say(words) for words in FAILED[test.failed])
    line, rest = box.from_bottom(BUTTON)
    wide = natural(page, Button.TEST_AGAIN)
    put(page, line.moved(w=wide), Button.TEST_AGAIN, "primary")
    rest = rest.moved(h=rest.h - GAP)
    high = canvas.measure(title, TITLE, rest.w, bold=True)[1]
    line, rest = rest.from_top(high)
    canvas.text(line, title, TITLE, bold=True, colour=mood.fault)
    words = there if test.plugged else missing
    high = canvas.measure(words, HEADING, rest.w)[1]
    line, rest = rest.from_top(STEP)[1].from_top(high)
    canvas.text(line, words, HEADING)
    card = answering_card(page, min(rest.w, WIDEST))
    card.draw(rest.from_top(24)[1].moved(w=min(rest.w, WIDEST), h=card.high))


def _answers(page: Page, box: Box) -> Box:
    """*Ja* and *Nej* under the question; what is left above them."""
    line, rest = box.from_bottom(BUTTON)
    wide = min(box.w, 640.0)
    shared(page, line.centred(wide, BUTTON), [Button.TEST_YES, Button.TEST_NO])
    return rest.moved(h=rest.h - GAP)


def _said(page: Page, box: Box, icon: str, title: str, words: str) -> None:
    """An icon, the question and a smaller line, in the middle."""
    canvas, mood = page.canvas, page.canvas.mood
    wide = min(box.w, WIDEST)
    title_high = canvas.measure(title, TITLE, wide, bold=True)[1]
    words_high = canvas.measure(words, BODY + 2, wide)[1]
    place = box.centred(wide, 128 + title_high + 12 + words_high)
    spot, place = place.from_top(104)
    canvas.icon(spot.centred(104, 104), icon, mood.accent)
    line, place = place.from_top(24)[1].from_top(title_high)
    canvas.text(line, title, TITLE, bold=True, align="middle")
    canvas.text(place.from_top(12)[1], words, BODY + 2, colour=mood.mute, align="middle")


ALONE: dict[TestStep, Callable[[Page, Box], None]] = {
    TestStep.VOICE: _voice,
    TestStep.SOUND: _sound,
    TestStep.WELL: _well,
    TestStep.HELP: _help,
}
