"""Which control is marked for who has keys and no finger: the order, and the ring around it.

The first is what the screen is about, as room says it, but never *Lämna*; from there it goes on as
people read, line by line, and around (EN 301 549, 9.2.4.3 and 9.2.4.7).
"""

from collections.abc import Sequence

from appliance.core.words import Button
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.page import Control, Page

Mark = tuple[str, str | None]
"""A control's name and peer."""
INNER, EDGE, RIM = 4.0, 5.0, 3.0
"""From the control to the ring, the ring, and the rim on both sides that parts it from the rest."""
RADIUS = 24.0


def named(control: Control) -> Mark:
    """How a control is known from one drawing to the next."""
    return control.name, control.peer


def in_order(controls: Sequence[Control], *, rtl: bool = False) -> list[Control]:
    """All controls as people read them."""
    left = sorted(controls, key=lambda one: one.rect[1] + one.rect[3] / 2)
    found: list[Control] = []
    while left:
        line = [one for one in left if _beside(left[0], one)]
        found += sorted(line, key=lambda one: -one.rect[0] if rtl else one.rect[0])
        left = [one for one in left if one not in line]
    return found


def _beside(first: Control, other: Control) -> bool:
    _, y, _, h = first.rect
    middle = other.rect[1] + other.rect[3] / 2
    return y <= middle < y + h or other is first


def start(controls: Sequence[Control], buttons: Sequence[Button]) -> Mark | None:
    """What is marked first."""
    there = {one.name: one for one in reversed(controls)}
    wanted = (button.value for button in buttons if button is not Button.LEAVE)
    first = next((there[name] for name in wanted if name in there), None)
    return named(first or controls[0]) if controls else None


def moved(
    controls: Sequence[Control],
    buttons: Sequence[Button],
    at: Mark | None,
    by: int,
    *,
    rtl: bool = False,
) -> Mark | None:
    """What is marked ``by`` steps after ``at``; the first where nothing was."""
    order = [named(one) for one in in_order(controls, rtl=rtl)]
    if at not in order:
        return start(controls, buttons)
    return order[(order.index(at) + by) % len(order)]


def kept(controls: Sequence[Control], buttons: Sequence[Button], at: Mark | None) -> Mark | None:
    """``at`` while it is there; else what is marked first on what stands there now."""
    if at is None or any(named(one) == at for one in controls):
        return at
    return start(controls, buttons)


def ring(page: Page) -> None:
    """The ring around the marked control, apart from whatever lies under it."""
    canvas, mood = page.canvas, page.canvas.mood
    control = next((one for one in page.controls if named(one) == page.local.marked), None)
    if control is None:
        return
    x, y, w, h = (part / canvas.unit for part in control.rect)
    left = canvas.page.w - x - w if canvas.rtl else x
    box = Box(left, y, w, h)
    out = INNER + EDGE
    canvas.frame(box.inset(-out - RIM), mood.ground, EDGE + 2 * RIM, RADIUS + out + RIM)
    canvas.frame(box.inset(-out), mood.accent, EDGE, RADIUS + out)
