"""The one desk for all sound: mixing, levels, streams that fall silent."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from appliance.stage import sound as module
from appliance.stage.sound import SoundDesk
from hardware.faults import DeviceFailed, DeviceMissing
from hardware.sound import Block


class Headset:
    """Streams that only the test moves."""

    name = "headset"

    def __init__(self) -> None:
        self.plugged = True
        self.put: Callable[[Block], None] | None = None
        self.get: Callable[[], Block] | None = None

    def present(self) -> bool:
        return self.plugged

    def open_input(self, put: Callable[[Block], None]) -> None:
        self.put = put

    def close_input(self) -> None:
        self.put = None

    def open_output(self, get: Callable[[], Block]) -> None:
        self.get = get

    def close_output(self) -> None:
        self.get = None


class Tone:
    def __init__(self, value: int) -> None:
        self.value = value

    def take(self) -> Block:
        return np.full(480, self.value, dtype=np.int16)


class Echo:
    """What was done to the blocks."""

    def __init__(self) -> None:
        self.blocks: list[str] = []

    def played(self, _block: Block) -> None:
        self.blocks.append("played")

    def heard(self, block: Block) -> Block:
        self.blocks.append("heard")
        return block


def test_sources_are_mixed_without_wrapping_around() -> None:
    headset = Headset()
    desk = SoundDesk(headset)
    desk.loudspeaker().open()
    assert headset.get is not None
    assert not headset.get().any()
    desk.add_source(Tone(20_000))
    assert headset.get()[0] == 20_000
    desk.add_source(Tone(20_000))
    assert headset.get()[0] == 32_767
    assert desk.remote_level > 0.9
    desk.loudspeaker().close()
    assert desk.remote_level == 0.0


def test_the_microphone_has_a_level_listeners_and_a_sign_of_life() -> None:
    headset = Headset()
    desk = SoundDesk(headset)
    heard: list[Block] = []
    end = desk.listen(heard.append)
    microphone = desk.microphone()
    microphone.open()
    assert headset.put is not None
    headset.put(np.zeros(480, dtype=np.int16))
    assert desk.alive_at == float("-inf")
    headset.put(np.full(480, 8000, dtype=np.int16))
    assert desk.level > 0.5
    assert time.monotonic() - desk.alive_at < 1.0
    assert len(heard) == 2
    end()
    headset.put(np.zeros(480, dtype=np.int16))
    assert len(heard) == 2
    microphone.close()
    assert desk.level == 0.0
    assert desk.alive_at == float("-inf")


def test_a_stream_that_is_unplugged_or_deaf_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEP_S", 0.01)
    headset = Headset()
    desk = SoundDesk(headset)
    microphone, loudspeaker = desk.microphone(), desk.loudspeaker()
    microphone.open()
    loudspeaker.open()
    assert microphone.step()
    assert loudspeaker.step()
    monkeypatch.setattr(module, "DEAF_S", 0.0)
    with pytest.raises(DeviceFailed):
        microphone.step()
    headset.plugged = False
    with pytest.raises(DeviceMissing):
        loudspeaker.step()
    assert not microphone.present()


def test_r15_a_loudspeaker_beside_the_headset_plays_the_same_and_the_echo_is_taken_out_then() -> (
    None
):
    headset, beside = Headset(), Headset()
    echo: Any = Echo()
    desk = SoundDesk(headset, echo)
    desk.add_source(Tone(9000))
    room = desk.loudspeaker(beside)
    room.open()
    desk.microphone().open()
    assert headset.get is None
    assert beside.get is not None
    assert headset.put is not None
    for aloud in (False, True):
        desk.aloud = aloud
        assert beside.get()[0] == 9000
        headset.put(np.full(480, 100, dtype=np.int16))
    assert echo.blocks == ["played", "heard"], "with the headset nothing is done to the voice"
    beside.plugged = False
    with pytest.raises(DeviceMissing):
        room.step()
    assert desk.microphone().present(), "the headset is another device"
