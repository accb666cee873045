"""What stage.toml may say."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from appliance.link.zones import ZoneName
from appliance.stage.screen.kit.themes import ThemeName
from appliance.stage.screen.words import catalogues, languages
from wire.settings import Settings, read_settings


class StageSettings(Settings):
    """Stage's settings; devices are named, never guessed."""

    runtime: str = "/run/ostord"
    """The folder of the sockets; a relative path starts at the file's own folder."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    camera: str = "v4l2:/dev/video0"
    headset: str = "default"
    loudspeaker: bool = False
    """The room has a loudspeaker and no headset: echo is cancelled (extra ``loudspeaker``)."""
    room_speaker: str | None = None
    """A loudspeaker beside the headset, for *Högtalarläge* (R15; extra ``loudspeaker``)."""
    screen: str = "kms"
    screen_size: tuple[int, int] = (1280, 800)
    screen_inches: Annotated[float, Field(ge=5, le=100)] = 10.1
    """From corner to corner: what is pressed reaches 15 mm where there is room."""
    theme: ThemeName = "calm"
    """``high-contrast``: black and white, nothing shines through words."""
    language: str = "sv"
    speech: Literal["off", "button", "always"] = "button"
    """Screens are read aloud: after a touch of *Läs upp*, or always but in a call."""
    support: Annotated[str, Field(max_length=40)] | None = None
    """A phone number as people read it, for the screen that stands while the unit does not run."""
    timezone: ZoneName = "Europe/Stockholm"
    width: Annotated[int, Field(ge=160, le=1920, multiple_of=2)] = 1280
    height: Annotated[int, Field(ge=90, le=1080, multiple_of=2)] = 720
    fps: Annotated[int, Field(ge=1, le=30)] = 30
    video_codec: Literal["auto", "vp8", "h264"] = "auto"
    """``auto``: what a test at boot finds better on this machine."""
    video_profile: Literal["auto", "720p30", "540p30", "360p30", "360p15", "180p15", "slow"] = (
        "auto"
    )
    """The most that is sent; ``slow`` is 320x180, 5 a second. ``auto``: what the test allows."""
    signing: bool = False
    """Sign language is spoken in this room: motion before size, 30 pictures a second."""
    media: Literal["any", "relay-only"] = "any"
    """Which way calls take: *relay-only* hides the unit's address behind central's relay."""
    relay_ca: Path | None = None
    """Whose certificates a ``turns:`` relay may show, PEM; absent: the machine's own list."""

    @field_validator("room_speaker")
    @classmethod
    def _is_beside_a_headset(cls, name: str | None, info: ValidationInfo) -> str | None:
        if name is not None and info.data.get("loudspeaker"):
            raise ValueError("is for a room with a headset; with loudspeaker = true there is none")
        return name

    @field_validator("language")
    @classmethod
    def _is_a_language(cls, name: str) -> str:
        if name in set(catalogues()) - set(languages()):
            raise ValueError(
                f"nobody has reviewed its words yet; offered are {', '.join(languages())}"
            )
        if name not in languages():
            raise ValueError(f"is none of {', '.join(languages())}")
        return name


def read(config: Path) -> tuple[StageSettings, Path]:
    """The settings in ``config`` and the runtime folder; raises WireError or OSError."""
    settings = read_settings(StageSettings, config.read_bytes(), str(config))
    folder = config.resolve().parent
    if settings.relay_ca is not None:
        settings = settings.model_copy(update={"relay_ca": folder / settings.relay_ca})
    return settings, folder / settings.runtime
