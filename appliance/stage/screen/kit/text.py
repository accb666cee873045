"""The one function that renders text: Pillow with RAQM, Noto Sans for every script."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

from appliance.stage.screen.kit.scripts import DEFAULT, in_sight
from appliance.stage.screen.kit.tokens import LEADING, Colour
from hardware.faults import DeviceFailed

FONTS = Path("/usr/share/fonts/truetype/noto")
PADDING = 2
"""Pixels around a line for what reaches beyond its width."""


class TextUnavailableError(DeviceFailed):
    """This machine cannot render text; the message names the package to install."""

    def __init__(self, problem: str) -> None:
        super().__init__("screen", problem)


@dataclass(frozen=True, slots=True)
class Line:
    """One rendered line: ``mask`` is how much of each pixel is ink, shape (h, w), uint8."""

    mask: NDArray[np.uint8]
    width: int
    """How far the line reaches, pixels."""
    ink: tuple[int, int, int, int]
    """x, y, w, h of what is visible, from the line's corner: the mask begins PADDING before it
    and ``overhang`` above it."""


@lru_cache(maxsize=64)
def font(family: str, size: int, bold: bool) -> ImageFont.FreeTypeFont:
    """Noto's ``family`` at ``size`` pixels; raises TextUnavailableError."""
    if not features.check("raqm"):
        raise TextUnavailableError("Pillow finds no RAQM: install libfribidi0 (apt)")
    path = FONTS / f"{family}-{'Bold' if bold else 'Regular'}.ttf"
    try:
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        raise TextUnavailableError(f"{path} is missing: install fonts-noto-core (apt)") from error


@lru_cache(maxsize=1024)
def width_of(text: str, size: int, bold: bool) -> float:
    """How far ``text`` reaches on one line, pixels; the base direction does not matter."""
    return sum(
        font(run.family, size, bold).getlength(run.text, direction="rtl" if run.rtl else "ltr")
        for run in in_sight(text, rtl=False)
    )


@lru_cache(maxsize=384)
def line(text: str, size: int, bold: bool, rtl: bool) -> Line:
    """``text`` on one line as high as LEADING says, shaped, in visual order."""
    over = overhang(size)
    height = line_height(size) + 2 * over
    width = ceil(width_of(text, size, bold))
    image = Image.new("L", (width + 2 * PADDING, height))
    pen = ImageDraw.Draw(image)
    x, baseline = float(PADDING), _baseline(size) + over
    for run in in_sight(text, rtl=rtl):
        face = font(run.family, size, bold)
        way = "rtl" if run.rtl else "ltr"
        pen.text((x, baseline), run.text, fill=255, font=face, anchor="ls", direction=way)
        x += face.getlength(run.text, direction=way)
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
    mask = np.asarray(image, dtype=np.uint8)
    return Line(mask, width, (left - PADDING, top - over, right - left, bottom - top))


@lru_cache(maxsize=384)
def surface(
    text: str,
    size: int,
    bold: bool,
    rtl: bool,
    colour: Colour,
) -> pygame.Surface:
    """The line as a picture in ``colour``: the whole mask."""
    return coloured(line(text, size, bold, rtl).mask, colour)


def coloured(mask: NDArray[np.uint8], colour: Colour) -> pygame.Surface:
    """A picture of one ``colour`` as opaque as ``mask`` (h, w) says."""
    height, width = mask.shape
    picture = pygame.Surface((width, height), pygame.SRCALPHA, 32)
    picture.fill((*colour, 0))
    pygame.surfarray.pixels_alpha(picture)[:] = mask.T
    return picture


def overhang(size: int) -> int:
    """Pixels of a mask above and below its line: Arabic's marks and tails are not cut off."""
    return ceil(size * 0.25)


def line_height(size: int) -> int:
    """The height of one line, pixels."""
    return round(size * LEADING)


def _baseline(size: int) -> float:
    ascent, descent = font(DEFAULT, size, bold=False).getmetrics()
    return round((line_height(size) - ascent - descent) / 2 + ascent)


def cut(text: str, size: int, bold: bool, width: int) -> str:
    """``text``, or as much of its beginning as fits ``width`` pixels with an ellipsis."""
    if width_of(text, size, bold) <= width:
        return text
    fits = (f"{text[:end].rstrip()} …" for end in range(len(text), 0, -1))
    return next((one for one in fits if width_of(one, size, bold) <= width), "…")


@lru_cache(maxsize=384)
def wrapped(text: str, size: int, bold: bool, width: int) -> tuple[str, ...]:
    """``text`` in as few lines as fit ``width`` pixels, these as even as can be."""
    lines = _greedy(text, size, bold, width)
    low, high = 0, width
    while high - low > 8:  # the narrowest column that needs no more lines
        middle = (low + high) // 2
        tried = _greedy(text, size, bold, middle)
        fits = len(tried) <= len(lines) and all(width_of(s, size, bold) <= middle for s in tried)
        low, high = (low, middle) if fits else (middle, high)
    return tuple(_greedy(text, size, bold, high))


def forget() -> None:
    """Keep no text that was ever rendered or measured: a visit's words go with the visit (S6)."""
    for kept in (width_of, line, surface, wrapped):
        kept.cache_clear()


def _greedy(text: str, size: int, bold: bool, width: int) -> list[str]:
    lines: list[str] = []
    begun = ""
    for word in text.split(" "):
        longer = f"{begun} {word}" if begun else word
        if begun and width_of(longer, size, bold) > width:
            lines.append(begun)
            begun = word
        else:
            begun = longer
    return [*lines, begun]
