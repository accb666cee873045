"""*Jag är sen*: one tidy group, one touch each, and what was promised (R09)."""

from collections.abc import Sequence

from appliance.core.words import Button
from appliance.stage.screen.buttons import GAP, TEXT, WORDS, natural, put, row
from appliance.stage.screen.kit.boxes import Box, columns
from appliance.stage.screen.kit.tokens import BUTTON, BUTTON_RADIUS, EDGE, SMALL, VEIL
from appliance.stage.screen.page import Page

LATE = (Button.LATE_5, Button.LATE_10, Button.LATE_20)
WIDEST = 720.0
"""The group's width at most."""
SEGMENT = 12.0
"""The room beside a segment's words."""


def late_buttons(page: Page) -> list[Button]:
    """Those that work now."""
    return [button for button in LATE if page.has(button)]


def label(page: Page, promised: float | None) -> str:
    """*Jag är sen*, or *Kommer 10:40* once that was promised."""
    if promised is None:
        return page.say("I am late")
    return page.say("Coming {time}", time=page.now.clock(promised))


def least(page: Page, promised: float | None) -> float:
    """The least width of the group."""
    return _label_width(page, promised) + _segments_width(page)


def _label_width(page: Page, promised: float | None) -> float:
    return page.canvas.measure(label(page, promised), SMALL + 2, bold=True)[0] + 32


def _segments_width(page: Page) -> float:
    words = [page.say(WORDS[button]) for button in late_buttons(page)]
    widest = max(page.canvas.measure(one, TEXT - 4, bold=True)[0] for one in words)
    return len(words) * (widest + 2 * SEGMENT)


def late_group(page: Page, box: Box, promised: float | None, *, labelled: bool = True) -> None:
    """The group fills ``box``, a button's height; its label stands in it or is said elsewhere."""
    canvas, mood, buttons = page.canvas, page.canvas.mood, late_buttons(page)
    night = mood.name == "night"
    canvas.panel(
        box,
        fill=mood.ground,
        line=mood.edge if night else mood.ink,
        edge=EDGE,
        radius=BUTTON_RADIUS,
        opacity=VEIL if night else 255,
    )
    parts = box
    if labelled:
        said = max(_label_width(page, promised), box.w - len(buttons) * 150)
        words, parts = box.from_start(said)
        colour = mood.soon if promised is not None else mood.mute
        canvas.text(
            words.inset(12, 0),
            label(page, promised),
            SMALL + 2,
            bold=True,
            colour=colour,
            align="middle",
            middle=True,
            lines=1,
        )
    for place, button in zip(columns(parts, len(buttons), 0), buttons, strict=True):
        if place.x > box.x:
            canvas.rule(place.moved(y=box.y + 18, w=2, h=box.h - 36))
        put(page, place.moved(x=place.x + 4, w=place.w - 8), button, "segment")


def foot(page: Page, box: Box, buttons: Sequence[Button], keep: float = 0.0) -> Box:
    """``buttons`` along the bottom of ``box``, the late ones as their group; the rest above.

    ``keep``: so much of it is needed for other things.
    """
    promised = page.view.late_until
    others = [button for button in buttons if button not in LATE]
    if len(others) == len(buttons):
        return row(page, box, others, keep=keep)
    line, rest = box.from_bottom(BUTTON)
    room = box.w - least(page, promised)
    beside: list[Button] = []
    while others and natural(page, others[0], 24) + GAP <= room:
        room -= natural(page, others[0], 24) + GAP
        beside.append(others.pop(0))
    for button in beside:
        place, line = line.from_start(natural(page, button, 24))
        put(page, place, button)
        line = line.from_start(GAP)[1]
    late_group(page, line.moved(w=min(line.w, WIDEST)), promised)
    return row(page, rest.moved(h=rest.h - GAP), others, keep=keep)
