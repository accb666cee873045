"""A simulated board: a cool computer with a good power supply, until it is told otherwise."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from hardware.board import Readings
from hardware.control import ControlSocket

WELL = Readings(
    temperature_c=48.0,
    under_voltage=False,
    throttled=False,
    under_voltage_seen=False,
    throttled_seen=False,
    disk_worn=0.1,
    memory_free=0.6,
    link="wired",
    link_mbit_s=1000.0,
    screen=True,
    second_screen=False,
)
CHANGES: dict[str, dict[str, Any]] = {
    "heat": {"temperature_c": 88.0, "throttled": True, "throttled_seen": True},
    "cool": {"temperature_c": 48.0, "throttled": False},
    "sag": {"under_voltage": True, "under_voltage_seen": True},
    "power": {"under_voltage": False},
    "wear-out": {"disk_worn": 1.1},
    "new-card": {"disk_worn": 0.1},
    "fill-memory": {"memory_free": 0.02},
    "free-memory": {"memory_free": 0.6},
    "cut-link": {"link": None, "link_mbit_s": None},
    "slow-link": {"link": "wired", "link_mbit_s": 10.0},
    "wireless": {"link": "wireless", "link_mbit_s": None},
    "unplug-screen": {"screen": False},
    "plug-screen": {"screen": True},
    "plug-second-screen": {"second_screen": True},
    "unplug-second-screen": {"second_screen": False},
    "wire": {"link": "wired", "link_mbit_s": 1000.0},
}
"""What each verb makes of the readings."""


class SimulatedBoard:
    """Its readings stay what they were last made."""

    name = "board"

    def __init__(self, folder: Path) -> None:
        self._now = WELL
        verbs = {verb: self._change(values) for verb, values in CHANGES.items()}
        self._control = ControlSocket(folder, self.name, verbs, self._told)

    def read(self) -> Readings:
        """What was made of it."""
        return self._now

    def close(self) -> None:
        """Let go of the control socket."""
        self._control.close()

    def _change(self, values: dict[str, Any]) -> Any:
        def change(_asked: dict[str, Any]) -> None:
            self._now = replace(self._now, **values)

        return change

    def _told(self) -> dict[str, Any]:
        now = self._now
        return {
            "device": self.name,
            "temperature_c": now.temperature_c,
            "under_voltage": now.under_voltage,
            "throttled": now.throttled,
            "disk_worn": now.disk_worn,
            "memory_free": now.memory_free,
            "link": now.link,
            "link_mbit_s": now.link_mbit_s,
            "screen": now.screen,
            "second_screen": now.second_screen,
        }
