"""What only real drivers can show: plugs pulled while in use, sound through a card, lit lines.

Runs inside of the virtual machine (``make vm-devices``) and nowhere else.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from gpiozero.pins import Factory

from hardware import camera_v4l2, choose
from hardware.camera import Camera, Picture
from hardware.connectors import connectors
from hardware.faults import DeviceError, DeviceMissing
from hardware.headset_keys_linux import LinuxKeys
from hardware.lamp import DARK, STUCK
from hardware.lamp_gpio import GpioLamps, Output
from hardware.pictures import FORMATS
from hardware.presence_gpio import GpioPresence
from hardware.sound import RATE_HZ, Block, Sound
from hardware.usb import plug_of, replug
from hardware.v4l2 import Device
from tests.support import kernel_devices
from tests.support.devices import wait_for
from tests.vm.speaker import TONE_HZ, tone

pytestmark = [pytest.mark.long, kernel_devices.only]

PATIENCE_S = 60.0
USB_HEADSET = "USB Audio"


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[Camera]:
    camera = choose.camera("v4l2:/dev/video0", tmp_path)
    yield camera
    camera.close()
    kernel_devices.plug_camera(camera.present)
    wait_for(camera.present, "the camera is back for the next test", PATIENCE_S)


def next_picture(camera: Camera) -> Picture:
    """The first that comes."""
    until = time.monotonic() + PATIENCE_S
    while (picture := camera.read()) is None:
        assert time.monotonic() < until
    return picture


def next_picture_but(camera: Camera) -> None:
    """Read on until it raises."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        camera.read()


def test_a_camera_unplugged_while_it_gives_pictures_is_missed_and_comes_back(
    camera: Camera,
) -> None:
    camera.open(640, 360, 30)
    next_picture(camera)
    kernel_devices.unplug_camera()
    with pytest.raises(DeviceMissing, match="unplugged"):
        next_picture_but(camera)
    camera.close()
    handles = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    assert not [one for one in handles if "/dev/video" in one], "S2"
    wait_for(lambda: not camera.present(), "its node is gone", PATIENCE_S)
    with pytest.raises(DeviceMissing, match="not plugged in"):
        camera.open(640, 360, 30)
    kernel_devices.plug_camera(camera.present)
    wait_for(camera.present, "its node is back", PATIENCE_S)
    camera.open(640, 360, 30)
    next_picture(camera)


def test_a_camera_that_comes_or_goes_is_told(camera: Camera) -> None:
    told = threading.Event()
    plugs = choose.hotplug(["v4l2:/dev/video0"], told.set)
    assert plugs is not None
    try:
        kernel_devices.unplug_camera()
        assert told.wait(PATIENCE_S)
        wait_for(lambda: not camera.present(), "its node is gone", PATIENCE_S)
        told.clear()
        kernel_devices.plug_camera(camera.present)
        assert told.wait(PATIENCE_S)
    finally:
        plugs.close()


@pytest.mark.parametrize("kind", ["NV12", "YUYV"])
def test_both_raw_formats_show_the_same_bars(
    camera: Camera, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """vivid draws colour bars from white on the left to black on the right."""
    monkeypatch.setattr(camera_v4l2, "FORMATS", {kind: FORMATS[kind]})
    camera.open(640, 360, 30)
    i420 = next_picture(camera).i420
    columns = [int(np.median(i420[120:240, at * 80 + 20 : at * 80 + 60])) for at in range(8)]
    assert columns == sorted(columns, reverse=True), columns
    assert columns[0] > 170
    assert columns[-1] < 40


def test_who_reads_seldom_gets_a_fresh_picture(camera: Camera) -> None:
    camera.open(640, 360, 30)
    next_picture(camera)
    time.sleep(2.0)
    assert time.monotonic() - next_picture(camera).at < 1.0


def test_a_control_can_be_set_and_read_back() -> None:
    device = Device(Path("/dev/video0"))
    brightness = 0x00980900
    try:
        for value in (100, 140):
            assert device.put(brightness, value)
            assert device.get(brightness) == value
        assert not device.put(0x0098FFFF, 1)
        assert device.get(0x0098FFFF) is None
    finally:
        device.close()


def test_what_one_end_of_the_card_plays_the_other_end_hears(tmp_path: Path) -> None:
    heard: list[Block] = []
    hears = choose.sound(kernel_devices.FAR, tmp_path)
    hears.open_input(heard.append)
    command = [sys.executable, "-m", "tests.vm.speaker", kernel_devices.CARD]
    speaks = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        wait_for(lambda: holds_tone(heard[-8:-1]), "the tone", PATIENCE_S)
    finally:
        speaks.communicate()
        hears.close_input()


def holds_tone(blocks: list[Block]) -> bool:
    """Whether the loudest frequency of ``blocks`` is the tone's."""
    if len(blocks) < 7:
        return False
    samples = np.concatenate(blocks).astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    loudest = int(spectrum.argmax()) * RATE_HZ / samples.size
    return bool(abs(samples).max() > 2000 and abs(loudest - TONE_HZ) < 60)


@pytest.fixture
def machine() -> Iterator[kernel_devices.Machine]:
    machine = kernel_devices.Machine()
    yield machine
    machine.close()


def test_a_usb_headset_comes_plays_goes_and_comes_again(
    tmp_path: Path, machine: kernel_devices.Machine
) -> None:
    """QEMU's has no microphone: it is never a whole headset, and its loudspeaker speaks."""
    headset: Sound = choose.sound(USB_HEADSET, tmp_path)
    for name in ("first", "second"):
        with pytest.raises(DeviceMissing):
            headset.open_output(lambda: tone(0))
        machine.do("device_add", driver="usb-audio", bus="usb.0", id=name, audiodev="quiet")
        played = threading.Event()
        wait_for(partial(opens, headset, played), "it may be opened", PATIENCE_S)
        assert played.wait(PATIENCE_S)
        assert headset.present()
        machine.do("device_del", id=name)
        wait_for(lambda: not headset.present(), "it is missed while it plays", PATIENCE_S)
        headset.close_output()
    with pytest.raises(DeviceMissing):
        headset.open_output(lambda: tone(0))


def opens(headset: Sound, played: threading.Event) -> bool:
    """Whether its loudspeaker opens; ``played`` is set with its first block."""

    def get() -> Block:
        played.set()
        return tone(0)

    try:
        headset.open_output(get)
    except DeviceError:
        return False
    return True


@pytest.fixture
def lines() -> Iterator[Factory]:
    factory = kernel_devices.kernel_lines()
    yield factory
    factory.close()


def test_presence_is_what_the_sensor_draws_the_line_to(
    lines: Factory,
) -> None:
    sensor = GpioPresence(27, factory=lines)
    for somebody in (False, True, False):
        kernel_devices.pull(27, up=somebody)
        assert sensor.present() is somebody
    sensor.close()


def test_a_screen_is_known_by_its_socket_and_name() -> None:
    found = connectors()
    assert [one.connected for one in found].count(True) == 1, found
    assert any(one.screen for one in found), found


def test_a_usb_device_is_taken_from_its_port_and_given_back(
    machine: kernel_devices.Machine,
) -> None:
    machine.do("device_add", driver="usb-audio", bus="usb.0", id="hangs", audiodev="quiet")
    nodes = Path("/dev/snd")
    wait_for(lambda: usb_cards(nodes) != [], "its card", PATIENCE_S)
    (card,) = usb_cards(nodes)
    number = card.lstat().st_ino
    replug(card)
    wait_for(lambda: card.exists() and card.lstat().st_ino != number, "a new node", PATIENCE_S)
    machine.do("device_del", id="hangs")
    wait_for(lambda: usb_cards(nodes) == [], "gone", PATIENCE_S)


def usb_cards(nodes: Path) -> list[Path]:
    """The control nodes of sound cards that hang on USB."""
    return [one for one in nodes.glob("controlC*") if plug_of(one) is not None]


def test_s3_a_lamp_that_stays_dark_or_lit_is_told_by_its_sense_line(
    lines: Factory,
) -> None:
    outputs = [Output("occupied", 17, 22), Output("clear", 24, 25)]
    kernel_devices.pull(22, up=False)
    kernel_devices.pull(25, up=False)
    lamp = GpioLamps(outputs, factory=lines)
    lamp.show("occupied")
    assert (kernel_devices.level(17), lamp.fault()) == (1, DARK)
    kernel_devices.pull(22, up=True)
    assert lamp.fault() is None
    lamp.show("clear")
    assert lamp.fault() == STUCK
    assert (kernel_devices.level(17), kernel_devices.level(24)) == (0, 0), "never clear"
    kernel_devices.pull(22, up=False)
    lamp.show("clear")
    assert (kernel_devices.level(24), lamp.fault()) == (1, DARK)
    kernel_devices.pull(25, up=True)
    assert lamp.fault() is None
    lamp.close()
    assert (kernel_devices.level(17), kernel_devices.level(24)) == (0, 0)


def test_a_key_pressed_on_a_usb_device_is_heard_by_its_name(
    machine: kernel_devices.Machine,
) -> None:
    """QEMU's headset has no keys: its keyboard's volume keys come the same way (usbhid)."""
    heard: list[str] = []
    keys = LinuxKeys(usb_inputs)
    keys.listen(heard.append)
    try:
        machine.do("device_add", driver="usb-kbd", bus="usb.0", id="keys")
        for pressed, name in (("volumeup", "volume-up"), ("volumedown", "volume-down")):
            wait_for(partial(comes, machine, pressed, name, heard), name, PATIENCE_S)
        machine.do("device_del", id="keys")
        wait_for(lambda: usb_inputs() == [], "gone", PATIENCE_S)
    finally:
        keys.close()


def comes(machine: kernel_devices.Machine, key: str, name: str, heard: list[str]) -> bool:
    """Press ``key`` from outside; whether it was heard by now."""
    machine.do("send-key", keys=[{"type": "qcode", "data": key}])
    return name in heard


def usb_inputs() -> list[Path]:
    """The input nodes that hang on USB."""
    return [one for one in Path("/dev/input").glob("event*") if plug_of(one) is not None]
