"""Which way and in which font each part of a line runs: the bidirectional rules, by runs."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

FAMILIES: tuple[tuple[int, int, str], ...] = (
    (0x0590, 0x05FF, "NotoSansHebrew"),
    (0x0600, 0x06FF, "NotoSansArabic"),
    (0x0750, 0x077F, "NotoSansArabic"),
    (0x08A0, 0x08FF, "NotoSansArabic"),
    (0x10A0, 0x10FF, "NotoSansGeorgian"),
    (0x0530, 0x058F, "NotoSansArmenian"),
    (0x0E00, 0x0E7F, "NotoSansThai"),
    (0x1200, 0x139F, "NotoSansEthiopic"),
    (0x2D80, 0x2DDF, "NotoSansEthiopic"),
    (0xFB1D, 0xFB4F, "NotoSansHebrew"),
    (0xFB50, 0xFDFF, "NotoSansArabic"),
    (0xFE70, 0xFEFF, "NotoSansArabic"),
)
"""First and last code point of a script, and the font that has it; all else is Noto Sans."""
DEFAULT = "NotoSans"
LEFT = frozenset({"L", "EN", "AN"})
RIGHT = frozenset({"R", "AL"})
JOINS_NUMBERS = frozenset({"ES", "CS", "ET"})


SHAPING = frozenset("\u200c\u200d\u200e\u200f")
"""Joiners and marks of direction: they belong to words."""


def readable(text: str) -> str:
    """``text`` without what nobody can read: control characters, overrides of direction.

    A booking's and a patient's words may hold anything; some of it no font engine survives.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char in SHAPING or not unicodedata.category(char).startswith("C") else " "
        for char in text
    )


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line in one direction and one font, in the order in which it is spoken."""

    text: str
    rtl: bool
    family: str


def in_sight(text: str, *, rtl: bool) -> list[Run]:
    """The runs of ``text`` from left to right, for a line that is read in the base direction."""
    runs = _runs(text, rtl)
    runs_by_way = [list(part) for _, part in groupby(runs, lambda run: run.rtl)]
    if rtl:
        runs_by_way.reverse()
    ordered: list[Run] = []
    for part in runs_by_way:
        ordered += reversed(part) if part[0].rtl else part
    return ordered


def _runs(text: str, rtl: bool) -> list[Run]:
    ways = _ways(text, rtl)
    families = _families(text)
    parts = zip(text, ways, families, strict=True)
    return [
        Run("".join(char for char, _, _ in part), way, family)
        for (way, family), part in groupby(parts, lambda part: part[1:])
    ]


def _ways(text: str, rtl: bool) -> list[bool]:
    """For each character whether it runs right to left; what has no direction follows its side."""
    kinds = _joined([unicodedata.bidirectional(char) for char in text])
    for n in range(1, len(kinds)):
        if text[n] == "." and kinds[n - 1] == "L":  # initials keep their full stop: A. L.
            kinds[n] = "L"
    sides = _sides(kinds, rtl)
    before = _carried(sides, "R" if rtl else "L")
    after = _carried(sides[::-1], "R" if rtl else "L")[::-1]
    return [
        side == "R" if side else (left == "R" if left == right else rtl)
        for side, left, right in zip(sides, before, after, strict=True)
    ]


def _sides(kinds: list[str], rtl: bool) -> list[str]:
    """L, R, or N for a number among words that run from the right; "" for what has no direction.

    What stands between such a number and words that run from the left belongs to neither
    (UAX 9, W7 and N1); between two such numbers it belongs to them, so that a telephone number
    and a span of time stay whole.
    """
    found, last = [], "R" if rtl else "L"
    for kind in kinds:
        side = "R" if kind in RIGHT else "L" if kind == "L" else ""
        last = side or last
        number = kind in LEFT and not side
        found.append(("L" if last == "L" else "N") if number else side)
    return found


def _joined(kinds: list[str]) -> list[str]:
    """A colon, comma or dash within a number belongs to it (10:30, 070-123)."""
    for n in range(1, len(kinds) - 1):
        if kinds[n] in JOINS_NUMBERS and kinds[n - 1] == "EN" == kinds[n + 1]:
            kinds[n] = "EN"
    for n in range(1, len(kinds)):
        if kinds[n] == "NSM":
            kinds[n] = kinds[n - 1]
    return kinds


def _carried(sides: Iterable[str], first: str) -> list[str]:
    found, last = [], first
    for side in sides:
        last = side or last
        found.append(last)
    return found


def _families(text: str) -> list[str]:
    found = []
    last = DEFAULT
    for char in text:
        named = next((f for first, end, f in FAMILIES if first <= ord(char) <= end), None)
        if named is not None:
            last = named
        elif char != " " and unicodedata.combining(char) == 0:
            last = DEFAULT
        found.append(last)
    return found
