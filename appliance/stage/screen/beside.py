"""Who else takes part in the call: a picture each with role and level; one may be large (R39, R40).

What the clinician shares stands among them, or large, and then the patient does (R35, R36).
They stand at the upper end beside the patient's face, on a screen that stands upright beside the
own picture, and stay there while cards come and go. The interpreter comes first.
"""

from appliance.core.views import PartyLine
from appliance.stage.screen.kit.boxes import Box, columns
from appliance.stage.screen.kit.stills import within
from appliance.stage.screen.kit.tokens import EDGE, SMALL, VEIL, WHITE
from appliance.stage.screen.languages import language_name
from appliance.stage.screen.page import GUEST, SHARED, Control, Page
from appliance.stage.screen.words import mark
from appliance.stage.signed import is_signed
from wire.visits import Level, Role, Seat

GAP = 16.0
WIDE, HIGH = 304.0, 171.0
LARGE_WIDE, LARGE_HIGH = 520.0, 292.0
PERSON_WIDE, PERSON_HIGH = 420.0, 236.0
"""The patient beside what is shared."""
LOW = 132.0
"""How high two are that share a line."""
RADIUS = 22.0
DOCUMENT_RADIUS = 10.0
"""A page has corners."""
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


def shared_large(page: Page) -> bool:
    """What the clinician shares is the large picture, and the patient's stands beside it.

    It begins so; in a sign language the interpreter does.
    """
    local = page.local
    if local.shared is None or not local.shared_fits or _narrow(page):
        return False
    signed = _is_signed(page) and page.party(Role.INTERPRETER) in page.view.beside
    return signed == (SHARED in local.turned)


def _narrow(page: Page) -> bool:
    """While somebody writes, and beside a chat on a screen that stands, nothing is large."""
    talk = page.view.talk
    return page.local.writing or (page.canvas.tall and talk is not None and talk.open)


def _is_signed(page: Page) -> bool:
    visit = page.view.visit
    return is_signed(visit.language if visit else None)


def _large(page: Page) -> PartyLine | None:
    """Whose picture is the large one; of a sign language's interpreter it begins large.

    Beside what is shared it is the patient's.
    """
    if shared_large(page):
        return page.patient()
    if _narrow(page):
        return None
    signed = _is_signed(page)
    for one in page.view.beside:
        begins = signed and one.role is Role.INTERPRETER
        if begins != (one.peer in page.local.turned):
            return one
    return None


def beside_there(page: Page) -> list[PartyLine | None]:
    """Who stands beside the large picture, the largest first; None is what is shared.

    While somebody writes there is no room for a page.
    """
    large = _large(page)
    rest: list[PartyLine | None] = [one for one in page.view.beside if one is not large]
    if page.local.shared is not None and not shared_large(page) and not page.local.writing:
        rest = [None, *rest]
    return rest if large is None else [large, *rest]


def beside(page: Page, room: Box, *, cards: bool) -> Box:
    """All these at the upper end of ``room``, which ends where the page does across.

    With ``cards`` they leave as much of it as they can. Returns what they take; of no width
    where there is nobody.
    """
    there, large = beside_there(page), _large(page) is not None
    if not there:
        return room.moved(x=room.right, w=0, h=0)
    if cards:
        places = _with_cards(room, len(there), large)
    else:
        places = _alone(room, len(there), _size(page) if large else None)
    for one, place in zip(there, places, strict=True):
        _tile(page, place, one)
    left = min(place.x for place in places)
    bottom = max(place.bottom for place in places)
    return Box(left, room.y, room.right - left, bottom - room.y)


def with_cards(page: Page, width: float) -> float:
    """How much of the room for cards these take."""
    there = len(beside_there(page))
    if not there:
        return 0.0
    places = _with_cards(Box(0, 0, width, 0), there, _large(page) is not None)
    return max(place.bottom for place in places) + GAP


def _size(page: Page) -> tuple[float, float]:
    """Of the large one."""
    return (PERSON_WIDE, PERSON_HIGH) if shared_large(page) else (LARGE_WIDE, LARGE_HIGH)


def _alone(room: Box, count: int, large: tuple[float, float] | None) -> list[Box]:
    """Below each other; where three find no room so, two share a line or all are lower."""
    if large is None:
        high = HIGH if count < 3 else LOW
        return [_at_end(room.moved(y=room.y + n * (high + GAP)), WIDE, high) for n in range(count)]
    first = _at_end(room, *large)
    under = room.moved(y=first.bottom + GAP)
    if count == 3:
        return [first, *columns(_at_end(under, first.w, LOW), 2, GAP)]
    return [first, _at_end(under, WIDE, HIGH)][:count]


def _with_cards(room: Box, count: int, large: bool) -> list[Box]:
    """As wide as the cards: one, or two on a line; a large one above the others."""
    if count == 1:
        high = room.w * 9 / 16 if large else HIGH
        return [_at_end(room, room.w if large else WIDE, high)]
    if large:
        first = room.moved(h=room.w * 9 / 16)
        return [first, *_line(room.moved(y=first.bottom + GAP, h=LOW), count - 1)]
    lines = [_line(room.moved(h=LOW), 2)]
    if count > 2:
        lines.append(_line(room.moved(y=room.y + LOW + GAP, h=LOW), count - 2))
    return [place for line in lines for place in line]


def _line(line: Box, count: int) -> list[Box]:
    """One at the end or two beside each other, each as wide as one of two."""
    if count == 1:
        return [_at_end(line, (line.w - GAP) / 2, line.h)]
    return columns(line, count, GAP)


def beside_upright(page: Page, line: Box) -> None:
    """All these along ``line``, beside the own picture; a large one grows upwards."""
    for one, place in _upright(page, line):
        _tile(page, place, one)


def upright_top(page: Page, line: Box) -> float:
    """Where they begin along ``line``."""
    return min((place.y for _, place in _upright(page, line)), default=line.y)


def _upright(page: Page, line: Box) -> list[tuple[PartyLine | None, Box]]:
    there, large = beside_there(page), _large(page) is not None
    if large:
        high = line.w * 9 / 16
        first = Box(line.x, line.bottom - high, line.w, high)
        above = Box(line.x, first.y - GAP - line.h, line.w, line.h)
        places = [first, *(_line(above, len(there) - 1) if len(there) > 1 else [])]
    elif len(there) == 1:
        places = [_at_end(line, WIDE, line.h)]
    else:
        places = _line(line, 2) if there else []
        if len(there) > 2:
            places += _line(line.moved(y=line.y - GAP - line.h), 1)
    return list(zip(there, places, strict=True))


def _at_end(room: Box, w: float, h: float) -> Box:
    return Box(room.right - w, room.y, w, h)


def _tile(page: Page, box: Box, one: PartyLine | None) -> None:
    """One picture, or why there is none; its words lie on it, readable over whatever it shows."""
    canvas, mood = page.canvas, page.canvas.mood
    control = _control(page, box, one)
    pressed = control is not None and page.local.pressed == (control.name, control.peer)
    if control is not None:
        page.controls.append(control)
    label = _label_box(page, box, one)
    if one is None or (one.camera and _is_here(page, one)):
        if one is None:
            canvas.slot("shared", box, RADIUS)
        else:
            canvas.slot("guest", box, RADIUS, one.peer)
        canvas.frame(box, mood.mute if pressed else WHITE, EDGE, RADIUS)
    else:
        canvas.panel(box, fill=mood.card, line=mood.mute, edge=EDGE, radius=RADIUS, name=one.peer)
        _without_picture(page, Box(box.x, box.y, box.w, label.y - box.y), one)
    _label(page, label, one)


def _control(page: Page, box: Box, one: PartyLine | None) -> Control | None:
    """What a touch does: the large and the small change; None where it would do nothing."""
    place = page.canvas.pixels(box)
    if one is None:
        return Control(SHARED, place) if page.local.shared_fits and not _narrow(page) else None
    if not shared_large(page):
        return Control(GUEST, place, one.peer)
    return Control(SHARED, place, one.peer) if one is page.patient() else None


def _is_here(page: Page, one: PartyLine) -> bool:
    if shared_large(page) and one is page.patient():
        return page.local.remote and page.view.picture
    return one.peer in page.local.guests


def document(page: Page, room: Box) -> None:
    """What the clinician shares, as large as ``room`` holds it whole; a touch makes it small."""
    canvas, aspect = page.canvas, page.local.shared or 1.0
    place = room.centred(*within(aspect, room.w, room.h))
    pressed = page.local.pressed == (SHARED, None)
    canvas.slot("shared", place, DOCUMENT_RADIUS)
    colour = canvas.mood.mute if pressed else canvas.mood.edge
    canvas.frame(place, colour, EDGE, DOCUMENT_RADIUS)
    page.controls.append(Control(SHARED, canvas.pixels(place)))


def _without_picture(page: Page, room: Box, one: PartyLine) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    words = page.say("Camera off") if not one.camera else page.say("The picture is coming")
    if one.camera and one.seat is Seat.AWAY:
        words = page.say("Has left the page")
    elif one.camera and one is page.patient():
        words = page.say("The patient's picture has stopped")
    icon = "person" if one.camera else "camera-off"
    inner = room.inset(12, 8)
    _, high = canvas.measure(words, SMALL, inner.w)
    if 44 + high <= inner.h:
        top, inner = inner.centred(inner.w, 44 + high).from_top(44)
        canvas.icon(top.centred(40, 40), icon, mood.mute)
    canvas.text(inner, words, SMALL, colour=mood.mute, align="middle", middle=True, lines=2)


def _lines(page: Page, one: PartyLine | None, wide: float) -> list[str]:
    """*Tolk · arabiska · SMS-kod*, on two lines where one does not hold it."""
    if one is None:
        return [page.say("What you share")]
    role, level = page.say(ROLES[one.role]), page.say(LEVELS[one.level or Level.LINK])
    visit = page.view.visit
    spoken = role
    if one.role is Role.INTERPRETER and visit is not None and visit.language:
        spoken = f"{role} · {language_name(page, visit.language)}"
    whole = f"{spoken} · {level}"
    if page.canvas.measure(whole, SMALL)[0] <= wide:
        return [whole]
    return [spoken if page.canvas.measure(spoken, SMALL)[0] <= wide else role, level]


def _label_box(page: Page, box: Box, one: PartyLine | None) -> Box:
    wide = box.w - 2 * WITHIN
    lines = _lines(page, one, wide - ICON - 36)
    return box.inset(WITHIN).from_bottom(len(lines) * page.canvas.line_height(SMALL) + 10)[0]


def _label(page: Page, box: Box, one: PartyLine | None) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    canvas.panel(box, fill=mood.ground, line=mood.ground, opacity=VEIL, radius=14, name="label")
    words, mark_place = box.inset(12, 5).from_end(ICON)[::-1]
    words = words.moved(w=words.w - 8)
    for line in _lines(page, one, box.w - ICON - 36):
        place, words = words.from_top(canvas.line_height(SMALL))
        canvas.text(place, line, SMALL, cut=True, lines=1)
    place = mark_place.centred(ICON, ICON)
    if one is None:
        canvas.icon(place, "document", mood.ink)
    elif one.microphone:
        canvas.slot("speaks", place, peer=one.peer)
    else:
        canvas.icon(place, "microphone-off", mood.mute)
