"""The ring that is a room: one shape per state, everywhere the same."""

from functools import lru_cache
from typing import Literal

import pygame

from appliance.stage.screen.kit import shapes
from appliance.stage.screen.kit.text import coloured
from appliance.stage.screen.kit.tokens import Colour, Mood

RingState = Literal["clear", "soon", "occupied", "paused", "fault", "none"]
THIN = 0.05
"""The clock's ring: its line, of its diameter."""
BOLD = 0.18
"""A small ring beside words."""


def shape(state: RingState, filled: float, line: float) -> shapes.Field:
    """The state's shape in a square of side 1; ``filled`` is the part of *soon* that is over."""
    radius = (1 - line) / 2
    around = shapes.outline(shapes.disc(0.5, 0.5, radius), line)
    if state == "soon":
        return shapes.arc(0.5, 0.5, radius, 0, min(max(filled, 0.001), 1), line)
    if state == "occupied":
        return shapes.disc(0.5, 0.5, 0.5)
    if state == "paused":
        bars = [shapes.box(x, 0.28, 0.11, 0.44, 0.03) for x in (0.345, 0.545)]
        return shapes.without(shapes.disc(0.5, 0.5, 0.5), shapes.union(*bars))
    if state == "fault":
        near, far = 0.36, 0.64
        stroke = max(line * 0.6, 0.06)
        cross = shapes.union(
            shapes.path((near, near), (far, far), width=stroke),
            shapes.path((near, far), (far, near), width=stroke),
        )
        return shapes.union(around, cross)
    if state == "none":
        return shapes.dashed(0.5, 0.5, radius, 12 if line > THIN else 40, line)
    return around


@lru_cache(maxsize=24)
def ring(size: int, state: RingState, filled: float, line: float, colour: Colour) -> pygame.Surface:
    """The ring ``size`` pixels across."""
    return coloured(shapes.coverage(shape(state, filled, line), size, size, size), colour)


def colour_of(state: RingState, mood: Mood) -> Colour:
    """The state's colour in ``mood``."""
    return {
        "clear": mood.clear,
        "soon": mood.soon,
        "occupied": mood.occupied,
        "paused": mood.occupied,
        "fault": mood.fault,
        "none": mood.none,
    }[state]
