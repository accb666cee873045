"""What a person can do to a device at the workbench is what that device understands."""

import re
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
from workbench import desk
from workbench.desk import DEVICES, VERBS

PAGE = Path(desk.__file__).parent / "page"
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


@pytest.mark.parametrize(("name", "device"), [("IMAGE", "camera"), ("HEARING", "headset")])
def test_the_page_goes_round_verbs_that_exist_and_have_words(name: str, device: str) -> None:
    table = re.search(rf"NEXT_{name} = {{(.*?)}}", (PAGE / "bench.js").read_text(), re.DOTALL)
    assert table is not None
    round_of = dict(re.findall(r'(\w+): "([\w-]+)"', table[1]))
    assert len(round_of) > 2
    assert set(round_of.values()) <= set(VERBS[device])
    said = (PAGE / "words.js").read_text()
    for verb in round_of.values():
        count = len(re.findall(rf'[ {{]"?{verb}"?: "', said.split("kindWords")[0]))
        assert count >= 2, f"{verb} in both languages"


def test_every_device_of_the_desk_is_asked() -> None:
    assert set(DEVICES) - {"screen"} == set(DRIVEN) == set(VERBS) - {"screen"}
