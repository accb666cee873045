"""From a drawing to what is said of it: all its words in their order, then the buttons."""

import re
from collections.abc import Iterator, Sequence

from appliance.stage.screen.draw import Drawing
from appliance.stage.screen.focus import in_order
from appliance.stage.screen.kit.placed import Placed, Rect
from appliance.stage.screen.page import KEY, SELF_VIEW, SHARED, Control
from appliance.stage.screen.words import Words, mark

NAMED = {SELF_VIEW: mark("Your picture"), SHARED: mark("What you share")}
"""Pictures that have no words on them."""
BELOW = 0.75
"""A control without words on it has them under it, within this part of its height."""
SPOKEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d):(?=\d\d)"), " "),
    (re.compile(r"(?<=\d)-(?=\d)"), ", "),
    (re.compile(r"\u200e?··\s*"), ""),
    (re.compile(r"\s*[·–]\s*"), ", "),
    (re.compile(r"[…|]"), ""),
)
"""What is read by the eye, and what is said instead."""


def spoken(drawing: Drawing, words: Words) -> tuple[str, ...]:
    """One sentence for each text on the screen; the last one names what can be pressed."""
    pressable = [c for c in in_order(drawing.controls, rtl=words.rtl) if not _is_letter(c)]
    labels = [label(drawing, one, words) for one in pressable]
    texts = [
        (text, rect)
        for text, rect in _texts(drawing.placed)
        if text
        and text not in labels
        and not any(_middle_in(rect, c.rect) for c in drawing.controls)
    ]
    said = [as_said(text) for text in _in_columns(texts, drawing.parted, rtl=words.rtl)]
    if labels:
        named = ", ".join(as_said(one) for one in labels)
        said.append(words.say("Buttons: {buttons}", buttons=named))
    return tuple(one for one in said if one)


def _is_letter(control: Control) -> bool:
    """A keyboard's letters are not named one by one; each is when it is marked."""
    return control.name == KEY and len(control.peer or "") == 1


def label(drawing: Drawing, control: Control, words: Words) -> str:
    """The words on ``control``, or right under it."""
    texts = list(_texts(drawing.placed))
    within = [(rect[1], text) for text, rect in texts if _middle_in(rect, control.rect)]
    if within:
        return ", ".join(text for _, text in sorted(within))
    x, y, w, h = control.rect
    under = (x, y + h, w, round(h * BELOW))
    named = words.say(NAMED[control.name]) if control.name in NAMED else ""
    return named or next((text for text, rect in texts if _middle_in(rect, under)), "")


def _in_columns(texts: list[tuple[str, Rect]], parted: int, *, rtl: bool) -> list[str]:
    """The texts as they are read: the room's own column whole, then the rest, line by line."""
    found = []
    for first in (True, False):
        column = [
            Control(text, rect)
            for text, rect in texts
            if ((rect[0] + rect[2] / 2 < parted) != rtl) == first
        ]
        found += [one.name for one in in_order(column, rtl=rtl)]
    return found


def as_said(text: str) -> str:
    """``text`` as a voice reads it."""
    for pattern, instead in SPOKEN:
        text = pattern.sub(instead, text)
    return text.strip(" ,")


def _texts(placed: Sequence[Placed]) -> Iterator[tuple[str, Rect]]:
    """Each text whole, its lines put together, and where it stands."""
    lines: list[Placed] = []
    for one in (*(one for one in placed if one.kind == "text"), None):
        if lines and (one is None or (one.room, one.type_size) != _of(lines[-1])):
            yield " ".join(line.name for line in lines), _around([line.rect for line in lines])
            lines = []
        if one is not None:
            lines.append(one)


def _of(line: Placed) -> tuple[Rect, int]:
    return line.room, line.type_size


def _around(rects: list[Rect]) -> Rect:
    left, top = min(r[0] for r in rects), min(r[1] for r in rects)
    right, bottom = max(r[0] + r[2] for r in rects), max(r[1] + r[3] for r in rects)
    return left, top, right - left, bottom - top


def _middle_in(inner: Rect, outer: Rect) -> bool:
    x, y = inner[0] + inner[2] / 2, inner[1] + inner[3] / 2
    return outer[0] <= x < outer[0] + outer[2] and outer[1] <= y < outer[1] + outer[3]
