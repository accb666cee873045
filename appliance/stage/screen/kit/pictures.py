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


class Converter:
    """Turns one source's pictures into BGRA, in memory that it keeps."""

    def __init__(self) -> None:
        self._bgra: Pixels = np.empty((0, 0, 4), np.uint8)

    def bgra(self, i420: Pixels) -> Pixels:
        """``i420`` of shape (height * 3 // 2, width) as (height, width, 4)."""
        height, width = i420.shape[0] * 2 // 3, i420.shape[1]
        if self._bgra.shape[:2] != (height, width):
            self._bgra = np.empty((height, width, 4), np.uint8)
        cv2.cvtColor(i420, cv2.COLOR_YUV2BGRA_I420, dst=self._bgra)
        return self._bgra


def paint(bgra: Pixels, target: pygame.Surface, rect: Rect, ground: Colour) -> None:
    """Fill ``rect`` of ``target`` with the picture, or show it whole between bars of ``ground``."""
    x, y, w, h = rect
    source, place = fit(bgra, w, h)
    if place != (0, 0, w, h):
        target.fill(ground, rect)
    glass = pixels_of(target)[y + place[1] :, x + place[0] :][: place[3], : place[2]]
    cv2.resize(source, (place[2], place[3]), dst=glass, interpolation=cv2.INTER_LINEAR)


def fit(bgra: Pixels, w: int, h: int) -> tuple[Pixels, Rect]:
    """Which part of the picture is shown, and where within ``w`` x ``h``; its aspect is kept."""
    height, width = bgra.shape[:2]
    scale = max(w / width, h / height)
    seen_w, seen_h = _within(width, w / scale), _within(height, h / scale)
    if seen_w * seen_h >= (1 - CROP_AT_MOST) * width * height:
        left, top = (width - seen_w) // 2, (height - seen_h) // 2
        return bgra[top : top + seen_h, left : left + seen_w], (0, 0, w, h)
    scale = min(w / width, h / height)
    shown_w, shown_h = _within(w, width * scale), _within(h, height * scale)
    return bgra, ((w - shown_w) // 2, (h - shown_h) // 2, shown_w, shown_h)


def _within(most: int, wished: float) -> int:
    """At least one line or column: nobody knows what the other end sends."""
    return min(most, max(1, round(wished)))


def paint_rounded(
    bgra: Pixels, target: pygame.Surface, rect: Rect, radius: int, ground: Colour
) -> None:
    """Paint the picture into ``rect`` with round corners, what is around it stays."""
    x, y, w, h = rect
    small = _small(w, h)
    paint(bgra, small, (0, 0, w, h), ground)
    pygame.surfarray.pixels_alpha(small)[:] = _corners(w, h, radius)
    target.blit(small, (x, y))


@lru_cache(maxsize=2)
def _small(w: int, h: int) -> pygame.Surface:
    return pygame.Surface((w, h), pygame.SRCALPHA, 32)


@lru_cache(maxsize=2)
def _corners(w: int, h: int, radius: int) -> Pixels:
    return shapes.coverage(shapes.box(0, 0, w, h, radius), w, h).T
