"""How well one colour is read on another (WCAG 2.2, 1.4.3 and 1.4.11), pictures under it too."""

from appliance.stage.screen.kit.placed import Ground, Placed
from appliance.stage.screen.kit.tokens import Colour

OF_TEXT = 4.5
OF_PARTS = 3.0
"""What an icon, a ring, the border of a control needs."""
BRIGHTEST, DARKEST = (255, 255, 255), (0, 0, 0)
"""Nobody knows the picture: both are tried."""


def contrast(first: Colour, second: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least(ink: Colour, ground: Ground) -> float:
    """The contrast of ``ink`` on ``ground`` over whatever picture shines through it."""
    seen = {_over(ground, picture) for picture in (BRIGHTEST, DARKEST)}
    return min(contrast(ink, colour) for colour in seen)


def faint(placed: list[Placed]) -> list[str]:
    """What is not read well enough, one sentence each; empty when all is well."""
    found = []
    for one in placed:
        needed = OF_TEXT if one.kind == "text" else OF_PARTS
        has = min((least(one.ink, ground) for ground in one.grounds if one.ink), default=needed)
        if has < needed:
            said = f"has {int(has * 10) / 10}:1, {needed}:1 is needed"
            found.append(f"{one.kind} {one.name!r} at {one.rect} {said}")
    return found


def _over(ground: Ground, picture: Colour) -> Colour:
    red, green, blue, opaque = ground
    mixed = [
        round(above * opaque / 255 + below * (255 - opaque) / 255)
        for above, below in zip((red, green, blue), picture, strict=True)
    ]
    return mixed[0], mixed[1], mixed[2]


def _luminance(colour: Colour) -> float:
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
