"""The sign process's settings: ``sign.toml``."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from wire.records import Record
from wire.settings import Settings, read_settings


class LampOptions(Record):
    """How the lamp is wired; see docs/wiring.md."""

    active_high: bool = True
    """The line is high while the lamp shall shine."""
    sense_pin: int | None = Field(default=None, ge=0, le=27)
    """The BCM line that is high while current flows through the lamp, where fitted."""


class SignSettings(Settings):
    """What the sign process is told at start."""

    runtime: str = "/run/ostord"
    """The folder of the unit's sockets."""
    state_file: str = "/var/lib/ostord/sign.json"
    lamp: Literal["simulated", "gpiozero", "disabled"] = "gpiozero"
    lamp_pin: int = Field(default=17, ge=0, le=27)
    """BCM number of the lamp's line."""
    lamp_options: LampOptions = LampOptions()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


def read_sign_settings(file: Path) -> SignSettings:
    """Read ``file``; paths in it are relative to its folder."""
    settings = read_settings(SignSettings, file.read_text("utf-8"), str(file))
    folder = file.absolute().parent
    return settings.model_copy(
        update={
            "runtime": str(folder / settings.runtime),
            "state_file": str(folder / settings.state_file),
        }
    )
