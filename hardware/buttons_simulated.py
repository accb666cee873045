"""Simulated buttons: each is pressed on request."""

from collections.abc import Callable
from pathlib import Path

from hardware.buttons import NAMES
from hardware.control import ControlSocket, Verb


class SimulatedButtons:
    """All of ``NAMES`` are fitted; nobody hears a press before ``listen``."""

    name = "buttons"

    def __init__(self, folder: Path) -> None:
        self._heard: Callable[[str], None] | None = None
        self._last: str | None = None
        self._presses = 0
        verbs = {f"press-{name}": self._pressing(name) for name in NAMES}
        self._control = ControlSocket(
            folder,
            self.name,
            verbs,
            lambda: {"device": self.name, "last": self._last, "presses": self._presses},
        )

    def listen(self, heard: Callable[[str], None]) -> None:
        """Tell each press from now on."""
        self._heard = heard

    def close(self) -> None:
        """Let go of the control socket."""
        self._heard = None
        self._control.close()

    def _pressing(self, name: str) -> Verb:
        def press(_asked: object) -> None:
            self._last, self._presses = name, self._presses + 1
            if self._heard is not None:
                self._heard(name)

        return press
