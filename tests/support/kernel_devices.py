"""The virtual machine's kernel devices from their outer side: a finger, a lamp's wire, a plug.

Only inside of ``make vm-devices``: vivid is the camera, snd-aloop the sound card, gpio-sim the
lines, and QEMU's own control at a port plugs USB devices in and out.
"""

import contextlib
import fcntl
import json
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins import Factory

from hardware.gpio import lines

HERE = "OSTORD_VM" in os.environ
WHY = "needs the kernel's virtual devices: make vm-devices"
only = pytest.mark.skipif(not HERE, reason=WHY)
CARD = "Loopback: PCM (hw:0,0)"
"""PortAudio's name of snd-aloop's first half: what it plays is heard at ``FAR``."""
FAR = "Loopback: PCM (hw:0,1)"
LINES = Path("/sys/devices/platform/gpio-sim.0/gpiochip0")
VIVID = Path("/sys/bus/platform/drivers/vivid")
PORT = Path("/dev/virtio-ports/qmp")
PI_3B = 0xA02082


def kernel_lines() -> Factory:
    """The simulated chip's lines under a Pi's names; no firmware names this machine's board."""
    from gpiozero.pins.lgpio import LGPIOFactory

    LGPIOFactory._get_revision = lambda _: PI_3B
    return lines()


def level(pin: int) -> int:
    """What a meter at the line reads."""
    return int((LINES / f"sim_gpio{pin}" / "value").read_text())


def pull(pin: int, *, up: bool) -> None:
    """Draw the line to one side, as a finger or a sensor does."""
    (LINES / f"sim_gpio{pin}" / "pull").write_text("pull-up" if up else "pull-down")


def unplug_camera() -> None:
    """Take vivid's device from under whoever reads it."""
    (VIVID / "unbind").write_text("vivid.0")


def plug_camera(ready: Callable[[], bool]) -> None:
    """Give it back."""
    if not ready():
        (VIVID / "bind").write_text("vivid.0")


@contextlib.contextmanager
def uinput(keys: Iterable[int]) -> Iterator[tuple[Path, Callable[[bytes], object]]]:
    """A device with ``keys`` that the kernel's input layer has: its node, and what moves it.

    linux/uinput.h: UI_SET_EVBIT, UI_SET_KEYBIT, UI_DEV_SETUP, UI_DEV_CREATE, UI_GET_SYSNAME.
    """
    handle = os.open("/dev/uinput", os.O_RDWR)
    try:
        fcntl.ioctl(handle, 0x40045564, 1)
        for key in keys:
            fcntl.ioctl(handle, 0x40045565, key)
        fcntl.ioctl(handle, 0x405C5503, struct.pack("HHHH80sI", 3, 1, 1, 1, b"cord", 0))
        fcntl.ioctl(handle, 0x5501)
        name = fcntl.ioctl(handle, 0x8040552C, bytes(64)).rstrip(b"\0").decode()
        (event,) = Path("/sys/class/input", name).glob("event*")
        yield Path("/dev/input") / event.name, lambda told: os.write(handle, told)
    finally:
        os.close(handle)


class Machine:
    """QEMU's control (QMP) as this machine reaches it from its inside."""

    def __init__(self) -> None:
        self._port = os.open(PORT, os.O_RDWR)
        self._rest = b""
        with contextlib.suppress(OSError):  # it was asked for before
            self.do("qmp_capabilities")

    def do(self, execute: str, **arguments: object) -> Any:
        """Run a command and return what it returns; events in between are passed over."""
        said = json.dumps({"execute": execute, "arguments": arguments}) + "\n"
        os.write(self._port, said.encode())
        while True:
            *lines, self._rest = (self._rest + os.read(self._port, 65_536)).split(b"\n")
            for line in lines:
                heard = json.loads(line)
                if "error" in heard:
                    raise OSError(heard["error"]["desc"])
                if "return" in heard:
                    return heard["return"]

    def close(self) -> None:
        """Let go of the port."""
        os.close(self._port)
