"""A simulated sign by the door: it tells all states apart, and its lamp can be killed."""

from pathlib import Path
from typing import Any

from hardware.control import ControlSocket
from hardware.lamp import States

STATES: States = frozenset({"clear", "soon", "occupied", "paused", "unknown"})


class SimulatedLamp:
    """Shows on its control socket what the door would show; undriven it has no socket."""

    name = "lamp"
    states: States = STATES

    def __init__(self, folder: Path) -> None:
        self._state: str | None = None
        self._dead = False
        verbs = {"kill": lambda _: self._set(dead=True), "mend": lambda _: self._set(dead=False)}
        self._control = ControlSocket(folder, self.name, verbs, self._told)

    def show(self, state: str) -> None:
        """Drive ``state``; an unknown word is shown as unknown."""
        self._state = state if state in STATES else "unknown"
        self._control.changed()

    def lit(self) -> bool | None:
        """Whether it shines as driven: not when it is dead or not driven."""
        return self._state is not None and not self._dead

    def close(self) -> None:
        """Drive nothing any more."""
        self._state = None
        self._control.close()

    def _set(self, *, dead: bool) -> None:
        self._dead = dead

    def _told(self) -> dict[str, Any]:
        return {
            "device": self.name,
            "driven": self._state is not None,
            "state": self._state or "unknown",
            "lit": bool(self.lit()),
            "dead": self._dead,
        }
