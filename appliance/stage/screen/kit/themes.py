"""The themes: the look's two moods, the same with the strongest contrast, a clinic's accent."""

from dataclasses import dataclass, replace
from typing import Literal

from appliance.stage.screen.kit.tokens import NIGHT, PAPER, WHITE, Colour, Mood, colour

ThemeName = Literal["calm", "high-contrast"]
BLACK = colour("000000")


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours while nobody is on camera, and while a person's picture is on the screen."""

    paper: Mood
    night: Mood

    def branded(self, accent: Colour, accent_night: Colour) -> "Theme":
        """With a clinic's accent (R66); the colours of states stay."""
        return Theme(replace(self.paper, accent=accent), replace(self.night, accent=accent_night))


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
