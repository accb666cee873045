"""A drawing and the moving pictures together on the glass; only what is new is painted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pygame

from appliance.stage.screen.draw import Drawing
from appliance.stage.screen.kit.canvas import Slot
from appliance.stage.screen.kit.icons import icon
from appliance.stage.screen.kit.pictures import Painter, Pixels, paint_rounded
from appliance.stage.screen.kit.placed import Rect
from appliance.stage.screen.kit.shapes import panel
from appliance.stage.screen.kit.stills import StillPainter
from appliance.stage.stills import Still

Slots = dict[str, Slot]

LEVEL_STEPS = 16
SPEAKING = 5
"""Units: the edge of the picture of who speaks."""


class Moving(Protocol):
    """A picture that comes new again and again."""

    @property
    def i420(self) -> Pixels:
        """(height * 3 // 2, width), uint8."""

    @property
    def serial(self) -> int:
        """Another number for another picture."""


@dataclass(frozen=True, slots=True)
class Guests:
    """Who takes part, by peer: their pictures, and who of all speaks just now."""

    pictures: Mapping[str, Moving] = field(default_factory=dict)
    speaking: frozenset[str] = frozenset()
    shared: Still | None = None
    """What the clinician shows them (R35)."""


NO_GUESTS = Guests()


class Composer:
    """Keeps what the glass shows, and paints what differs."""

    def __init__(self, glass: pygame.Surface) -> None:
        self._glass = glass
        self._remote, self._own, self._shared = Painter(), Painter(), StillPainter()
        self._guests: dict[str, Painter] = {}
        self._drawing: Drawing | None = None
        self._bands: list[Rect] = []
        self._shown: tuple[int | None, int | None, int, str | None] = (None, None, 0, None)
        self._beside: dict[str, tuple[int | None, bool]] = {}
        """Of each guest with a place: which picture is painted, and whether as one who speaks."""

    def paint(
        self,
        drawing: Drawing,
        remote: Moving | None,
        own: Moving | None,
        level: float,
        guests: Guests = NO_GUESTS,
    ) -> bool:
        """Bring the glass up to date; ``level`` is 0 to 1. Returns whether anything was painted."""
        if guests.shared is None:
            self._shared.forget()
        slots: Slots = {slot.what: slot for slot in drawing.slots if slot.peer is None}
        news = (
            remote.serial if remote and "remote" in slots else None,
            own.serial if own and "own" in slots else None,
            loudness(level) if "level" in slots else 0,
            guests.shared.name if guests.shared and "shared" in slots else None,
        )
        beside = _beside(drawing, guests)
        fresh = drawing is not self._drawing
        if not fresh and news == self._shown and beside == self._beside:
            return False
        if fresh:
            self._drawing = drawing
            self._bands = bands(drawing.sheet) if "remote" in slots else [_all(drawing.sheet)]
            self._guests = {peer: self._guests.get(peer) or Painter() for peer in beside}
        moved = {peer for peer in beside if fresh or beside[peer] != self._beside.get(peer)}
        if "remote" in slots:
            self._paint_over_picture(drawing, slots, remote, own, guests)
        else:
            own_moved = fresh or news[1] != self._shown[1]
            whole = fresh or news[3] != self._shown[3]
            if whole:
                moved, own_moved = set(beside), True
            self._paint_paper(drawing, slots, own, own_moved, whole, guests, moved)
        self._paint_speaking(drawing, guests.speaking)
        if "level" in slots:
            self._paint_level(drawing, slots["level"], news[2], "remote" in slots)
        self._shown, self._beside = news, beside
        return True

    def _paint_over_picture(
        self,
        drawing: Drawing,
        slots: Slots,
        remote: Moving | None,
        own: Moving | None,
        guests: Guests,
    ) -> None:
        if remote is not None:
            place, ground = slots["remote"].rect, drawing.mood.ground
            self._remote.paint(remote.i420, self._glass, place, ground)
        else:
            self._glass.fill(drawing.mood.ground)
        if own is not None and "own" in slots:
            self._paint_small(drawing, slots["own"], own, self._own)
        for slot in _of_guests(drawing):
            self._paint_guest(drawing, slot, guests)
        self._paint_shared(drawing, slots, guests.shared)
        for band in self._bands:
            self._glass.blit(drawing.sheet, band[:2], band)

    def _paint_paper(
        self,
        drawing: Drawing,
        slots: Slots,
        own: Moving | None,
        own_moved: bool,
        whole: bool,
        guests: Guests,
        moved: set[str],
    ) -> None:
        changed = [slot for slot in _of_guests(drawing) if slot.peer in moved]
        for slot in changed:
            self._glass.fill(drawing.mood.ground, slot.rect)
            self._paint_guest(drawing, slot, guests)
        changed += _speaks_apart(drawing, moved)
        if whole and "shared" in slots:
            self._glass.fill(drawing.mood.ground, slots["shared"].rect)
            self._paint_shared(drawing, slots, guests.shared)
        if "own" in slots and own_moved:
            changed.append(slots["own"])
            self._glass.fill(drawing.mood.ground, slots["own"].rect)
            if own is not None:
                self._paint_small(drawing, slots["own"], own, self._own)
        for rect in [_all(drawing.sheet)] if whole else [slot.rect for slot in changed]:
            self._glass.blit(drawing.sheet, rect[:2], rect)

    def _paint_guest(self, drawing: Drawing, slot: Slot, guests: Guests) -> None:
        picture = guests.pictures.get(slot.peer or "")
        if picture is not None:
            self._paint_small(drawing, slot, picture, self._guests[slot.peer or ""])

    def _paint_shared(self, drawing: Drawing, slots: Slots, shared: Still | None) -> None:
        """Whole, however it lies: a page is read to its edge."""
        if shared is not None and "shared" in slots:
            slot = slots["shared"]
            self._shared.paint(shared, self._glass, slot.rect, slot.radius, drawing.mood.card)

    def _paint_small(self, drawing: Drawing, slot: Slot, what: Moving, painter: Painter) -> None:
        place, ground = slot.rect, drawing.mood.card
        paint_rounded(painter, what.i420, self._glass, place, slot.radius, ground)

    def _paint_speaking(self, drawing: Drawing, speaking: frozenset[str]) -> None:
        """Who speaks: an icon, and an edge around a guest's picture; never the edge alone."""
        accent = drawing.mood.accent
        for slot in drawing.slots:
            if slot.peer not in speaking:
                continue
            x, y, w, h = slot.rect
            if slot.what == "speaks":
                self._glass.blit(icon("speaks", w, accent), (x, y))
            else:
                edge = max(2, round(SPEAKING * drawing.unit))
                frame = panel(w, h, slot.radius, edge, (*accent, 0), accent)
                self._glass.blit(frame, (x, y))

    def _paint_level(self, drawing: Drawing, slot: Slot, steps: int, clear: bool) -> None:
        x, y, w, h = slot.rect
        mood = drawing.mood
        if not clear:
            self._glass.blit(drawing.sheet, (x, y), slot.rect)
        self._glass.blit(panel(w, h, slot.radius, 0, (*mood.line, 255), mood.line), (x, y))
        wide = max(h, w * steps // LEVEL_STEPS) if steps else 0
        if wide:
            bar = panel(wide, h, slot.radius, 0, (*mood.accent, 255), mood.accent)
            self._glass.blit(bar, (x, y))


def _of_guests(drawing: Drawing) -> list[Slot]:
    return [slot for slot in drawing.slots if slot.what == "guest"]


def _speaks_apart(drawing: Drawing, moved: set[str]) -> list[Slot]:
    """Marks that do not lie on a picture."""
    pictures = {slot.peer for slot in _of_guests(drawing)}
    marks = (slot for slot in drawing.slots if slot.what == "speaks")
    return [slot for slot in marks if slot.peer in moved and slot.peer not in pictures]


def _beside(drawing: Drawing, guests: Guests) -> dict[str, tuple[int | None, bool]]:
    """Of everybody who has a place on ``drawing``: the picture's serial, and whether they speak."""
    return {
        slot.peer: (
            guests.pictures[slot.peer].serial if slot.peer in guests.pictures else None,
            slot.peer in guests.speaking,
        )
        for slot in drawing.slots
        if slot.peer is not None
    }


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
