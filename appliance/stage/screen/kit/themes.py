"""The themes: the look's two moods, the same with the strongest contrast, a clinic's accent."""

from dataclasses import dataclass, replace
from typing import Literal

from appliance.stage.screen.kit.contrast import OF_TEXT, least
from appliance.stage.screen.kit.placed import Ground
from appliance.stage.screen.kit.tokens import NIGHT, PAPER, VEIL, WHITE, Colour, Mood, colour

ThemeName = Literal["calm", "high-contrast"]
BLACK = colour("000000")
STEPS = 50


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours while nobody is on camera, and while a person's picture is on the screen."""

    paper: Mood
    night: Mood


CALM = Theme(PAPER, NIGHT)
HIGH_CONTRAST = Theme(
    Mood(
        name="paper",
        ground=WHITE,
        card=WHITE,
        line=colour("949494"),
        ink=BLACK,
        mute=colour("262626"),
        fill=BLACK,
        on_fill=WHITE,
        accent=colour("00425A"),
        edge=BLACK,
        clear=colour("00425A"),
        soon=colour("663C00"),
        occupied=BLACK,
        fault=colour("8C0000"),
        none=colour("333333"),
        solid=True,
    ),
    Mood(
        name="night",
        ground=BLACK,
        card=BLACK,
        line=colour("626262"),
        ink=WHITE,
        mute=colour("E6E6E6"),
        fill=WHITE,
        on_fill=BLACK,
        accent=colour("8FE4FF"),
        edge=WHITE,
        clear=colour("8FE4FF"),
        soon=colour("FFD480"),
        occupied=WHITE,
        fault=colour("FFB4AA"),
        none=colour("E6E6E6"),
        solid=True,
    ),
)
"""Black and white; text has 7:1 and more (WCAG 1.4.6)."""
THEMES: dict[ThemeName, Theme] = {"calm": CALM, "high-contrast": HIGH_CONTRAST}


def branded(theme: Theme, accents: tuple[str, str] | None) -> Theme:
    """``theme`` with a clinic's ``#rrggbb`` by day and by night (R66); the colours of states stay.

    By night it is made lighter where a white picture shines through the panels (4.5:1). The theme
    of the strongest contrast keeps its own.
    """
    if accents is None or theme.paper.solid:
        return theme
    day, night = (colour(code[1:]) for code in accents)
    night = _lightened(night, (*theme.night.ground, VEIL))
    return Theme(replace(theme.paper, accent=day), replace(theme.night, accent=night))


def _lightened(accent: Colour, ground: Ground) -> Colour:
    """``accent`` with as much white as makes it readable on ``ground``, whatever lies under it."""
    for part in range(STEPS):
        red, green, blue = (round(one + (255 - one) * part / STEPS) for one in accent)
        if least((red, green, blue), ground) >= OF_TEXT:
            return red, green, blue
    return WHITE
