"""The contract of every headset, the simulated one's voice and faults, and finding one by name."""

import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from hardware import choose, sound_portaudio
from hardware.faults import DeviceFailed, DeviceMissing, DeviceUnknown
from hardware.sound import BLOCK, RATE_HZ, Block, Sound
from hardware.sound_portaudio import PortAudioSound, find
from hardware.sound_simulated import RECORDED, SimulatedHeadset
from hardware.voice import PILOT_DBFS, PILOT_HZ, level_dbfs, voice
from tests.support import kernel_devices
from tests.support.devices import control, held_open

SILENCE: Block = np.zeros(BLOCK, np.int16)


class Heard:
    """Collects blocks until there are enough."""

    def __init__(self, enough: int) -> None:
        self.blocks: list[Block] = []
        self._enough = enough
        self._done = threading.Event()

    def put(self, block: Block) -> None:
        """A block arrived."""
        if len(self.blocks) < self._enough:
            self.blocks.append(block)
        else:
            self._done.set()

    def get(self) -> Block:
        """A block is wanted."""
        self.put(SILENCE)
        return SILENCE

    def wait(self) -> list[Block]:
        """The blocks, when there are enough."""
        assert self._done.wait(5)
        return self.blocks


@pytest.fixture(params=["simulated", "ALSA null", "kernel card"])
def headset(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sound]:
    name = request.param
    if name == "ALSA null":
        name = request.getfixturevalue("alsa_null")
    elif name == "kernel card":
        if not kernel_devices.HERE:
            pytest.skip(kernel_devices.WHY)
        name = kernel_devices.CARD
    headset = choose.sound(name, tmp_path)
    yield headset
    headset.close_input()
    headset.close_output()
    if isinstance(headset, SimulatedHeadset):
        headset.shut()


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[SimulatedHeadset]:
    headset = SimulatedHeadset(tmp_path / "devices")
    yield headset
    headset.shut()


def test_blocks_come_and_go_while_it_is_open(headset: Sound) -> None:
    assert headset.present()
    for _ in range(2):
        heard, played = Heard(3), Heard(3)
        headset.open_input(heard.put)
        headset.open_output(played.get)
        for block in heard.wait():
            assert block.shape == (BLOCK,)
            assert block.dtype == np.int16
        assert played.wait()
        assert headset.present()
        headset.close_input()
        headset.close_output()
        headset.close_input()
        headset.close_output()


def test_who_looks_from_another_thread_harms_nobody_who_opens(headset: Sound) -> None:
    done = threading.Event()
    seen: list[bool] = []

    def look() -> None:
        while not done.is_set():
            seen.append(headset.present())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for _ in range(5):
            heard = Heard(2)
            headset.open_input(heard.put)
            heard.wait()
            headset.close_input()
    finally:
        done.set()
        looking.join()
    assert seen
    assert all(seen)


def test_open_twice_is_an_error(headset: Sound) -> None:
    headset.open_input(lambda _: None)
    headset.open_output(lambda: SILENCE)
    with pytest.raises(DeviceFailed):
        headset.open_input(lambda _: None)
    with pytest.raises(DeviceFailed):
        headset.open_output(lambda: SILENCE)


@pytest.mark.parametrize("name", ["disabled", "Jabra Nowhere 40"])
def test_an_absent_headset_refuses_by_its_name(tmp_path: Path, name: str, alsa_null: str) -> None:
    headset = choose.sound(name, tmp_path)
    assert not headset.present()
    with pytest.raises(DeviceMissing, match=headset.name):
        headset.open_input(lambda _: None)
    with pytest.raises(DeviceMissing, match=headset.name):
        headset.open_output(lambda: SILENCE)
    headset.close_input()
    headset.close_output()


def test_a_nameless_headset_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnknown, match="simulated, default"):
        choose.sound(" ", tmp_path)


DEVICES = [
    {"name": "HDMI 0", "max_input_channels": 0, "max_output_channels": 8},
    {"name": "Jabra Evolve2 40: USB (hw:1,0)", "max_input_channels": 1, "max_output_channels": 2},
    {"name": "Jabra Speak 510: USB (hw:2,0)", "max_input_channels": 1, "max_output_channels": 2},
    {"name": "default", "max_input_channels": 32, "max_output_channels": 32},
]


def test_r15_a_headset_is_found_by_its_name_and_no_other() -> None:
    assert find(DEVICES, (1, 2), "evolve2", "input") == (1, 1)
    assert find(DEVICES, (1, 2), "Jabra Speak 510: USB (hw:2,0)", "output") == (2, 2)
    assert find(DEVICES, (1, 2), "default", "input") == (1, 1)
    assert find(DEVICES, (1, 2), "default", "output") == (2, 2)
    with pytest.raises(DeviceFailed, match="fits several"):
        find(DEVICES, (1, 2), "Jabra", "input")
    for name, way in (("HDMI 0", "input"), ("Poly", "output")):
        with pytest.raises(DeviceMissing, match=name):
            find(DEVICES, (1, 2), name, way)
    with pytest.raises(DeviceMissing):
        find(DEVICES, (-1, -1), "default", "input")
    with pytest.raises(DeviceMissing):
        find([], (-1, -1), "default", "output")


def test_r15_a_headset_is_found_again_under_another_cards_number() -> None:
    moved = [dict(one, name=str(one["name"]).replace("hw:2,", "hw:5,")) for one in DEVICES]
    assert find(moved, (0, 0), "Jabra Speak 510: USB (hw:2,0)", "output") == (2, 2)
    with pytest.raises(DeviceMissing):
        find(moved, (0, 0), "Jabra Speak 510: USB (hw:2,1)", "output")


def test_r15_the_default_is_kept_and_no_other_microphone_is_ever_taken(
    tmp_path: Path,
) -> None:
    """PortAudio moves its default to a webcam's microphone as soon as the headset is gone."""
    headset = choose.sound("default", tmp_path)
    assert isinstance(headset, PortAudioSound)
    library = Library([{"name": "Headset: USB (hw:1,0)"}, {"name": "Webcam: USB (hw:2,0)"}])
    assert headset._find(library, "input") == (0, 1)
    library.unplug("Headset")
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="Headset"):
            headset._find(library, "input")
    library.plug("Headset: USB (hw:3,0)")
    assert headset._find(library, "input") == (1, 1), "no more the default, and still ours"


class Library:
    """PortAudio's list; its default is always the first device."""

    def __init__(self, devices: list[dict[str, str]]) -> None:
        self._devices = devices
        self.default = SimpleNamespace(device=(0, 0))

    def query_devices(self) -> list[dict[str, object]]:
        """As sounddevice's."""
        return [{**one, "max_input_channels": 1} for one in self._devices]

    def unplug(self, name: str) -> None:
        """It leaves the list."""
        self._devices = [one for one in self._devices if name not in one["name"]]

    def plug(self, name: str) -> None:
        """It comes, last."""
        self._devices.append({"name": name})


def test_the_voice_has_its_level_pauses_and_the_tone_under_it() -> None:
    blocks = voice()
    levels = np.array([level_dbfs(block) for block in blocks])
    assert -21 < level_dbfs(blocks.reshape(-1)) < -19
    assert levels.min() > PILOT_DBFS - 1
    assert 0.1 < (levels < PILOT_DBFS + 3).mean() < 0.5
    assert np.abs(blocks).max() < 32767
    quiet = blocks[int(np.argmin(levels))].astype(float)
    spectrum = np.abs(np.fft.rfft(quiet))
    assert round(int(np.argmax(spectrum)) * RATE_HZ / BLOCK) == PILOT_HZ


def test_pace_is_ten_milliseconds(simulated: SimulatedHeadset) -> None:
    ticks: list[float] = []
    heard = Heard(60)

    def put(block: Block) -> None:
        ticks.append(time.monotonic())
        heard.put(block)

    simulated.open_input(put)
    heard.wait()
    assert 0.58 < ticks[60] - ticks[0] < 0.7


def test_capturing_and_playing_are_told_and_only_the_microphone_is_held(
    simulated: SimulatedHeadset, tmp_path: Path
) -> None:
    held = tmp_path / "devices" / "headset.capturing"
    with control(tmp_path, "headset") as wire:
        assert wire.hear()["plugged"] is True
        simulated.open_output(lambda: SILENCE)
        wire.hear_until(playing=True, capturing=False)
        assert held_open(held) == 0
        simulated.open_input(lambda _: None)
        wire.hear_until(capturing=True)
        assert held_open(held) == 1
        simulated.close_input()
        wire.hear_until(playing=True, capturing=False)
        assert held_open(held) == 0


def test_the_loudspeaker_tells_the_level_it_plays(
    simulated: SimulatedHeadset, tmp_path: Path
) -> None:
    tone = (np.sin(np.arange(BLOCK) * 2 * np.pi / 48) * 3277 * np.sqrt(2)).astype(np.int16)
    with control(tmp_path, "headset") as wire:
        assert wire.hear()["level"] == -99
        simulated.open_output(lambda: tone)
        wire.hear_until(level=-20)
        simulated.close_output()
        wire.hear_until(level=-99, playing=False)


def test_unplugged_it_falls_silent_until_plugged_and_opened_anew(
    simulated: SimulatedHeadset, tmp_path: Path
) -> None:
    heard = Heard(2)
    simulated.open_input(heard.put)
    heard.wait()
    with control(tmp_path, "headset") as wire:
        wire.hear_until(capturing=True)
        wire.do("unplug")
        assert not simulated.present()
        with pytest.raises(DeviceMissing):
            simulated.open_output(lambda: SILENCE)
        simulated.close_input()
        with pytest.raises(DeviceMissing):
            simulated.open_input(heard.put)
        wire.hear_until(capturing=False)
        wire.do("plug")
    again = Heard(2)
    simulated.open_input(again.put)
    assert again.wait()


@pytest.mark.parametrize(
    ("verb", "least", "most", "full_scale"),
    [
        ("hear-voice", -26, -16, 0.0),
        ("hear-noise", -15, -10, 0.0),
        ("hear-silence", -200, -100, 0.0),
        ("hear-clipping", -6, 0, 0.3),
    ],
)
def test_its_microphone_hears_what_it_is_told_to(
    tmp_path: Path, verb: str, least: float, most: float, full_scale: float
) -> None:
    said = voice()[:40]
    with wave.open(str(tmp_path / "said.wav"), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(said.tobytes())
    headset = SimulatedHeadset(tmp_path / "devices", tmp_path / "said.wav")
    heard = Heard(len(said))
    try:
        with control(tmp_path, "headset") as wire:
            wire.hear()
            assert wire.do(verb)["hearing"] == verb.removeprefix("hear-")
            headset.open_input(heard.put)
            samples = np.concatenate(heard.wait())
            headset.close_input()
    finally:
        headset.shut()
    assert least < level_dbfs(samples) < most
    assert (np.abs(samples.astype(int)) >= 32767).mean() >= full_scale


def test_another_default_of_the_system_changes_nothing(
    simulated: SimulatedHeadset, tmp_path: Path
) -> None:
    heard = Heard(3)
    with control(tmp_path, "headset") as wire:
        wire.hear()
        assert wire.do("other-default")["default"] != "headset"
        simulated.open_input(heard.put)
        assert np.array_equal(np.array(heard.wait()), voice()[:3])
        simulated.close_input()
        wire.hear_until(capturing=False)
        assert wire.do("own-default")["default"] == "headset"


def test_a_headset_that_may_be_opened_only_a_moment_after_its_card_came_is_found(
    tmp_path: Path, alsa_null: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel lists a card before udev gives its nodes away."""
    monkeypatch.setattr(sound_portaudio, "AGAIN_S", 0.0)
    config = tmp_path / "asound.conf"
    whole = config.read_text()
    config.write_text("</usr/share/alsa/alsa.conf>\n")
    headset = choose.sound(alsa_null, tmp_path)
    assert not headset.present()
    config.write_text(whole)
    assert headset.present()


def test_a_file_is_heard_and_all_is_recorded(tmp_path: Path) -> None:
    said = (np.arange(10 * BLOCK) % 30_000).astype("<i2")
    with wave.open(str(tmp_path / "said.wav"), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(said.tobytes())
    headset = choose.sound(f"simulated:{tmp_path / 'said.wav'}", tmp_path)
    assert isinstance(headset, SimulatedHeadset)
    heard = Heard(4)
    try:
        with control(tmp_path, "headset") as wire:
            wire.hear()
            assert "error" in wire.do("record", into=str(tmp_path / "no" / "folder"))
            wire.do("record", into=str(tmp_path / "recorded"))
            headset.open_input(heard.put)
            headset.open_output(lambda: SILENCE)
            assert heard.wait()
            headset.close_input()
            headset.close_output()
            wire.do("record-end")
    finally:
        headset.shut()
    recorded = np.fromfile(tmp_path / "recorded", RECORDED)
    microphone = recorded[recorded["kind"] == b"m"]
    assert np.array_equal(microphone["block"][:4], said.reshape(-1, BLOCK)[:4])
    assert np.array_equal(np.array(heard.blocks), microphone["block"][:4])
    assert (np.diff(microphone["at"]) > 0).all()
    assert (recorded["kind"] == b"s").any()


def test_a_file_of_another_kind_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_bytes(b"no sound")
    for name in ("text.wav", "none.wav"):
        with pytest.raises(DeviceUnknown, match=name):
            choose.sound(f"simulated:{tmp_path / name}", tmp_path)
