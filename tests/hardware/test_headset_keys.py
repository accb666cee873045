"""The keys of every headset: the simulated one's, a kernel's input node, and which are its."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.choose import headset_keys, sound
from hardware.headset_keys import HeadsetKeys, NoKeys
from hardware.headset_keys_linux import EV_KEY, EV_SW, EVENT, LinuxKeys, key_nodes
from hardware.sound_disabled import DisabledSound
from hardware.sound_portaudio import PortAudioSound
from tests.support import kernel_devices
from tests.support.devices import control, wait_for

CODES = {"mute": 248, "volume-up": 115, "volume-down": 114}
Finger = Callable[[str], object]


@dataclass
class Cord:
    """The keys, and the finger that presses them."""

    keys: HeadsetKeys
    press: Finger


def told(kind: int, code: int, value: int) -> bytes:
    """As the kernel writes it, with the report's end."""
    return EVENT.pack(0, 0, kind, code, value) + EVENT.pack(0, 0, 0, 0, 0)


@pytest.fixture(params=["simulated", "node", "kernel keys"])
def cord(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cord]:
    if request.param == "simulated":
        yield from simulated(tmp_path)
    elif request.param == "node":
        yield from node(tmp_path)
    elif not kernel_devices.HERE:
        pytest.skip(kernel_devices.WHY)
    else:
        yield from kernel_keys()


def simulated(folder: Path) -> Iterator[Cord]:
    headset = sound("simulated", folder)
    with control(folder, "headset") as wire:
        yield Cord(headset_keys(headset), lambda key: wire.do(f"press-{key}"))
    headset.shut()  # type: ignore[attr-defined]


def node(folder: Path) -> Iterator[Cord]:
    """A pipe in an input node's place: what the kernel would write is written into it."""
    path = folder / "event7"
    os.mkfifo(path)
    finger = os.open(path, os.O_RDWR)

    def press(key: str) -> None:
        for value in (1, 0):
            os.write(finger, told(EV_KEY, CODES[key], value))

    yield Cord(LinuxKeys(lambda: [path]), press)
    os.close(finger)


def kernel_keys() -> Iterator[Cord]:
    with kernel_devices.uinput(sorted(CODES.values())) as (path, write):

        def press(key: str) -> None:
            for value in (1, 0):
                write(told(EV_KEY, CODES[key], value))

        yield Cord(LinuxKeys(lambda: [path]), press)


def presses(cord: Cord, key: str, heard: list[str]) -> bool:
    """Press ``key``; whether it was heard by now."""
    cord.press(key)
    return key in heard


def test_each_press_is_heard_once_by_its_name_until_it_is_closed(cord: Cord) -> None:
    heard: list[str] = []
    cord.keys.listen(heard.append)
    wait_for(lambda: presses(cord, "mute", heard), "somebody listens", 60.0)
    cord.press("volume-up")
    wait_for(lambda: "volume-up" in heard, "all before it", 60.0)
    heard.clear()
    pressed = ["volume-up", "mute", "volume-down", "mute"]
    for key in pressed:
        cord.press(key)
    wait_for(lambda: len(heard) >= len(pressed), "all of them", 60.0)
    assert heard == pressed
    cord.keys.close()
    cord.keys.close()
    cord.press("mute")
    assert heard == pressed


def test_a_held_volume_key_is_heard_again_and_again_a_held_mute_key_once(tmp_path: Path) -> None:
    path = tmp_path / "event7"
    os.mkfifo(path)
    finger = os.open(path, os.O_RDWR)
    for key, values in (("mute", (1, 2, 2, 0)), ("volume-down", (1, 2, 2, 0))):
        for value in values:
            os.write(finger, told(EV_KEY, CODES[key], value))
    os.write(finger, told(EV_KEY, 30, 1))  # a letter
    os.write(finger, told(EV_KEY, CODES["volume-up"], 1))
    heard: list[str] = []
    keys = LinuxKeys(lambda: [path])
    keys.listen(heard.append)
    wait_for(lambda: "volume-up" in heard, "the last one")
    assert heard == ["mute", *["volume-down"] * 3, "volume-up"]
    keys.close()
    os.close(finger)


def test_r32_a_switch_on_the_cord_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "event7"
    os.mkfifo(path)
    finger = os.open(path, os.O_RDWR)
    keys = LinuxKeys(lambda: [path])
    assert keys.muted() is None
    keys.listen(lambda _: None)
    for value, off in ((1, True), (0, False)):
        os.write(finger, told(EV_SW, 14, value))
        wait_for(lambda off=off: keys.muted() is off, "the switch")  # type: ignore[misc]
    keys.close()
    os.close(finger)


def test_a_headset_that_goes_and_comes_is_heard_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.headset_keys_linux.LOOK_S", 0.02)
    there: list[Path] = []
    heard: list[str] = []
    looked = threading.Event()

    def nodes() -> list[Path]:
        looked.set()
        return there

    keys = LinuxKeys(nodes)
    keys.listen(heard.append)
    assert looked.wait(10)
    for count in (1, 2):
        path = tmp_path / f"event{count}"
        os.mkfifo(path)
        finger = os.open(path, os.O_RDWR)
        os.write(finger, told(EV_KEY, CODES["mute"], 1))
        there[:] = [path]
        wait_for(lambda count=count: len(heard) == count, "its key")  # type: ignore[misc]
        there.clear()
        os.close(finger)  # the node ends: nobody writes to it any more
    keys.close()


def test_a_simulated_switch_silences_and_is_told_while_it_is_plugged_in(tmp_path: Path) -> None:
    headset = sound("simulated", tmp_path)
    keys = headset_keys(headset)
    blocks: list[bool] = []
    headset.open_input(lambda block: blocks.append(bool(block.any())))
    with control(tmp_path, "headset") as wire:
        wait_for(lambda: keys.muted() is False, "it is on")
        wire.do("switch-off")
        wait_for(lambda: blocks[-3:] == [False] * 3, "silence")
        wait_for(lambda: keys.muted() is True, "it is off")
        wire.do("switch-on")
        wait_for(lambda: blocks[-3:] == [True] * 3, "a voice")
        wire.do("unplug")
        wait_for(lambda: keys.muted() is None, "unplugged")
        heard: list[str] = []
        keys.listen(heard.append)
        wire.do("press-mute")
        assert heard == []
    headset.close_input()
    headset.shut()  # type: ignore[attr-defined]


def test_its_nodes_are_those_of_the_plug_its_sound_card_hangs_on(tmp_path: Path) -> None:
    for plug, card, event in (("1-1", 0, 3), ("1-2", 2, 5), ("1-3", None, 6)):
        folder = tmp_path / f"sys/devices/usb1/{plug}"
        key = folder / f"{plug}:1.3/input/input9/event{event}"
        key.mkdir(parents=True)
        (folder / "authorized").write_text("1")
        (folder / "idVendor").write_text("0b0e")
        linked(tmp_path, "input", key.name, key.parent)
        if card is not None:
            sound_card = folder / f"{plug}:1.0/sound/card{card}"
            sound_card.mkdir(parents=True)
            linked(tmp_path, "sound", sound_card.name, sound_card.parent.parent)
            linked(tmp_path, "sound", f"controlC{card}", sound_card)
    linked(tmp_path, "input", "event0", tmp_path / "sys/devices/platform/keyboard")
    assert [one.name for one in key_nodes(root=tmp_path)] == ["event3", "event5"]
    assert [one.name for one in key_nodes(2, tmp_path)] == ["event5"]
    assert key_nodes(7, tmp_path) == []


def linked(root: Path, kind: str, name: str, device: Path) -> None:
    """An entry of a class: a folder with its device's link."""
    device.mkdir(parents=True, exist_ok=True)
    entry = root / "sys/class" / kind / name
    entry.mkdir(parents=True)
    (entry / "device").symlink_to(device)


def test_which_keys_a_headset_has() -> None:
    assert isinstance(headset_keys(PortAudioSound("default")), LinuxKeys)
    assert isinstance(headset_keys(DisabledSound()), NoKeys)
    assert PortAudioSound("Jabra Evolve: USB Audio (hw:3,0)").card() == 3
    assert PortAudioSound("Jabra").card() is None
