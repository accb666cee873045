"""The look in numbers: two moods of colour, sizes of type, radii; units of a 1280x800 screen."""

from dataclasses import dataclass
from typing import Literal

Colour = tuple[int, int, int]


def colour(code: str) -> Colour:
    """The colour written ``rrggbb``."""
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
    accent: Colour
    """Ready, here, who speaks: the one colour that a clinic's brand changes (R66)."""
    edge: Colour
    """The border of a quiet control: 3:1 on every ground."""
    clear: Colour
    soon: Colour
    """Warnings too."""
    occupied: Colour
    fault: Colour
    none: Colour
    solid: bool = False
    """What lies over a picture hides it wholly."""


PAPER = Mood(
    name="paper",
    ground=colour("F6F4EF"),
    card=colour("FFFFFF"),
    line=colour("D9D5CB"),
    ink=colour("10242B"),
    mute=colour("55666B"),
    fill=colour("10242B"),
    on_fill=colour("FFFFFF"),
    accent=colour("0A6E8A"),
    edge=colour("857F74"),
    clear=colour("0A6E8A"),
    soon=colour("9A5B00"),
    occupied=colour("10242B"),
    fault=colour("B3261E"),
    none=colour("5B6670"),
)
"""When nobody is on camera."""

NIGHT = Mood(
    name="night",
    ground=colour("0E1A1F"),
    card=colour("172830"),
    line=colour("2C424B"),
    ink=colour("F2F6F5"),
    mute=colour("A9BCC2"),
    fill=colour("F2F6F5"),
    on_fill=colour("10242B"),
    accent=colour("6FD0EA"),
    edge=colour("809AA4"),
    clear=colour("6FD0EA"),
    soon=colour("F2B457"),
    occupied=colour("F2F6F5"),
    fault=colour("FF8A7A"),
    none=colour("A9BCC2"),
)
"""When a picture of a person is on the screen."""

LEAVE_RED = colour("B3261E")
SHADOW = colour("081216")
"""What darkens a picture under words."""
WHITE = colour("FFFFFF")
VEIL = 216
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
