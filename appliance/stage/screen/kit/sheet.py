"""The sheet under a canvas: its size in units, and the words on it, with where they stand."""

from typing import Literal

import pygame

from appliance.stage.screen.kit import text as typeset
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.placed import Ground, Kind, Placed, Rect
from appliance.stage.screen.kit.scripts import readable
from appliance.stage.screen.kit.tokens import BODY, LEADING, SHADOW, Colour, Mood

Align = Literal["start", "middle", "end"]
SMALL_GLASS = 600
"""Pixels on the shorter side under which type is set larger than the rest."""
SMALL_GLASS_TYPE = 1.12
SHRUNK = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
"""How small type may become so that a text fits; what then does not fit is a fault."""


class Sheet:
    """One sheet being written; ``page`` is its size in units of a 1280x800 (800x1280) screen."""

    def __init__(self, size: tuple[int, int], mood: Mood, *, rtl: bool = False) -> None:
        self.size = size
        self.mood = mood
        self.rtl = rtl
        self.tall = size[1] > size[0]
        across, down = (800, 1280) if self.tall else (1280, 800)
        self.unit = min(size[0] / across, size[1] / down)
        self.enlarged = SMALL_GLASS_TYPE if min(size) < SMALL_GLASS else 1.0
        self._type = self.unit * self.enlarged
        self.page = Box(0, 0, size[0] / self.unit, size[1] / self.unit)
        self.sheet = pygame.Surface(size, pygame.SRCALPHA, 32)
        self.sheet.fill(mood.ground)
        self.placed: list[Placed] = []

    def text(
        self,
        box: Box,
        words: str,
        size: float = BODY,
        *,
        bold: bool = False,
        colour: Colour | None = None,
        align: Align = "start",
        middle: bool = False,
        lines: int = 9,
        cut: bool = False,
        shadow: bool = False,
    ) -> Box:
        """Set ``words`` in ``box``, wrapped and made smaller if need be; return the box it fills.

        ``middle`` centres the lines between top and bottom of ``box``. ``cut`` is for what a
        booking says, however long: what then does not fit on one line ends in an ellipsis.
        """
        words = readable(words)
        px, parts = self._fit(box, words, size, bold, lines, SHRUNK[:3] if cut else SHRUNK)
        if cut:
            parts = (typeset.cut(parts[0], px, bold, self.pixels(box)[2]),)
        high = typeset.line_height(px)
        room = self.pixels(box)
        top = room[1] + ((room[3] - high * len(parts)) // 2 if middle else 0)
        wide = 0
        for number, part in enumerate(parts):
            width = typeset.line(part, px, bold, self.rtl).width
            left = room[0] + _offset(room[2] - width, align, rtl=self.rtl)
            at = (left, top + number * high)
            ink = colour or self.mood.ink
            self._remember_line(part, px, bold, at, room, ink)
            if shadow:
                self._set_line(part, px, bold, (at[0] + 1, at[1] + 1), SHADOW)
            self._set_line(part, px, bold, at, ink)
            wide = max(wide, width)
        filled = high * len(parts) / self.unit
        y = (top - room[1]) / self.unit + box.y
        return Box(box.x, y, wide / self.unit, filled)

    def measure(
        self, words: str, size: float = BODY, width: float = 1e4, *, bold: bool = False
    ) -> tuple[float, float]:
        """How wide and high ``words`` become within ``width``, unshrunk."""
        px = self._type_px(size)
        parts = typeset.wrapped(readable(words), px, bold, int(width * self.unit))
        wide = max(typeset.width_of(part, px, bold) for part in parts)
        return (wide + 1) / self.unit, len(parts) * typeset.line_height(px) / self.unit

    def line_height(self, size: float) -> float:
        """The height of one line of ``size``, units."""
        return typeset.line_height(self._type_px(size)) / self.unit

    def _type_px(self, size: float) -> int:
        return max(1, round(size * self._type))

    def _fit(
        self,
        box: Box,
        words: str,
        size: float,
        bold: bool,
        lines: int,
        shrunk: tuple[float, ...],
    ) -> tuple[int, tuple[str, ...]]:
        room = self.pixels(box)
        for part in shrunk:
            px = self._type_px(size * part)
            found = (words,) if lines == 1 else typeset.wrapped(words, px, bold, room[2])
            high = len(found) * typeset.line_height(px)
            wide = max(typeset.width_of(one, px, bold) for one in found)
            if len(found) <= lines and wide <= room[2] and high <= room[3] + px * (LEADING - 1):
                break
        return px, found

    def _set_line(
        self, words: str, px: int, bold: bool, at: tuple[int, int], colour: Colour
    ) -> None:
        picture = typeset.surface(words, px, bold, self.rtl, colour)
        self.sheet.blit(picture, (at[0] - typeset.PADDING, at[1] - typeset.overhang(px)))

    def _remember_line(
        self, words: str, px: int, bold: bool, at: tuple[int, int], room: Rect, ink: Colour
    ) -> None:
        x, y, w, h = typeset.line(words, px, bold, self.rtl).ink
        # what hangs out of a line's own height by design is no clipping
        spare = typeset.PADDING
        loose = (room[0] - spare, room[1] - px // 5, room[2] + 2 * spare, room[3] + px // 2)
        rect = (at[0] + x, at[1] + y, w, h)
        grounds = self.grounds((rect[0], rect[1]), (rect[0], rect[1] + h))
        self.placed.append(Placed("text", words, rect, loose, px, ink, grounds))

    def pixels(self, box: Box) -> Rect:
        """``box`` in pixels, mirrored where reading starts at the right."""
        left, right = round(box.x * self.unit), round(box.right * self.unit)
        top, bottom = round(box.y * self.unit), round(box.bottom * self.unit)
        if self.rtl:
            left, right = self.size[0] - right, self.size[0] - left
        return left, top, max(1, right - left), max(1, bottom - top)

    def remember(
        self,
        kind: Kind,
        name: str,
        box: Box,
        ink: Colour | None = None,
        grounds: tuple[Ground, ...] = (),
    ) -> None:
        """Note that something stands in ``box``, carried by ``ink`` on ``grounds``.

        Where no ground is given it is what the sheet shows there before the thing is drawn.
        """
        rect = self.pixels(box)
        x, y, w, h = rect
        if ink and not grounds:
            grounds = self.grounds((x, y + h // 2), (x + w // 2, y))
        self.placed.append(Placed(kind, name, rect, rect, ink=ink, grounds=grounds))

    def grounds(self, *at: tuple[int, int]) -> tuple[Ground, ...]:
        """What is on the sheet there now."""
        width, height = self.size
        inside = ((min(max(x, 0), width - 1), min(max(y, 0), height - 1)) for x, y in at)
        red_green_blue_alpha = (self.sheet.get_at(place) for place in inside)
        return tuple((c.r, c.g, c.b, c.a) for c in red_green_blue_alpha)


def _offset(spare: int, align: Align, *, rtl: bool) -> int:
    if align == "middle":
        return spare // 2
    return spare if (align == "end") != rtl else 0
