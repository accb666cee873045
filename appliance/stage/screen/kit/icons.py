"""The icons, as shapes in a square of side 24; each one stands with its word."""

from functools import lru_cache

import pygame

from appliance.stage.screen.kit.shapes import (
    Field,
    arc,
    both,
    box,
    coverage,
    disc,
    outline,
    path,
    union,
    without,
)
from appliance.stage.screen.kit.text import coloured
from appliance.stage.screen.kit.tokens import Colour

SIDE = 24
LINE = 2.0


def _slashed(shape: Field) -> Field:
    slash = (4.0, 3.5), (20.0, 20.5)
    return union(without(shape, path(*slash, width=LINE * 3)), path(*slash, width=LINE))


def _dome(r: float) -> Field:
    return both(disc(12, 21.5, r), box(0, 0, 24, 21.5, 0))


MICROPHONE = union(
    outline(box(9, 3, 6, 11, 3), LINE),
    arc(12, 11, 7, 0.25, 0.5, LINE),
    path((12, 18), (12, 21), width=LINE),
)
CAMERA = union(
    outline(box(3, 6, 12, 12, 2), LINE),
    path((15, 10), (21, 7), (21, 17), (15, 14), width=LINE),
)
PERSON = union(disc(12, 7, 4.5), _dome(8.5))
TICK = path((5, 12.5), (10, 17.5), (19, 7), width=LINE * 1.3)
_BADGE = path((14.5, 18.0), (17.5, 21.0), (22.5, 14.5), width=LINE)

_HANDSET = (
    (6, 3), (9, 3), (11, 8), (8.5, 9.5), (10.6, 12.9), (14.5, 15.5), (16, 13), (21, 15), (21, 18),
    (20.1, 20.1), (18, 21), (12.6, 19.9), (7.4, 16.6), (4.1, 11.4), (3, 6), (3.9, 3.9),
)  # fmt: skip

ICONS: dict[str, Field] = {
    "microphone": MICROPHONE,
    "microphone-off": _slashed(MICROPHONE),
    "camera": CAMERA,
    "camera-off": _slashed(CAMERA),
    "person": PERSON,
    "person-awaited": union(outline(disc(12, 7, 3.8), LINE), outline(_dome(7.8), LINE)),
    "person-identified": union(
        without(PERSON, path((14.5, 18.0), (17.5, 21.0), (22.5, 14.5), width=LINE * 3)), _BADGE
    ),
    "pause": union(outline(box(7, 5, 3.5, 14, 1), LINE), outline(box(13.5, 5, 3.5, 14, 1), LINE)),
    "tick": TICK,
    "interpreter": union(
        path((4, 5), (20, 5), (20, 16), (9, 16), (4, 20), width=LINE, closed=True),
        path((8, 9), (16, 9), width=LINE),
        path((8, 12.4), (13, 12.4), width=LINE),
    ),
    "write": union(
        path((4, 5), (20, 5), (20, 16), (9, 16), (4, 20), width=LINE, closed=True),
        disc(8, 10.5, 1.3),
        disc(12, 10.5, 1.3),
        disc(16, 10.5, 1.3),
    ),
    "document": union(
        outline(box(5, 3, 14, 18, 2), LINE),
        path((9, 9), (15, 9), width=LINE),
        path((9, 13), (15, 13), width=LINE),
    ),
    "speaks": union(box(4, 9, 3, 6, 1.5), box(10.5, 4, 3, 16, 1.5), box(17, 7, 3, 10, 1.5)),
    "loudspeaker": union(
        path((3, 9), (7, 9), (12, 4.5), (12, 19.5), (7, 15), (3, 15), width=LINE, closed=True),
        arc(12, 12, 4.5, 0.125, 0.25, LINE),
        arc(12, 12, 8.5, 0.125, 0.25, LINE),
    ),
    "headset": union(
        arc(12, 12, 8, 0.75, 0.5, LINE),
        outline(box(2.5, 12, 5, 7, 2), LINE),
        outline(box(16.5, 12, 5, 7, 2), LINE),
    ),
    "phone": path(*_HANDSET, width=LINE, closed=True),
    "bell": union(
        path(
            (4.5, 17),
            (6.5, 14.5),
            (6.5, 10),
            (8, 6.5),
            (12, 5),
            (16, 6.5),
            (17.5, 10),
            (17.5, 14.5),
            (19.5, 17),
            width=LINE,
            closed=True,
        ),
        path((12, 3), (12, 5), width=LINE),
        arc(12, 18.6, 2.2, 0.25, 0.5, LINE),
    ),
    "clock": union(
        outline(disc(12, 12, 9.5), LINE),
        path((12, 6.5), (12, 12), (15.8, 14.2), width=LINE),
    ),
    "emergency": union(
        outline(union(box(8.5, 3, 7, 18, 1.5), box(3, 8.5, 18, 7, 1.5)), LINE),
    ),
    "undo": union(
        path((8.5, 4.5), (4, 9), (8.5, 13.5), width=LINE),
        path((4, 9), (14.5, 9), width=LINE),
        arc(14.5, 14, 5, 0.0, 0.5, LINE),
        path((14.5, 19), (10, 19), width=LINE),
    ),
    "attention": union(
        outline(disc(12, 12, 9.5), LINE),
        path((12, 7), (12, 12.8), width=LINE),
        disc(12, 16.6, 1.3),
    ),
}


@lru_cache(maxsize=48)
def icon(name: str, size: int, colour: Colour) -> pygame.Surface:
    """The icon ``name``, ``size`` pixels square."""
    return coloured(coverage(ICONS[name], size, size, size / SIDE), colour)
