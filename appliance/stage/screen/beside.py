"""Who else takes part in the call: a picture each with role and level; one may be large (R39, R40).

They stand at the upper end beside the patient's face, on a screen that stands upright beside the
own picture, and stay there while cards come and go. The interpreter comes first.
"""

from appliance.core.views import PartyLine
from appliance.stage.screen.kit.boxes import Box, columns
from appliance.stage.screen.kit.tokens import EDGE, SMALL, VEIL, WHITE
from appliance.stage.screen.languages import language_name
from appliance.stage.screen.page import GUEST, Control, Page
from appliance.stage.screen.words import mark
from appliance.stage.signed import is_signed
from wire.visits import Level, Role, Seat

GAP = 16.0
WIDE, HIGH = 304.0, 171.0
LARGE_WIDE, LARGE_HIGH = 520.0, 292.0
LOW = 132.0
"""How high two are that share a line."""
RADIUS = 22.0
WITHIN = 8.0
ICON = 26.0

ROLES: dict[Role, str] = {
    Role.PATIENT: mark("Patient"),
    Role.INTERPRETER: mark("Interpreter"),
    Role.RELATIVE: mark("Relative"),
    Role.COLLEAGUE: mark("Colleague"),
    Role.PROXY: mark("Proxy"),
    Role.GUARDIAN: mark("Guardian"),
}
LEVELS: dict[Level, str] = {
    Level.LINK: mark("not identified"),
    Level.SMS_CODE: mark("code by text message"),
    Level.VOUCHED: mark("identity checked"),
    Level.EID: mark("e-ID"),
}


def _large(page: Page) -> PartyLine | None:
    """Whose picture is the large one; of a sign language's interpreter it begins large.

    While somebody writes, and beside a chat on a screen that stands, there is room for none.
    """
    talk = page.view.talk
    if page.local.writing or (page.canvas.tall and talk is not None and talk.open):
        return None
    visit = page.view.visit
    signed = is_signed(visit.language if visit else None)
    for one in page.view.beside:
        begins = signed and one.role is Role.INTERPRETER
        if begins != (one.peer in page.local.turned):
            return one
    return None


def _large_first(page: Page) -> list[PartyLine]:
    large = _large(page)
    rest = [one for one in page.view.beside if one is not large]
    return rest if large is None else [large, *rest]


def beside(page: Page, room: Box, *, cards: bool) -> Box:
    """The guests at the upper end of ``room``, which ends where the page does across.

    With ``cards`` they leave as much of it as they can. Returns what they take; of no width
    where nobody else takes part.
    """
    there, large = _large_first(page), _large(page) is not None
    if not there:
        return room.moved(x=room.right, w=0, h=0)
    places = _with_cards(room, len(there), large) if cards else _alone(room, len(there), large)
    for one, place in zip(there, places, strict=True):
        _tile(page, place, one)
    left = min(place.x for place in places)
    bottom = max(place.bottom for place in places)
    return Box(left, room.y, room.right - left, bottom - room.y)


def with_cards(page: Page, width: float) -> float:
    """How much of the room for cards the guests take."""
    there = len(page.view.beside)
    places = _with_cards(Box(0, 0, width, 0), there, _large(page) is not None)
    return max(place.bottom for place in places) + GAP


def _alone(room: Box, count: int, large: bool) -> list[Box]:
    """Below each other."""
    first = _at_end(room, LARGE_WIDE, LARGE_HIGH) if large else _at_end(room, WIDE, HIGH)
    places = [first]
    for _ in range(count - 1):
        under = room.moved(y=places[-1].bottom + GAP)
        places.append(_at_end(under, WIDE, HIGH))
    return places


def _with_cards(room: Box, count: int, large: bool) -> list[Box]:
    """As wide as the cards: one, or two on a line; a large one above the other."""
    if count == 1:
        high = room.w * 9 / 16 if large else HIGH
        return [_at_end(room, room.w if large else WIDE, high)]
    if not large:
        return columns(room.moved(h=LOW), count, GAP)
    first = room.moved(h=room.w * 9 / 16)
    under = room.moved(y=first.bottom + GAP)
    return [first, _at_end(under, (room.w - GAP) / 2, LOW)]


def beside_upright(page: Page, line: Box) -> None:
    """The guests along ``line``, beside the own picture; a large one grows upwards."""
    for one, place in _upright(page, line):
        _tile(page, place, one)


def upright_top(page: Page, line: Box) -> float:
    """Where the guests along ``line`` begin."""
    return min((place.y for _, place in _upright(page, line)), default=line.y)


def _upright(page: Page, line: Box) -> list[tuple[PartyLine, Box]]:
    there, large = _large_first(page), _large(page) is not None
    if large:
        high = line.w * 9 / 16
        first = Box(line.x, line.bottom - high, line.w, high)
        above = Box(line.x, first.y - GAP - line.h, line.w, line.h)
        places = [first, _at_end(above, (line.w - GAP) / 2, line.h)][: len(there)]
    elif len(there) == 1:
        places = [_at_end(line, WIDE, line.h)]
    else:
        places = columns(line, len(there), GAP) if there else []
    return list(zip(there, places, strict=True))


def _at_end(room: Box, w: float, h: float) -> Box:
    return Box(room.right - w, room.y, w, h)


def _tile(page: Page, box: Box, one: PartyLine) -> None:
    """One picture, or why there is none; its words lie on it, readable over whatever it shows."""
    canvas, mood = page.canvas, page.canvas.mood
    pressed = page.local.pressed == (GUEST, one.peer)
    label = _label_box(page, box, one)
    if one.camera and one.peer in page.local.guests:
        canvas.slot("guest", box, RADIUS, one.peer)
        canvas.frame(box, mood.mute if pressed else WHITE, EDGE, RADIUS)
    else:
        canvas.panel(box, fill=mood.card, line=mood.mute, edge=EDGE, radius=RADIUS, name=one.peer)
        _without_picture(page, Box(box.x, box.y, box.w, label.y - box.y), one)
    _label(page, label, one)
    page.controls.append(Control(GUEST, canvas.pixels(box), one.peer))


def _without_picture(page: Page, room: Box, one: PartyLine) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    words = page.say("Camera off") if not one.camera else page.say("The picture is coming")
    if one.camera and one.seat is Seat.AWAY:
        words = page.say("Has left the page")
    icon = "person" if one.camera else "camera-off"
    inner = room.inset(12, 8)
    _, high = canvas.measure(words, SMALL, inner.w)
    if 44 + high <= inner.h:
        top, inner = inner.centred(inner.w, 44 + high).from_top(44)
        canvas.icon(top.centred(40, 40), icon, mood.mute)
    canvas.text(inner, words, SMALL, colour=mood.mute, align="middle", middle=True, lines=2)


def _lines(page: Page, one: PartyLine, wide: float) -> list[str]:
    """*Tolk · arabiska · SMS-kod*, on two lines where one does not hold it."""
    role, level = page.say(ROLES[one.role]), page.say(LEVELS[one.level or Level.LINK])
    visit = page.view.visit
    spoken = role
    if one.role is Role.INTERPRETER and visit is not None and visit.language:
        spoken = f"{role} · {language_name(page, visit.language)}"
    whole = f"{spoken} · {level}"
    if page.canvas.measure(whole, SMALL)[0] <= wide:
        return [whole]
    return [spoken if page.canvas.measure(spoken, SMALL)[0] <= wide else role, level]


def _label_box(page: Page, box: Box, one: PartyLine) -> Box:
    wide = box.w - 2 * WITHIN
    lines = _lines(page, one, wide - ICON - 36)
    return box.inset(WITHIN).from_bottom(len(lines) * page.canvas.line_height(SMALL) + 10)[0]


def _label(page: Page, box: Box, one: PartyLine) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    canvas.panel(box, fill=mood.ground, line=mood.ground, opacity=VEIL, radius=14, name="label")
    words, mark_place = box.inset(12, 5).from_end(ICON)[::-1]
    words = words.moved(w=words.w - 8)
    for line in _lines(page, one, box.w - ICON - 36):
        place, words = words.from_top(canvas.line_height(SMALL))
        canvas.text(place, line, SMALL, cut=True, lines=1)
    place = mark_place.centred(ICON, ICON)
    if one.microphone:
        canvas.slot("speaks", place, peer=one.peer)
    else:
        canvas.icon(place, "microphone-off", mood.mute)
