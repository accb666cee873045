"""A number in a picture that survives coding: eight bits and two of check, each bit two blocks.

A bit is 1 where its upper block is brighter than the lower one, so no threshold is needed. The
code stands where the unit's screen shows the picture alone, whatever cards lie beside it.
"""

from collections.abc import Sequence

from hardware.pictures import Image, planes

NUMBERS = 256
LEFT, TOP, BLOCK = 520, 460, 24
"""Pixels of a picture of 1280x720."""
BITS = 10
DARK, BRIGHT = 40, 215
SURE = 40
"""So much brighter one of two blocks must be."""


def stamp(i420: Image, number: int) -> None:
    """Write ``number`` (0 to 255) into a picture of 1280x720."""
    y, u, v = planes(i420)
    for place, bit in enumerate(_bits(number)):
        left = LEFT + place * BLOCK
        for row, bright in ((0, bit), (1, not bit)):
            top = TOP + row * BLOCK
            y[top : top + BLOCK, left : left + BLOCK] = BRIGHT if bright else DARK
    for plane in (u, v):
        plane[TOP // 2 : TOP // 2 + BLOCK, LEFT // 2 : (LEFT + BITS * BLOCK) // 2] = 128


def points() -> list[tuple[float, float]]:
    """The middle of each block, upper row first, as parts of the picture's width and height."""
    return [
        ((LEFT + (place + 0.5) * BLOCK) / 1280, (TOP + (row + 0.5) * BLOCK) / 720)
        for row in (0, 1)
        for place in range(BITS)
    ]


def read(values: Sequence[float]) -> int | None:
    """The number from the brightness at ``points``; None where it cannot be read for sure."""
    if len(values) != 2 * BITS:
        return None
    steps = [values[place] - values[place + BITS] for place in range(BITS)]
    if any(abs(step) < SURE for step in steps):
        return None
    bits = [step > 0 for step in steps]
    number = sum(1 << place for place, bit in enumerate(bits[:8]) if bit)
    return number if _bits(number) == bits else None


def _bits(number: int) -> list[bool]:
    check = sum(number >> shift for shift in (0, 2, 4, 6)) & 3
    return [bool(number >> place & 1) for place in range(8)] + [bool(check & 1), check > 1]
