"""A simulated presence sensor: somebody comes and goes on request."""

from pathlib import Path

from hardware.control import ControlSocket


class SimulatedPresence:
    """An empty room until somebody comes."""

    name = "presence"

    def __init__(self, folder: Path) -> None:
        self._present = False
        verbs = {
            "come": lambda _: self._set(present=True),
            "go": lambda _: self._set(present=False),
        }
        self._control = ControlSocket(
            folder, self.name, verbs, lambda: {"device": self.name, "present": self._present}
        )

    def present(self) -> bool | None:
        """Whether somebody is in the room."""
        return self._present

    def close(self) -> None:
        """Let go of the control socket."""
        self._control.close()

    def _set(self, *, present: bool) -> None:
        self._present = present
