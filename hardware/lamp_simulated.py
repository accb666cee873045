"""A simulated sign by the door, of any kind: it can be killed, stuck, unplugged, and mended."""

from functools import partial
from pathlib import Path
from typing import Any

from hardware.control import ControlSocket, Verb
from hardware.faults import DeviceMissing
from hardware.lamp import DARK, STUCK, UNPLUGGED, Tells
from hardware.sign_kinds import KINDS

PLUGGED_KINDS = ("text", "busylight")
"""The kinds that hang on a plug; the others are screwed to their lines."""


class SimulatedLamp:
    """Shows on its control socket what the door would show; undriven it has no socket."""

    name = "lamp"

    def __init__(self, folder: Path, kind: str = "text") -> None:
        self._kind = kind
        self._state: str | None = None
        self._own = False
        self._broken: str | None = None
        self._plugged = True
        verbs: dict[str, Verb] = {
            "kill": lambda _: self._break("dead"),
            "stick-on": lambda _: self._break("stuck-on"),
            "stick-off": lambda _: self._break("stuck-off"),
            "mend": lambda _: self._break(None),
            "unplug": lambda _: self._plug(plugged=False),
            "plug": lambda _: self._plug(plugged=True),
        }
        verbs |= {f"be-{kind}": partial(self._become, kind) for kind in KINDS}
        self._control = ControlSocket(folder, self.name, verbs, self._told)

    @property
    def tells(self) -> Tells:
        """As the kind it stands for tells."""
        return KINDS[self._kind]

    def show(self, state: str, *, own: bool = False) -> None:
        """Drive ``state``; an unknown word is shown as unknown."""
        if not self._plugged:
            self._state = None
            self._control.changed()
            raise DeviceMissing(self.name, "is unplugged")
        self._state, self._own = self.tells.get(state, "unknown"), own
        self._control.changed()

    def fault(self) -> str | None:
        """What does not shine as driven; a dead sign is noticed whatever it shall show."""
        if not self._plugged:
            return UNPLUGGED
        if self._state is None or self._broken is None:
            return None
        if self._broken == "dead":
            return DARK
        shines = self._state != "unknown"
        if self._broken == "stuck-on":
            return None if self._state == "occupied" else STUCK
        return DARK if shines else None

    def close(self) -> None:
        """Drive nothing any more."""
        self._state = None
        self._control.close()

    def _seen(self) -> str:
        """What a person at the door sees: a state, or ``dark``."""
        if not self._plugged or self._broken == "dead":
            return "dark"
        if self._broken == "stuck-on":
            return "occupied"
        if self._state is None or (self._broken == "stuck-off" and self._state != "unknown"):
            return "dark"
        lit_for_unknown = self._kind in ("text", "relay")
        return "dark" if self._state == "unknown" and not lit_for_unknown else self._state

    def _break(self, how: str | None) -> None:
        self._broken = how

    def _plug(self, *, plugged: bool) -> None:
        if self._kind not in PLUGGED_KINDS:
            raise ValueError(f"a {self._kind} has no plug")
        self._plugged = plugged

    def _become(self, kind: str, _: dict[str, Any]) -> None:
        """Be another kind of sign from now on; what it shows comes with the next ``show``."""
        self._kind = kind
        self._plugged = self._plugged or kind not in PLUGGED_KINDS
        self._state = None if self._state is None else "unknown"

    def _told(self) -> dict[str, Any]:
        return {
            "device": self.name,
            "kind": self._kind,
            "driven": self._state is not None,
            "state": self._state or "unknown",
            "own": self._own and self._state == "occupied",
            "seen": self._seen(),
            "lit": self._state is not None and self.fault() is None,
            "dead": self._broken == "dead",
            "broken": self._broken,
            "plugged": self._plugged,
        }
