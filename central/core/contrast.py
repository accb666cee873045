"""How well a colour is read on another (WCAG 2.2, 1.4.3), and the same colour made lighter."""

import re

LEAST = 4.5
"""What a text of ordinary size needs (AA)."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 50


def is_colour(text: str) -> bool:
    """Whether it is written ``#rrggbb``."""
    return bool(_HEX.fullmatch(text))


def contrast(first: str, second: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightened(colour: str, grounds: tuple[str, ...]) -> str:
    """``colour`` mixed with just as much white as makes it readable on every one of ``grounds``."""
    for step in range(_STEPS):
        mixed = _towards_white(colour, step / _STEPS)
        if all(contrast(mixed, ground) >= LEAST for ground in grounds):
            return mixed
    return "#ffffff"


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _towards_white(colour: str, share: float) -> str:
    mixed = [round(part + (255 - part) * share) for part in _parts(colour)]
    return "#" + "".join(f"{part:02x}" for part in mixed)
