"""What a person can do to a device at the workbench is what that device understands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hardware.board_simulated import SimulatedBoard
from hardware.buttons_simulated import SimulatedButtons
from hardware.camera_simulated import SimulatedCamera
from hardware.lamp_simulated import SimulatedLamp
from hardware.presence_simulated import SimulatedPresence
from hardware.sound_simulated import SimulatedHeadset
from tests.support.devices import control
from workbench.desk import DEVICES, VERBS

DRIVEN: dict[str, Callable[[Path], Any]] = {
    "camera": SimulatedCamera,
    "headset": SimulatedHeadset,
    "lamp": SimulatedLamp,
    "board": SimulatedBoard,
    "buttons": SimulatedButtons,
    "presence": SimulatedPresence,
}


@pytest.mark.parametrize("device", DRIVEN)
def test_each_verb_of_the_desk_is_understood(tmp_path: Path, device: str) -> None:
    one = DRIVEN[device](tmp_path / "devices")
    try:
        with control(tmp_path, device) as wire:
            wire.hear()
            refused = {verb: wire.do(verb).get("error") for verb in VERBS[device]}
    finally:
        (one.shut if hasattr(one, "shut") else one.close)()
    said = "has no plug"  # a lamp that is screwed to its lines
    assert {verb for verb, why in refused.items() if why and said not in why} == set()


def test_every_device_of_the_desk_is_asked() -> None:
    assert set(DEVICES) - {"screen"} == set(DRIVEN) == set(VERBS) - {"screen"}
