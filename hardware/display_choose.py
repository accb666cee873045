"""The screen by its name in the settings; nothing is ever chosen because another one is absent."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hardware.faults import DeviceUnknown

if TYPE_CHECKING:
    from hardware.display import Display


def display(name: str, size: tuple[int, int], runtime: Path) -> "Display":
    """The screen ``simulated``, ``window`` or ``kms``, opened; ``kms`` takes the glass's own size.

    ``runtime`` is the folder of the unit's sockets. Raises DeviceUnknown or DeviceFailed.
    """
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    if name == "simulated":
        from hardware.display_simulated import SimulatedDisplay

        return SimulatedDisplay(size, runtime / "devices")
    if name in ("window", "kms"):
        from hardware.display_window import WindowDisplay

        return WindowDisplay(size, kms=name == "kms")
    raise DeviceUnknown("screen", f"{name!r} is none of simulated, window, kms")
