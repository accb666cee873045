"""A drawing and the moving pictures together on the glass; only what is new is painted."""

from typing import Literal, Protocol

import numpy as np
import pygame

from appliance.stage.screen.draw import Drawing
from appliance.stage.screen.kit.canvas import Slot
from appliance.stage.screen.kit.pictures import Painter, Pixels, paint_rounded
from appliance.stage.screen.kit.placed import Rect
from appliance.stage.screen.kit.shapes import panel

Slots = dict[Literal["remote", "own", "level"], Slot]

LEVEL_STEPS = 16


class Moving(Protocol):
    """A picture that comes new again and again."""

    @property
    def i420(self) -> Pixels:
        """(height * 3 // 2, width), uint8."""

    @property
    def serial(self) -> int:
        """Another number for another picture."""


class Composer:
    """Keeps what the glass shows, and paints what differs."""

    def __init__(self, glass: pygame.Surface) -> None:
        self._glass = glass
        self._remote, self._own = Painter(), Painter()
        self._drawing: Drawing | None = None
        self._bands: list[Rect] = []
        self._shown: tuple[int | None, int | None, int] = (None, None, 0)

    def paint(
        self, drawing: Drawing, remote: Moving | None, own: Moving | None, level: float
    ) -> bool:
        """Bring the glass up to date; ``level`` is 0 to 1. Returns whether anything was painted."""
        slots = {slot.what: slot for slot in drawing.slots}
        news = (
            remote.serial if remote and "remote" in slots else None,
            own.serial if own and "own" in slots else None,
            loudness(level) if "level" in slots else 0,
        )
        fresh = drawing is not self._drawing
        if not fresh and news == self._shown:
            return False
        if fresh:
            self._drawing = drawing
            self._bands = bands(drawing.sheet) if "remote" in slots else [_all(drawing.sheet)]
        if "remote" in slots:
            self._paint_over_picture(drawing, slots, remote, own)
        else:
            self._paint_paper(drawing, slots, own, fresh or news[1] != self._shown[1], fresh)
        if "level" in slots:
            self._paint_level(drawing, slots["level"], news[2], "remote" in slots)
        self._shown = news
        return True

    def _paint_over_picture(
        self,
        drawing: Drawing,
        slots: Slots,
        remote: Moving | None,
        own: Moving | None,
    ) -> None:
        if remote is not None:
            place, ground = slots["remote"].rect, drawing.mood.ground
            self._remote.paint(remote.i420, self._glass, place, ground)
        else:
            self._glass.fill(drawing.mood.ground)
        if own is not None and "own" in slots:
            self._paint_own(drawing, slots["own"], own)
        for band in self._bands:
            self._glass.blit(drawing.sheet, band[:2], band)

    def _paint_paper(
        self,
        drawing: Drawing,
        slots: Slots,
        own: Moving | None,
        moved: bool,
        whole: bool,
    ) -> None:
        slot = slots.get("own")
        if slot is not None and moved:
            self._glass.fill(drawing.mood.ground, slot.rect)
            if own is not None:
                self._paint_own(drawing, slot, own)
            if not whole:
                self._glass.blit(drawing.sheet, slot.rect[:2], slot.rect)
        if whole:
            self._glass.blit(drawing.sheet, (0, 0))

    def _paint_own(self, drawing: Drawing, slot: Slot, own: Moving) -> None:
        place, ground = slot.rect, drawing.mood.card
        paint_rounded(self._own, own.i420, self._glass, place, slot.radius, ground)

    def _paint_level(self, drawing: Drawing, slot: Slot, steps: int, clear: bool) -> None:
        x, y, w, h = slot.rect
        mood = drawing.mood
        if not clear:
            self._glass.blit(drawing.sheet, (x, y), slot.rect)
        self._glass.blit(panel(w, h, slot.radius, 0, (*mood.line, 255), mood.line), (x, y))
        wide = max(h, w * steps // LEVEL_STEPS) if steps else 0
        if wide:
            bar = panel(wide, h, slot.radius, 0, (*mood.clear, 255), mood.clear)
            self._glass.blit(bar, (x, y))


def loudness(level: float) -> int:
    """A level (0 at -60 dB, 1 at full scale) as steps of the bar: -50 dB is none, -8 dB is all."""
    part = (level - 1 / 6) / 0.7
    return round(min(max(part, 0.0), 1.0) * LEVEL_STEPS)


def bands(sheet: pygame.Surface) -> list[Rect]:
    """The parts of ``sheet`` where something is, as few full bands across."""
    there = pygame.surfarray.array_alpha(sheet) > 0
    rows = np.flatnonzero(there.any(axis=0))
    if not len(rows):
        return []
    found = []
    for part in np.split(rows, np.flatnonzero(np.diff(rows) > 16) + 1):
        top, bottom = int(part[0]), int(part[-1]) + 1
        across = np.flatnonzero(there[:, top:bottom].any(axis=1))
        left, right = int(across[0]), int(across[-1]) + 1
        found.append((left, top, right - left, bottom - top))
    return found


def _all(sheet: pygame.Surface) -> Rect:
    return (0, 0, *sheet.get_size())
