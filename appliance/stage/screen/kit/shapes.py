"""Shapes as signed distances: every edge is smooth at every size, nothing is scaled."""

from collections.abc import Callable
from functools import lru_cache
from math import cos, pi, sin
from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray

from appliance.stage.screen.kit.tokens import Colour

Grid = NDArray[np.floating[Any]]
Field = Callable[[Grid, Grid], Grid]
"""Signed distance at (x, y): negative within the shape, 0 on its edge."""


def disc(cx: float, cy: float, r: float) -> Field:
    """A filled circle."""

    def field(x: Grid, y: Grid) -> Grid:
        distance: Grid = np.hypot(x - cx, y - cy) - r
        return distance

    return field


def box(x: float, y: float, w: float, h: float, r: float) -> Field:
    """A filled rectangle with round corners."""

    def field(px: Grid, py: Grid) -> Grid:
        across = np.abs(px - (x + w / 2)) - (w / 2 - r)
        down = np.abs(py - (y + h / 2)) - (h / 2 - r)
        outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
        distance: Grid = outside + np.minimum(np.maximum(across, down), 0) - r
        return distance

    return field


def path(*points: tuple[float, float], width: float, closed: bool = False) -> Field:
    """A line through ``points`` with round ends and corners."""
    pairs = list(zip(points, points[1:] + (points[:1] if closed else ()), strict=False))

    def field(px: Grid, py: Grid) -> Grid:
        distance: Grid = np.minimum.reduce([_segment(px, py, a, b) for a, b in pairs]) - width / 2
        return distance

    return field


def _segment(px: Grid, py: Grid, a: tuple[float, float], b: tuple[float, float]) -> Grid:
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = np.clip(((px - a[0]) * dx + (py - a[1]) * dy) / (dx * dx + dy * dy), 0, 1)
    distance: Grid = np.hypot(px - a[0] - along * dx, py - a[1] - along * dy)
    return distance


def arc(cx: float, cy: float, r: float, begin: float, turn: float, width: float) -> Field:
    """Part of a circle with round ends: ``begin`` and ``turn`` in turns, clockwise from the top."""
    ends = [(cx + r * sin(2 * pi * at), cy - r * cos(2 * pi * at)) for at in (begin, begin + turn)]

    def field(px: Grid, py: Grid) -> Grid:
        at = (np.arctan2(px - cx, cy - py) / (2 * pi) - begin) % 1
        on = np.abs(np.hypot(px - cx, py - cy) - r)
        caps = np.minimum(*(np.hypot(px - x, py - y) for x, y in ends))
        distance: Grid = np.where(at <= turn, on, caps) - width / 2
        return distance

    return field


def dashed(cx: float, cy: float, r: float, dashes: int, width: float) -> Field:
    """A ring of as much dash as gap."""

    def field(px: Grid, py: Grid) -> Grid:
        at = (np.arctan2(px - cx, cy - py) / (2 * pi) * dashes + 0.25) % 1
        beside = (np.abs(at - 0.25) - 0.25) * 2 * pi * r / dashes
        distance: Grid = np.maximum(np.abs(np.hypot(px - cx, py - cy) - r) - width / 2, beside)
        return distance

    return field


def outline(shape: Field, width: float) -> Field:
    """The line along the edge of ``shape``, half of it inside."""
    return lambda x, y: np.abs(shape(x, y)) - width / 2


def union(*shapes: Field) -> Field:
    """All ``shapes`` together."""
    return lambda x, y: np.minimum.reduce([shape(x, y) for shape in shapes])


def both(*shapes: Field) -> Field:
    """Where all ``shapes`` are."""
    return lambda x, y: np.maximum.reduce([shape(x, y) for shape in shapes])


def without(shape: Field, hole: Field) -> Field:
    """``shape`` with ``hole`` cut out of it."""
    return lambda x, y: np.maximum(shape(x, y), -hole(x, y))


def coverage(shape: Field, width: int, height: int, scale: float = 1.0) -> NDArray[np.uint8]:
    """How much of each pixel ``shape`` covers, (height, width); ``scale`` is pixels per unit."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = shape((x + 0.5) / scale, (y + 0.5) / scale) * scale
    covered: NDArray[np.uint8] = (np.clip(0.5 - distance, 0, 1) * 255 + 0.5).astype(np.uint8)
    return covered


@lru_cache(maxsize=48)
def panel(
    width: int,
    height: int,
    radius: float,
    edge: int,
    fill: tuple[int, int, int, int],
    line: Colour,
) -> pygame.Surface:
    """A rectangle with round corners: ``fill`` with its opacity, a border of ``edge`` pixels."""
    radius = min(radius, width / 2, height / 2)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = box(0, 0, width, height, radius)(x + 0.5, y + 0.5)
    whole = np.clip(0.5 - distance, 0, 1)
    inner = np.clip(0.5 - (distance + edge), 0, 1) if edge else whole
    picture = pygame.Surface((width, height), pygame.SRCALPHA, 32)
    colours = pygame.surfarray.pixels3d(picture)
    for channel in range(3):
        mixed = line[channel] + (fill[channel] - line[channel]) * inner
        colours[:, :, channel] = (mixed + 0.5).astype(np.uint8).T
    del colours
    opacity = whole * (255 + (fill[3] - 255) * inner)
    pygame.surfarray.pixels_alpha(picture)[:] = (opacity + 0.5).astype(np.uint8).T
    return picture
