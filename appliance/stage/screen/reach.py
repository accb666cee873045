"""How far around a control a finger still means it: 15 mm where there is room between controls."""

from collections.abc import Sequence
from math import hypot

from appliance.stage.screen.kit.placed import Rect
from appliance.stage.screen.page import Control

FINGER_MM = 15.0
"""What the look asks of every control."""
INCH_MM = 25.4


def pixel_mm(size: tuple[int, int], inches: float) -> float:
    """A pixel's side on a glass of ``size`` pixels, ``inches`` from corner to corner."""
    return inches * INCH_MM / hypot(*size)


def reaches(controls: Sequence[Control], finger: float) -> list[Rect]:
    """Each control grown to ``finger`` pixels, but to no more than half the gap to another."""
    return [_grown(one, [c for c in controls if c is not one], finger) for one in controls]


def meant(controls: Sequence[Control], x: int, y: int, finger: float) -> Control | None:
    """The control under a finger at (x, y), or within whose reach it is."""
    under = next((one for one in controls if one.hit(x, y)), None)
    if under is not None:
        return under
    grown = zip(controls, reaches(controls, finger), strict=True)
    return next((one for one, rect in grown if _holds(rect, x, y)), None)


def widths(
    controls: Sequence[Control], size: tuple[int, int], inches: float
) -> list[tuple[Control, float]]:
    """Each control with the millimetres on which a finger hits it, the shorter way."""
    mm = pixel_mm(size, inches)
    grown = zip(controls, reaches(controls, FINGER_MM / mm), strict=True)
    return [(one, min(w, h) * mm) for one, (_, _, w, h) in grown]


def _grown(one: Control, others: Sequence[Control], finger: float) -> Rect:
    x, y, w, h = one.rect
    across, down = max(0.0, (finger - w) / 2), max(0.0, (finger - h) / 2)
    left, right, above, below = across, across, down, down
    for other in others:
        ox, oy, ow, oh = other.rect
        beside = y - 2 * down < oy + oh and oy < y + h + 2 * down
        over = x - 2 * across < ox + ow and ox < x + w + 2 * across
        if beside and ox >= x + w:
            right = min(right, (ox - x - w) / 2)
        elif beside and ox + ow <= x:
            left = min(left, (x - ox - ow) / 2)
        if over and oy >= y + h:
            below = min(below, (oy - y - h) / 2)
        elif over and oy + oh <= y:
            above = min(above, (y - oy - oh) / 2)
    return round(x - left), round(y - above), round(w + left + right), round(h + above + below)


def _holds(rect: Rect, x: int, y: int) -> bool:
    left, top, width, height = rect
    return left <= x < left + width and top <= y < top + height
