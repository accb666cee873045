"""What was placed where in one picture, and the check that nothing is clipped or overlaps."""

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from appliance.stage.screen.kit.tokens import Colour

Kind = Literal["text", "button", "card", "ring", "icon", "picture", "level"]
Rect = tuple[int, int, int, int]
"""x, y, w, h in pixels."""
Ground = tuple[int, int, int, int]
"""Red, green, blue, and how opaque."""

HOLDS: dict[str, frozenset[str]] = {
    "button": frozenset({"text", "icon"}),
    "card": frozenset({"text", "icon", "ring", "button", "level", "card", "picture"}),
    "ring": frozenset({"text", "icon"}),
    "picture": frozenset({"text", "icon", "card", "button", "level"}),
}
"""What may stand within what; all else stands apart."""
SMALLEST_TYPE = 11
"""Pixels; smaller letters count as clipped."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One thing: what is visible of it, and the room that it was given."""

    kind: Kind
    name: str
    rect: Rect
    room: Rect
    type_size: int = 99
    ink: Colour | None = None
    """The colour that carries it."""
    grounds: tuple[Ground, ...] = ()
    """What lies around it; where a picture shines through, how much of it is hidden."""


def misplaced(placed: list[Placed], size: tuple[int, int]) -> list[str]:
    """What is wrong, one sentence each; empty when all is well."""
    glass = (0, 0, *size)
    wrong = [f"{_named(one)} reaches beyond its room {one.room}" for one in placed if _clipped(one)]
    wrong += [f"{_named(one)} is cut by the screen" for one in placed if not _in(one.rect, glass)]
    wrong += [
        f"{_named(one)} is only {one.type_size} px"
        for one in placed
        if one.type_size < SMALLEST_TYPE
    ]
    wrong += [
        f"{_named(one)} overlaps {_named(other)}"
        for one, other in combinations(placed, 2)
        if _overlap(one, other) and not (_holds(one, other) or _holds(other, one))
    ]
    return wrong


def _clipped(one: Placed) -> bool:
    return not _in(one.rect, one.room)


def _holds(outer: Placed, inner: Placed) -> bool:
    return inner.kind in HOLDS.get(outer.kind, ()) and _in(inner.rect, outer.rect)


def _in(inner: Rect, outer: Rect, slack: int = 1) -> bool:
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[0] + inner[2] <= outer[0] + outer[2] + slack
        and inner[1] + inner[3] <= outer[1] + outer[3] + slack
    )


def _meet(a: Rect, b: Rect) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _overlap(one: Placed, other: Placed) -> bool:
    """Of two texts a tail of the upper may reach between the marks of the lower."""
    x, y, w, h = one.rect
    if one.kind == "text" == other.kind:
        between = max(1, min(one.type_size, other.type_size) // 8)
        y, h = y + between, h - 2 * between
    return _meet((x, y, w, h), other.rect)


def _named(one: Placed) -> str:
    return f"{one.kind} {one.name!r} at {one.rect}"
