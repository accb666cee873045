"""The canvas: text, buttons, cards, rings and the holes for pictures on one sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pygame

from appliance.stage.screen.kit import shapes
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.icons import icon
from appliance.stage.screen.kit.placed import Kind, Rect
from appliance.stage.screen.kit.qr import QUIET, modules
from appliance.stage.screen.kit.rings import BOLD, RingState, colour_of, ring
from appliance.stage.screen.kit.sheet import Sheet
from appliance.stage.screen.kit.tokens import CARD_RADIUS, HAIR, PAPER, SHADOW, WHITE, Colour, Mood


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a picture goes (the other end's, a guest's, the own, a shared one), or the level.

    At ``speaks`` stands an icon while ``peer`` speaks.
    """

    what: Literal["remote", "own", "guest", "shared", "level", "speaks"]
    rect: Rect
    radius: int = 0
    peer: str | None = None
    """Whose it is, of a guest's picture and of ``speaks``."""


SOLID = 3.0
"""So much stronger a shade is where nothing may shine through words."""


class Canvas(Sheet):
    """One picture being drawn; ``page`` is its size in units of a 1280x800 (800x1280) screen."""

    def __init__(self, size: tuple[int, int], mood: Mood, *, rtl: bool = False) -> None:
        super().__init__(size, mood, rtl=rtl)
        self.slots: list[Slot] = []

    def panel(
        self,
        box: Box,
        *,
        fill: Colour | None = None,
        line: Colour | None = None,
        edge: float = HAIR,
        radius: float = CARD_RADIUS,
        opacity: int = 255,
        kind: Kind = "card",
        name: str = "card",
    ) -> None:
        """A rectangle with round corners; ``opacity`` is that of its inside."""
        if self.mood.solid and opacity:
            opacity = 255
        x, y, w, h = self.pixels(box)
        if line is None and not opacity:
            self.remember(kind, name, box)
            return
        ground = (*(fill or self.mood.card), opacity)
        border = max(1, round(edge * self.unit)) if line else 0
        picture = shapes.panel(w, h, round(radius * self.unit), border, ground, line or ground[:3])
        self.sheet.blit(picture, (x, y))
        outlined = kind == "button" and line != ground[:3]
        within = self.grounds((x + 2 * border, y + h // 2), (x + w // 2, y + 2 * border))
        self.remember(kind, name, box, line if outlined else None, within)

    def icon(self, box: Box, name: str, colour: Colour | None = None) -> None:
        """An icon as large as the shorter side of ``box``, in its middle."""
        side = min(box.w, box.h)
        place = box.centred(side, side)
        x, y, w, _ = self.pixels(place)
        self.remember("icon", name, place, colour or self.mood.ink)
        self.sheet.blit(icon(name, w, colour or self.mood.ink), (x, y))

    def ring(
        self,
        box: Box,
        state: RingState,
        filled: float = 0.0,
        *,
        line: float = BOLD,
        colour: Colour | None = None,
        track: bool = False,
    ) -> None:
        """A room's state; with ``track`` over a full ring in the mood's line colour."""
        x, y, w, _ = self.pixels(box)
        shown = colour or colour_of(state, self.mood)
        self.remember("ring", state, box, shown)
        if track:
            self.sheet.blit(ring(w, "clear", 0.0, line, self.mood.line), (x, y))
        if not track or filled > 0:
            self.sheet.blit(ring(w, state, filled, line, shown), (x, y))

    def matrix(self, box: Box, words: str) -> None:
        """A QR code that says ``words``, dark on white, each module as many whole pixels.

        It is never mirrored, whatever side reading starts on.
        """
        self.panel(box, fill=WHITE, line=self.mood.line, name="code")
        x, y, w, h = self.pixels(box)
        rows = modules(words)
        cell = min(w, h) // (len(rows) + 2 * QUIET)
        left, top = x + (w - cell * len(rows)) // 2, y + (h - cell * len(rows)) // 2
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    place = (left + across * cell, top + down * cell, cell, cell)
                    self.sheet.fill(PAPER.ink, place)

    def rule(self, box: Box, colour: Colour | None = None) -> None:
        """A plain line or field."""
        self.sheet.fill(colour or self.mood.line, self.pixels(box))

    def slot(
        self,
        what: Literal["own", "guest", "shared", "level", "speaks"],
        box: Box,
        radius: float = 0,
        peer: str | None = None,
    ) -> None:
        """Keep ``box`` for something that moves; a picture lies under the sheet, in a hole."""
        slot = Slot(what, self.pixels(box), round(radius * self.unit), peer)
        self.slots.append(slot)
        if what in ("own", "guest", "shared"):
            x, y, w, h = slot.rect
            hole = shapes.panel(w, h, slot.radius, 0, (0, 0, 0, 255), (0, 0, 0))
            self.sheet.blit(hole, (x, y), special_flags=pygame.BLEND_RGBA_SUB)
        kinds: dict[str, Kind] = {"level": "level", "speaks": "icon"}
        self.remember(kinds.get(what, "picture"), peer or what, box)

    def see_through(self, box: Box | None = None) -> None:
        """Clear the sheet in ``box``, or all of it: the other end's picture lies there under it."""
        place = (0, 0, *self.size) if box is None else self.pixels(box)
        self.sheet.fill((0, 0, 0, 0), place)
        self.slots.append(Slot("remote", place))

    def frame(self, box: Box, colour: Colour, edge: float, radius: float) -> None:
        """A border with round corners and nothing within it."""
        x, y, w, h = self.pixels(box)
        border = max(1, round(edge * self.unit))
        picture = shapes.panel(w, h, round(radius * self.unit), border, (*colour, 0), colour)
        self.sheet.blit(picture, (x, y))

    def shade(self, box: Box, opacity: Callable[[float], float]) -> None:
        """Darken a part of the picture under the sheet; ``opacity`` (0..1) of 0..1 downwards."""
        x, y, w, h = self.pixels(box)
        for row in range(h):
            part = opacity((row + 0.5) / h)
            alpha = round(255 * (min(1.0, part * SOLID) if self.mood.solid else part))
            self.sheet.fill((*SHADOW, alpha), (x, y + row, w, 1))
