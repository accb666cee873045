"""The port of the board: the computer itself, as its kernel tells it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Readings:
    """How the computer is just now; None for what it cannot tell."""

    temperature_c: float | None = None
    """Its hottest place, degrees Celsius."""
    under_voltage: bool | None = None
    """The power supply is too weak at this moment."""
    throttled: bool | None = None
    """It runs slower than it could, to stay cool or for want of power."""
    under_voltage_seen: bool | None = None
    """The same, at any time since it started."""
    throttled_seen: bool | None = None
    disk_worn: float | None = None
    """How much of the card's life is used up, 0 to 1 by its maker's own count; more is past it."""
    memory_free: float | None = None
    """The share of the memory that programs can still get, 0 to 1."""
    link: str | None = None
    """``wired`` or ``wireless``: what the way to the network goes over."""
    link_mbit_s: float | None = None
    """The wired link's agreed speed."""
    screen: bool | None = None
    """A screen is plugged in; None where there is no socket for one, or none that can tell."""
    second_screen: bool | None = None
    """So is another one (R16)."""


class Board(Protocol):
    """One computer."""

    name: str

    def read(self) -> Readings:
        """What it tells now; never raises and never waits for a device."""

    def close(self) -> None:
        """Let go of it."""
