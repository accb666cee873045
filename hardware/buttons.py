"""The port of the buttons beside the screen, and of the bell at the door.

Who cannot touch the screen reaches the visit with them.
"""

from collections.abc import Callable
from typing import Protocol

MOVES = ("back", "next", "choose")
"""Three that reach all that stands on the screen."""
BELL = "bell"
"""Outside, at the door."""
NAMES = ("start", "pause", "end", "occupied", "help", *MOVES, BELL)
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
