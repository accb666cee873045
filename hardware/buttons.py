"""The port of the buttons beside the screen: who cannot touch it reaches the visit with these."""

from collections.abc import Callable
from typing import Protocol

MOVES = ("back", "next", "choose")
"""Three that reach all that stands on the screen."""
NAMES = ("start", "pause", "end", "occupied", "help", *MOVES)
"""What is printed on them; a unit may have fewer."""


class Buttons(Protocol):
    """All buttons of one unit."""

    name: str

    def listen(self, heard: Callable[[str], None]) -> None:
        """Tell each press once, by its name, on any thread; raises DeviceFailed."""

    def down(self) -> frozenset[str]:
        """Those that are held down at this moment, none before ``listen``; raises DeviceFailed."""

    def close(self) -> None:
        """Listen no longer and give the lines back; closing twice does nothing."""
