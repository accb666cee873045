"""Simulated buttons: each is pressed, or gets stuck, on request."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware.buttons import NAMES
from hardware.control import ControlSocket, Verb


class SimulatedButtons:
    """All of ``NAMES`` are fitted; nobody hears a press before ``listen``."""

    name = "buttons"

    def __init__(self, folder: Path) -> None:
        self._heard: Callable[[str], None] | None = None
        self._last: str | None = None
        self._presses = 0
        self._stuck: frozenset[str] = frozenset()
        verbs = {f"press-{name}": self._pressing(name) for name in NAMES}
        verbs |= {f"stick-{name}": self._sticking(name) for name in NAMES}
        verbs |= {"free": self._free}
        self._control = ControlSocket(folder, self.name, verbs, self._told)

    def listen(self, heard: Callable[[str], None]) -> None:
        """Tell each press from now on."""
        self._heard = heard

    def down(self) -> frozenset[str]:
        """Those that are stuck."""
        return self._stuck if self._heard is not None else frozenset()

    def close(self) -> None:
        """Let go of the control socket."""
        self._heard = None
        self._control.close()

    def _sticking(self, name: str) -> Verb:
        """It stays down after a press that was heard before."""

        def stick(_asked: object) -> None:
            self._stuck |= {name}

        return stick

    def _pressing(self, name: str) -> Verb:
        def press(_asked: object) -> None:
            if name in self._stuck:
                return
            self._last, self._presses = name, self._presses + 1
            if self._heard is not None:
                self._heard(name)

        return press

    def _free(self, _asked: object) -> None:
        self._stuck = frozenset()

    def _told(self) -> dict[str, Any]:
        return {
            "device": self.name,
            "last": self._last,
            "presses": self._presses,
            "stuck": sorted(self._stuck),
        }
