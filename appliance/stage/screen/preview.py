"""Pictures of every screen as files: ``python -m appliance.stage.screen.preview OUT_DIR``."""

import argparse
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pygame

from appliance.stage import stills
from appliance.stage.screen.compose import Composer, Guests
from appliance.stage.screen.draw import Drawing, draw, out_of_order, starting
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE, Example
from appliance.stage.screen.kit import shapes
from appliance.stage.screen.kit.pictures import Pixels, pixels_of
from appliance.stage.screen.kit.text import surface
from appliance.stage.screen.kit.themes import CALM, THEMES, Theme
from appliance.stage.screen.kit.tokens import PAPER
from appliance.stage.screen.words import Words

SIZES = ("1280x800", "800x480", "1920x1080", "800x1280")


@dataclass(frozen=True, slots=True)
class Still:
    """A picture that stands still."""

    i420: Pixels
    serial: int = 0


@lru_cache(maxsize=4)
def person(width: int, height: int, skin: int, clothes: int) -> Still:
    """A drawn person before a wall, as a camera would give it; colours as 0xRRGGBB."""
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    picture = (1 - down) * _bgr(0x8FA7A3) + down * _bgr(0x3C5559)
    picture = np.repeat(picture, width, axis=1)
    unit = height / 720
    body = shapes.box(340, 520, 600, 600, 260)
    neck, head = shapes.box(580, 420, 120, 140, 40), _oval(640, 320, 128, 170)
    for shape, colour in ((neck, skin), (body, clothes), (head, skin)):
        covered = shapes.coverage(shape, width, height, unit)[:, :, None] / 255
        picture = picture * (1 - covered) + covered * _bgr(colour)
    i420 = cv2.cvtColor(picture.astype(np.uint8), cv2.COLOR_BGR2YUV_I420)
    return Still(np.asarray(i420, np.uint8))


@lru_cache(maxsize=4)
def page(aspect: float) -> stills.Still:
    """A drawn page with words and a curve, as a clinician would share it."""
    width, height = (1600, round(1600 / aspect)) if aspect > 1 else (round(1600 * aspect), 1600)
    paper = pygame.Surface((width, height), 0, 32)
    paper.fill("white")
    for size, top, words in ((64, 70, "Ditt blodtryck sedan i maj"), (40, 170, "Hemma, morgon")):
        paper.blit(surface(words, size, bold=size > 50, rtl=False, colour=PAPER.ink), (90, top))
    left, right, low, high = 90, width - 90, height - 110, 300
    for line in np.linspace(low, high, 5):
        pygame.draw.line(paper, PAPER.line, (left, line), (right, line), 3)
    values = (0.9, 0.95, 0.8, 0.82, 0.6, 0.62, 0.45, 0.4, 0.42, 0.3)
    across = np.linspace(left, right, len(values))
    curve = [(x, low - part * (low - high)) for x, part in zip(across, values, strict=True)]
    pygame.draw.lines(paper, PAPER.accent, closed=False, points=curve, width=12)
    pixels = pixels_of(paper)
    return stills.Still(f"page {aspect}", np.ascontiguousarray(pixels[:, :, :3]))


def _oval(cx: float, cy: float, a: float, b: float) -> shapes.Field:
    def field(x: shapes.Grid, y: shapes.Grid) -> shapes.Grid:
        distance: shapes.Grid = (np.hypot((x - cx) / a, (y - cy) / b) - 1) * a
        return distance

    return field


def _bgr(code: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array([code & 255, code >> 8 & 255, code >> 16], np.float32)


def picture(
    example: Example, size: tuple[int, int], words: Words, theme: Theme = CALM
) -> tuple[pygame.Surface, Drawing]:
    """The example as it looks on a screen of ``size``."""
    drawing = draw(example.view, size, words, MONO, ZONE, example.local, theme)
    glass = pygame.Surface(size, 0, 32)
    remote = person(1280, 720, 0xCAA487, 0x7C2F3A) if example.local.remote else None
    own = person(1280, 720, 0xD9B79B, 0x29474A) if example.local.own else None
    there = zip(
        sorted(example.local.guests), ((0x8E6245, 0x2C3A55), (0xC9A184, 0x3F5A3A)), strict=False
    )
    guests = {peer: person(1280, 720, *colours) for peer, colours in there}
    guests |= {one.peer: remote for one in example.view.parties[:1] if remote is not None}
    speaking = frozenset({one.peer for one in example.view.beside[:1]})
    shared = page(example.local.shared) if example.local.shared else None
    Composer(glass).paint(drawing, remote, own, 0.6, Guests(guests, speaking, shared))
    return glass, drawing


def main(given: list[str] | None = None) -> int:
    """Write the pictures; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write pictures of the unit's screens.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", action="append", metavar="WxH", help=f"default {SIZES}")
    parser.add_argument("--language", action="append", help="default sv and en")
    parser.add_argument("--theme", choices=sorted(THEMES), default="calm")
    parser.add_argument("--screen", action="append", choices=sorted(EXAMPLES), help="default all")
    chosen = parser.parse_args(given)
    theme = THEMES[chosen.theme]
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    for size in chosen.size or SIZES:
        width, height = (int(part) for part in size.split("x"))
        for language in chosen.language or ("sv", "en"):
            words = Words(language)
            folder = chosen.folder / f"{size}-{language}"
            folder.mkdir(parents=True, exist_ok=True)
            for name in chosen.screen or EXAMPLES:
                glass, _ = picture(EXAMPLES[name], (width, height), words, theme)
                pygame.image.save(glass, str(folder / f"{name}.png"))
            if not chosen.screen:
                sheet = starting((width, height), words, theme).sheet
                pygame.image.save(sheet, str(folder / "starting.png"))
                sheet = out_of_order((width, height), words, "010-123 45 00", theme).sheet
                pygame.image.save(sheet, str(folder / "out-of-order.png"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
