"""The keyboard on the screen, and the line that is written with it (R31)."""

from appliance.stage.screen.buttons import Style, put_own
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, MARGIN, SMALL, STEP
from appliance.stage.screen.page import KEY, Page
from appliance.stage.screen.tiles import SHORT, tiles_in_line

HIGH = 60.0
LINE = 60.0
ROWS = 5
SHIFT, ERASE, SPACE, SEND, HIDE = "shift", "erase", "space", "send", "hide"
NARROW = 7.0
"""Between two keys."""
ROWS_OF: dict[str, tuple[str, ...]] = {
    "sv": ("1234567890", "qwertyuiopå", "asdfghjklöä", "zxcvbnm,.?-"),
    "en": ("1234567890", "qwertyuiop", "asdfghjkl'", "zxcvbnm,.?-"),
}
"""What stands on the keys of each language; of any other the English ones."""


def keyboard_top(page: Page) -> float:
    """Where the line of controls above it begins."""
    return page.canvas.page.h - 24 - ROWS * (HIGH + NARROW) - LINE - STEP - SHORT - STEP


def keyboard(page: Page) -> None:
    """The controls on one line, what is written, the keys."""
    whole = page.canvas.page
    room = Box(MARGIN, keyboard_top(page), whole.w - 2 * MARGIN, 0)
    tiles_in_line(page, room.moved(h=SHORT))
    _draft(page, room.moved(y=room.y + SHORT + STEP, h=LINE))
    top = room.y + SHORT + LINE + 2 * STEP
    rows = ROWS_OF.get(page.words.language, ROWS_OF["en"])
    for number, keys in enumerate(rows):
        _row(page, room.moved(y=top + number * (HIGH + NARROW), h=HIGH), keys, number)
    last = room.moved(y=top + len(rows) * (HIGH + NARROW), h=HIGH)
    _last(page, last)


def _draft(page: Page, box: Box) -> None:
    canvas, mood = page.canvas, page.canvas.mood
    canvas.panel(box, fill=mood.ink, line=mood.ink, radius=16, name="draft")
    room = box.inset(20, 6)
    draft = page.local.draft
    if not draft:
        words = page.say("The patient reads while you write")
        canvas.text(room, words, BODY - 2, colour=mood.card, middle=True, lines=1)
        return
    shown = draft[-400:]
    while canvas.measure(f"{shown}|", BODY)[0] > room.w and len(shown) > 1:
        shown = shown[1:]
    canvas.text(room, f"{shown}|", BODY, colour=mood.ground, middle=True, lines=1)


def _row(page: Page, line: Box, keys: str, number: int) -> None:
    extra = {3: (SHIFT, ERASE)}.get(number, ())
    names = [*extra[:1], *keys, *extra[1:]]
    side = 1.6 if extra else 1.0
    parts = [side if name in extra else 1.0 for name in names]
    _place(page, line, names, parts)


def _last(page: Page, line: Box) -> None:
    _place(page, line, [HIDE, SPACE, SEND], [2.6, 4.4, 3.0])


def _place(page: Page, line: Box, names: list[str], parts: list[float]) -> None:
    unit = (line.w - NARROW * (len(names) - 1)) / sum(parts)
    x = line.x
    for name, part in zip(names, parts, strict=True):
        box = line.moved(x=x, w=unit * part)
        style: Style = "primary" if name == SEND else "outlined"
        size = BODY + 2 if len(name) == 1 else SMALL
        put_own(page, box, KEY, name, _words(page, name), size, style)
        x = box.right + NARROW


def _words(page: Page, name: str) -> str:
    if name == SHIFT:
        return page.say("Capital") if not page.local.upper else page.say("Small")
    named = {
        ERASE: page.say("Erase"),
        SPACE: page.say("Space"),
        SEND: page.say("Send"),
        HIDE: page.say("Hide the keys"),
    }
    return named.get(name) or (name.upper() if page.local.upper else name)


def typed(draft: str, name: str, *, upper: bool) -> tuple[str, bool]:
    """The line after the key ``name``, and whether the next letter is a capital."""
    if name == SHIFT:
        return draft, not upper
    if name == ERASE:
        return draft[:-1], begins(draft[:-1])
    letter = " " if name == SPACE else name.upper() if upper else name
    draft += letter
    return draft, begins(draft)


def begins(draft: str) -> bool:
    """Whether a sentence begins after ``draft``."""
    said = draft.rstrip(" ")
    return not said or (said[-1] in ".?!" and draft.endswith(" "))
