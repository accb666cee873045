"""What a person may choose about the demo, with what is chosen when nobody says anything."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SITE = "north"
UNIT = "north/room12"
LOCATION = "room-12"
ROOM = "Videorum 12"
CLINIC = "Borlänge vårdcentral"
CLINIC_PHONE = "0243-49 70 00"
SUPPORT = {
    "function": ("Enhetens administratör", "08-465 004 10"),
    "technology": ("IT-support", "08-465 004 20"),
}
"""Who answers about what, at any hour (R69); numbers that are kept for fiction in Sweden."""
CLINICIAN = "Maja Holm"
CLINICIAN_TITLE = "Distriktssköterska"
CLINICIAN_ID = "SE2321000016-1003"
"""Who holds the demo's visits; the HSA-id is made up."""
TIMEZONE = "Europe/Stockholm"


@dataclass(frozen=True, slots=True)
class Choices:
    """The demo's options; a device is ``simulated`` unless a real one is named."""

    folder: Path = Path("var/demo")
    port_base: int = 8080
    """0: any free ports."""
    camera: str = "simulated"
    headset: str = "simulated"
    room_speaker: str | None = None
    """A loudspeaker beside the headset, for *Högtalarläge*; needs the extra ``loudspeaker``."""
    sign: Literal["simulated", "gpiozero", "disabled"] = "simulated"
    screen: Literal["simulated", "window", "kms"] = "simulated"
    start_in_s: int = 90
    """When the next visit starts."""
    somebody: bool = True
    """A clinician is in the room from the start."""
    staff_check_in: bool = False
    """Nobody is checked in but by the code on the unit's screen and the staff's page (R18)."""

    @property
    def real(self) -> frozenset[str]:
        """The devices that are no simulation, by their names at the workbench."""
        chosen = {
            "camera": self.camera,
            "headset": self.headset,
            "lamp": self.sign,
            "screen": self.screen,
        }
        simulated = {name for name, choice in chosen.items() if choice.startswith("simulated")}
        return frozenset(chosen.keys() - simulated)
