"""The sign process's settings: ``sign.toml``."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from wire.records import Record
from wire.settings import Settings, read_settings

Pin = Annotated[int, Field(ge=0, le=27)]
"""A line by its BCM number."""

LINES: dict[str, tuple[str, ...]] = {
    "gpiozero": ("sense_pin",),
    "three-lamps": ("sense_pin", "soon_pin", "clear_pin", "clear_sense_pin"),
    "relay": ("sense_pin", "clear_pin", "clear_sense_pin"),
    "rgb": ("sense_pin", "green_pin", "blue_pin"),
}
"""The lines that each sign uses beside ``lamp_pin``; no two may be the same."""


class LampOptions(Record):
    """How the sign is wired; see docs/wiring.md."""

    active_high: bool = True
    """The line is high while the lamp shall shine."""
    sense_pin: Pin | None = None
    """The line that is high while occupied really shines or its contact is closed, if fitted."""
    soon_pin: Pin = 23
    clear_pin: Pin = 24
    clear_sense_pin: Pin | None = None
    """The line that is high while *clear* really shines or its contact is closed, if fitted."""
    green_pin: Pin = 23
    blue_pin: Pin = 24
    i2c_port: int = Field(default=1, ge=0, le=99)
    i2c_address: int = Field(default=0x3C, ge=0x08, le=0x77)
    enable_pin: Pin | None = None
    """The line that a display needs high to shine; without it words never say clear."""
    video_only: bool = False
    """The room serves video alone: words say *Ledigt* for clear (R10)."""
    kind: Literal["text", "one-lamp", "three-lamps", "rgb", "relay", "busylight"] = "text"
    """Which kind a simulated sign is."""


class SignSettings(Settings):
    """What the sign process is told at start."""

    runtime: str = "/run/ostord"
    """The folder of the unit's sockets."""
    state_file: str = "/var/lib/ostord/sign/sign.json"
    lamp: Literal[
        "simulated", "gpiozero", "three-lamps", "rgb", "relay", "text", "busylight", "disabled"
    ] = "gpiozero"
    """The sign by the door; ``gpiozero`` is one lamp."""
    lamp_pin: Pin = 17
    """The line of the lamp or relay for occupied; of an RGB lamp the red one."""
    lamp_options: LampOptions = Field(default=LampOptions(), validate_default=True)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("lamp_options")
    @classmethod
    def _each_line_once(cls, options: LampOptions, said: ValidationInfo) -> LampOptions:
        names = LINES.get(said.data.get("lamp", ""), ())
        used = {said.data.get("lamp_pin"): "lamp_pin"}
        for name in names:
            pin = getattr(options, name)
            if pin is not None and pin in used:
                raise ValueError(f"{name} is the same line as {used[pin]}")
            used[pin] = name
        return options


def read_sign_settings(file: Path) -> SignSettings:
    """Read ``file``; paths in it are relative to its folder."""
    settings = read_settings(SignSettings, file.read_bytes(), str(file))
    folder = file.absolute().parent
    return settings.model_copy(
        update={
            "runtime": str(folder / settings.runtime),
            "state_file": str(folder / settings.state_file),
        }
    )
