"""What is written in the visit, beside the picture: the newest lines, ready answers (R31, R33)."""

from appliance.core.views import Said, TalkLine
from appliance.core.words import Button
from appliance.stage.screen.beside import ROLES
from appliance.stage.screen.buttons import natural, put, put_own
from appliance.stage.screen.cards.card import Card
from appliance.stage.screen.kit.boxes import Box, columns
from appliance.stage.screen.kit.tokens import HEADING, SMALL, STEP, VEIL
from appliance.stage.screen.page import ANSWER, WRITE, Page
from appliance.stage.screen.words import mark
from wire.visits import Role

READY = (
    mark("One moment"),
    mark("I cannot hear you"),
    mark("I cannot see you"),
    mark("I phone you"),
)
"""What is said most often when the sound fails, by one touch."""
PAD = 20.0
ROW = 82.0
SHORT = 82.0
LEAST = 200.0
"""Less than this holds no chat."""
ENOUGH = (380.0, 220.0)
"""Under the title: room for all the ready answers, for two."""
SMALLEST = 100.0
BETWEEN = 10.0


def chat_card(page: Page, high: float) -> Card | None:
    """The card, ``high`` as it is told; None while it does not lie open."""
    talk = page.view.talk
    if talk is None or not talk.open:
        return None
    if page.local.writing and high < SMALLEST:
        return None
    high = high if page.local.writing else max(high, LEAST)

    def draw(box: Box) -> None:
        canvas, mood = page.canvas, page.canvas.mood
        canvas.panel(box, fill=mood.ground, line=mood.line, opacity=VEIL + 20)
        inner = box.inset(PAD, PAD - 4)
        if page.local.writing:
            _lines(page, inner, talk)
            return
        inner = _head(page, inner)
        lines = _answers(page, inner) if talk.may_write else inner
        _lines(page, _files(page, _still(page, lines, talk), talk), talk)

    return Card(high, draw)


def _head(page: Page, inner: Box) -> Box:
    line, rest = inner.from_top(ROW)
    if page.has(Button.CHAT_CLOSE):
        spot, line = line.from_end(natural(page, Button.CHAT_CLOSE, 24))
        put(page, spot, Button.CHAT_CLOSE, "outlined")
    title = page.say("Messages")
    page.canvas.text(line, title, HEADING - 4, bold=True, middle=True, lines=1)
    return rest


def _answers(page: Page, inner: Box) -> Box:
    """Ready answers, two on a line; under them the keyboard, and the question for a still."""
    last, rest = inner.from_bottom(ROW)
    still = page.has(Button.STILL)
    places = columns(last, 2 if still else 1, STEP)
    put_own(page, places[0], WRITE, None, page.say("Write"))
    if still:
        put(page, places[1], Button.STILL, "outlined")
    rest = rest.moved(h=rest.h - STEP)
    for pair in ((2, 3), (0, 1))[sum(inner.h < enough for enough in ENOUGH) :]:
        line, rest = rest.from_bottom(SHORT)
        for place, number in zip(columns(line, 2, STEP), pair, strict=True):
            put_own(page, place, ANSWER, str(number), page.say(READY[number]), SMALL)
        rest = rest.moved(h=rest.h - STEP)
    return rest


def _still(page: Page, inner: Box, talk: TalkLine) -> Box:
    """What became of the question for a still."""
    words = {
        "asked": page.say("The patient is asked for a picture …"),
        "no": page.say("The patient does not want to send a picture"),
        "no-camera": page.say("The patient's camera is off: no picture"),
    }.get(talk.still or "")
    return _told(page, inner, words)


def _files(page: Page, inner: Box, talk: TalkLine) -> Box:
    """Files are opened and saved on the staff's page (R34)."""
    words = page.say("Files: {count} – open them on your computer", count=talk.files)
    return _told(page, inner, words if talk.files else None)


def _told(page: Page, inner: Box, words: str | None) -> Box:
    if words is None:
        return inner
    canvas = page.canvas
    _, high = canvas.measure(words, SMALL, inner.w, bold=True)
    if high + 6 > inner.h:
        return inner
    line, rest = inner.from_bottom(high + 6)
    canvas.text(line, words, SMALL, bold=True, colour=canvas.mood.soon)
    return rest.moved(h=rest.h - STEP)


def _lines(page: Page, room: Box, talk: TalkLine) -> None:
    """The newest lines from the bottom upwards, as many as have room."""
    canvas, mood = page.canvas, page.canvas.mood
    head = canvas.line_height(SMALL)
    told = [*((one, False) for one in talk.lines), *((one, True) for one in talk.now)]
    if not told and room.h > 2 * head:
        words = page.say("Nothing is written yet")
        canvas.text(room, words, SMALL, colour=mood.mute, align="middle", middle=True, lines=2)
    left, newest = room, True
    for one, grows in reversed(told):
        words = _short(page, f"{one.text} …" if grows else one.text, left, head, newest=newest)
        _, high = canvas.measure(words, SMALL, left.w)
        if head + high > left.h:
            return
        place, left = left.from_bottom(head + high)
        name, place = place.from_top(head)
        canvas.text(name, _who(page, one), SMALL - 2, bold=True, colour=mood.accent, lines=1)
        canvas.text(place.moved(h=place.h + 2), words, SMALL, colour=mood.mute if grows else None)
        left, newest = left.moved(h=left.h - BETWEEN), False


def _who(page: Page, one: Said) -> str:
    if one.role in (Role.UNIT, Role.STAFF):
        return page.say("You")
    return page.say(ROLES[one.role])


def _short(page: Page, words: str, room: Box, head: float, *, newest: bool) -> str:
    """The end of the newest line where it has no room whole."""
    canvas = page.canvas
    while newest and canvas.measure(words, SMALL, room.w)[1] + head > room.h and len(words) > 40:
        words = "… " + words[len(words) // 4 + 2 :]
    return words
