"""Moving pictures onto the glass: I420 to BGRA, scaled to cover its place, corners rounded."""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import pygame
from numpy.typing import NDArray

from appliance.stage.screen.kit import shapes
from appliance.stage.screen.kit.placed import Rect
from appliance.stage.screen.kit.tokens import Colour
from hardware.pictures import empty, planes

Pixels = NDArray[np.uint8]
CROP_AT_MOST = 0.3
"""So much of a picture may be cut off to fill its place; else it is shown whole."""


def pixels_of(surface: pygame.Surface) -> Pixels:
    """The memory of ``surface`` (32 bits) as (height, width, 4) BGRA; it is locked meanwhile."""
    width, height = surface.get_size()
    rows: NDArray[Any] = pygame.surfarray.pixels2d(surface).T
    return np.lib.stride_tricks.as_strided(
        rows.view(np.uint8), (height, width, 4), (surface.get_pitch(), 4, 1)
    )


class Painter:
    """Paints one source's pictures; scaled as I420, a third of BGRA's work, in memory it keeps."""

    def __init__(self) -> None:
        self._scaled: Pixels = np.empty((0, 0), np.uint8)

    def paint(self, i420: Pixels, target: pygame.Surface, rect: Rect, ground: Colour) -> None:
        """Fill ``rect`` with the picture, or show it whole between bars of ``ground``.

        ``i420`` has shape (height * 3 // 2, width).
        """
        x, y, w, h = rect
        seen, place = fit(i420.shape[1], i420.shape[0] * 2 // 3, w, h)
        if place != (0, 0, w, h):
            target.fill(ground, rect)
        glass = pixels_of(target)[y + place[1] :, x + place[0] :][: place[3], : place[2]]
        scaled = self._scale(i420, seen, place[2] + place[2] % 2, place[3] + place[3] % 2)
        if place[2] % 2 or place[3] % 2:
            bgra = cv2.cvtColor(scaled, cv2.COLOR_YUV2BGRA_I420)
            glass[:] = bgra[: place[3], : place[2]]
        else:
            cv2.cvtColor(scaled, cv2.COLOR_YUV2BGRA_I420, dst=glass)

    def _scale(self, i420: Pixels, seen: Rect, width: int, height: int) -> Pixels:
        if seen == (0, 0, width, height) and i420.shape == (height * 3 // 2, width):
            return i420
        if self._scaled.shape != (height * 3 // 2, width):
            self._scaled = empty(width, height)
        left, top, wide, high = seen
        parts = zip(planes(i420), planes(self._scaled), (1, 2, 2), strict=True)
        for plane, scaled, part in parts:
            source = plane[top // part : (top + high) // part, left // part : (left + wide) // part]
            size = (width // part, height // part)
            cv2.resize(source, size, dst=scaled, interpolation=cv2.INTER_LINEAR)
        return self._scaled


def fit(width: int, height: int, w: int, h: int) -> tuple[Rect, Rect]:
    """Which part of a picture is shown, and where within ``w`` x ``h``; its aspect is kept."""
    scale = max(w / width, h / height)
    seen_w, seen_h = _even(width, w / scale), _even(height, h / scale)
    if seen_w * seen_h >= (1 - CROP_AT_MOST) * width * height:
        left, top = (width - seen_w) // 4 * 2, (height - seen_h) // 4 * 2
        return (left, top, seen_w, seen_h), (0, 0, w, h)
    scale = min(w / width, h / height)
    shown_w, shown_h = _within(w, width * scale), _within(h, height * scale)
    place = ((w - shown_w) // 2, (h - shown_h) // 2, shown_w, shown_h)
    return (0, 0, width, height), place


def _even(most: int, wished: float) -> int:
    """The chroma planes have half the lines and columns."""
    return min(most, max(2, round(wished / 2) * 2))


def _within(most: int, wished: float) -> int:
    """At least one line or column: nobody knows what the other end sends."""
    return min(most, max(1, round(wished)))


def paint_rounded(
    painter: Painter,
    i420: Pixels,
    target: pygame.Surface,
    rect: Rect,
    radius: int,
    ground: Colour,
) -> None:
    """Paint the picture into ``rect`` with round corners, what is around it stays."""
    x, y, w, h = rect
    small = _small(w, h)
    painter.paint(i420, small, (0, 0, w, h), ground)
    pygame.surfarray.pixels_alpha(small)[:] = _corners(w, h, radius)
    target.blit(small, (x, y))


@lru_cache(maxsize=4)
def _small(w: int, h: int) -> pygame.Surface:
    return pygame.Surface((w, h), pygame.SRCALPHA, 32)


@lru_cache(maxsize=4)
def _corners(w: int, h: int, radius: int) -> Pixels:
    return shapes.coverage(shapes.box(0, 0, w, h, radius), w, h).T
