"""The look in numbers: two moods of colour, sizes of type, radii; units of a 1280x800 screen."""

from dataclasses import dataclass
from typing import Literal

Colour = tuple[int, int, int]


def _hex(code: str) -> Colour:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


@dataclass(frozen=True, slots=True)
class Mood:
    """The colours of one mood."""

    name: Literal["paper", "night"]
    ground: Colour
    card: Colour
    line: Colour
    ink: Colour
    mute: Colour
    fill: Colour
    """The primary button's."""
    on_fill: Colour
    clear: Colour
    """The accent too: ready, here."""
    soon: Colour
    """Warnings too."""
    occupied: Colour
    fault: Colour
    none: Colour


PAPER = Mood(
    name="paper",
    ground=_hex("F6F4EF"),
    card=_hex("FFFFFF"),
    line=_hex("D9D5CB"),
    ink=_hex("10242B"),
    mute=_hex("55666B"),
    fill=_hex("10242B"),
    on_fill=_hex("FFFFFF"),
    clear=_hex("0A6E8A"),
    soon=_hex("9A5B00"),
    occupied=_hex("10242B"),
    fault=_hex("B3261E"),
    none=_hex("5B6670"),
)
"""When nobody is on camera."""

NIGHT = Mood(
    name="night",
    ground=_hex("0E1A1F"),
    card=_hex("172830"),
    line=_hex("2C424B"),
    ink=_hex("F2F6F5"),
    mute=_hex("A9BCC2"),
    fill=_hex("F2F6F5"),
    on_fill=_hex("10242B"),
    clear=_hex("6FD0EA"),
    soon=_hex("F2B457"),
    occupied=_hex("F2F6F5"),
    fault=_hex("FF8A7A"),
    none=_hex("A9BCC2"),
)
"""When a picture of a person is on the screen."""

LEAVE_RED = _hex("B3261E")
WHITE = _hex("FFFFFF")
VEIL = 209
"""How much of a picture a button over it hides, of 255."""

CLOCK = 104.0
NUMBER = 64.0
TITLE = 48.0
HEADING = 30.0
BODY = 24.0
SMALL = 20.0
LEADING = 1.35
"""Line height, of the type's size."""

BUTTON = 88.0
BUTTON_RADIUS = 20.0
CARD_RADIUS = 24.0
EDGE = 3.0
"""A button's border."""
HAIR = 2.0
"""A card's border."""
STEP = 8.0
MARGIN = 40.0
