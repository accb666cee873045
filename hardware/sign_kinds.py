"""The kinds of sign by the door, and which states a person can tell apart on each."""

from dataclasses import dataclass

from hardware.lamp import Tells, telling

ONE_LAMP = telling("occupied")
"""Shines or not; dark means nothing, and its plate says so."""
THREE_LAMPS = telling("occupied", "soon", "clear")
"""A lamp behind each of three plates."""
RGB = telling("occupied", "paused", "soon", "clear")
"""One lamp whose colour and movement differ."""
RELAY = telling("occupied", "clear")
"""Contacts for lamps with a supply of their own; with both at rest the third says *knock*."""
TEXT = telling("occupied", "paused", "soon", "clear")
"""Symbol and words."""
STALE_TEXT = telling("occupied", "paused", "soon")
"""Words that would stay when the process dies: such a display never says clear."""
USB = telling("occupied", "soon", "clear")
"""A USB light that goes dark by itself when nobody speaks to it any more."""
STALE_USB = telling("occupied", "soon")
"""A USB light that keeps its colour when nobody speaks to it: it never says clear."""
NOTHING = telling()
"""No sign at all."""

KINDS: dict[str, Tells] = {
    "text": TEXT,
    "one-lamp": ONE_LAMP,
    "three-lamps": THREE_LAMPS,
    "rgb": RGB,
    "relay": RELAY,
    "busylight": USB,
}
"""What a simulated sign can be, and what each tells."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """How a sign is wired; lines by BCM number, None where not fitted (docs/wiring)."""

    pin: int = 17
    """Occupied; of an RGB lamp the red line."""
    active_high: bool = True
    sense_pin: int | None = None
    """High while occupied really shines or its relay's contact is really closed."""
    soon_pin: int = 23
    clear_pin: int = 24
    clear_sense_pin: int | None = None
    green_pin: int = 23
    blue_pin: int = 24
    i2c_port: int = 1
    i2c_address: int = 0x3C
    enable_pin: int | None = None
    """High while a display may shine; pulled low by a resistor, so that it dies with us."""
    video_only: bool = False
    """The room serves video alone: words may say *Ledigt* (R10)."""
    kind: str = "text"
    """Which kind a simulated sign is."""
