"""Contact sheets: every screen at every size, in every theme and language, on one picture each.

``python -m appliance.stage.screen.sheets OUT_DIR`` judges each of them too, and ends with 1
where something is clipped, overlaps, is faint or too small to press.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pygame

from appliance.stage.screen.examples import EXAMPLES
from appliance.stage.screen.judged import judged
from appliance.stage.screen.kit.text import surface
from appliance.stage.screen.kit.themes import THEMES, ThemeName
from appliance.stage.screen.kit.tokens import PAPER
from appliance.stage.screen.preview import picture
from appliance.stage.screen.pseudo import PSEUDO
from appliance.stage.screen.words import Words

Size = tuple[int, int]
SIZES: dict[Size, float] = {
    (800, 480): 7.0,
    (1024, 600): 10.1,
    (1280, 800): 10.1,
    (1920, 1080): 15.6,
    (3840, 2160): 27.0,
    (800, 1280): 10.1,
    (1080, 1920): 15.6,
}
"""Pixels, and the inches from corner to corner that such a glass has."""
LANGUAGES = ("sv", "en", "ar", PSEUDO)
HIGH = {False: 170, True: 300}
"""A row's height: of sizes that lie, of those that stand."""
WIDE = 302
GAP = 10
HEAD = 34
AT_ONCE = 20
"""So many sheets are made beside each other: what is drawn alike stays in memory."""


@dataclass(frozen=True, slots=True)
class Look:
    """One column of a sheet."""

    theme: ThemeName
    language: str


LOOKS = tuple(Look(theme, language) for theme in THEMES for language in LANGUAGES)


def main(given: list[str] | None = None) -> int:
    """Write the sheets; 1 where a screen was judged wrong."""
    parser = argparse.ArgumentParser(description="Contact sheets of the unit's screens.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--screen", action="append", choices=sorted(EXAMPLES), help="default all")
    chosen = parser.parse_args(given)
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    names, wrong = chosen.screen or list(EXAMPLES), 0
    for first in range(0, len(names), AT_ONCE):
        some = names[first : first + AT_ONCE]
        sheets = {name: _empty(name) for name in some}
        for told in _filled(sheets):
            sys.stdout.write(f"{told}\n")
            wrong += 1
        for name, sheet in sheets.items():
            pygame.image.save(sheet, str(chosen.folder / f"{name}.png"))
    pictures = len(names) * len(SIZES) * len(LOOKS)
    sys.stdout.write(f"{len(names)} screens, {pictures} pictures, {wrong} faults\n")
    return 1 if wrong else 0


def _filled(sheets: dict[str, pygame.Surface]) -> Iterator[str]:
    """Put every picture onto its sheet; yields what is wrong."""
    for row, (size, inches) in enumerate(SIZES.items()):
        for column, look in enumerate(LOOKS):
            words = Words(look.language)
            for name, sheet in sheets.items():
                glass, drawing = picture(EXAMPLES[name], size, words, THEMES[look.theme])
                small = pygame.transform.smoothscale(glass, _small(size))
                left, top = _place(row, column)
                sheet.blit(small, (left + (WIDE - small.get_width()) // 2, top))
                where = f"{name} {size[0]}x{size[1]} {look.theme} {look.language}"
                yield from (f"{where}: {told}" for told in judged(drawing, size, inches))


def _small(size: Size) -> Size:
    scale = min(HIGH[size[1] > size[0]] / size[1], WIDE / size[0])
    return round(size[0] * scale), round(size[1] * scale)


def _place(row: int, column: int) -> Size:
    above = list(SIZES)[:row]
    high = sum(HIGH[size[1] > size[0]] + HEAD for size in above)
    return GAP + column * (WIDE + GAP), HEAD * 2 + high


def _empty(name: str) -> pygame.Surface:
    """A sheet with its headings."""
    left, top = _place(len(SIZES), len(LOOKS))
    sheet = pygame.Surface((left, top), 0, 32)
    sheet.fill(PAPER.ground)
    for column, look in enumerate(LOOKS):
        _write(sheet, f"{name} · {look.theme} · {look.language}", (_place(0, column)[0], 4))
    for row, (size, inches) in enumerate(SIZES.items()):
        place = GAP, _place(row, 0)[1] - 22
        _write(sheet, f"{size[0]}x{size[1]}, {inches} in", place)
    return sheet


def _write(sheet: pygame.Surface, words: str, at: Size) -> None:
    sheet.blit(surface(words, 15, bold=False, rtl=False, colour=PAPER.mute), at)


if __name__ == "__main__":
    raise SystemExit(main())
