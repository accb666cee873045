"""A real headset's keys, as the kernel's input layer tells them (its usbhid driver, linux/input.h).

The keys are those of the USB device that the sound card hangs on. They are taken for this process
alone: a desktop that stands behind the unit's screen would change its own volume too.
"""

import contextlib
import errno
import fcntl
import os
import re
import select
import struct
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from hardware.headset_keys import LOUDER, MUTE, SOFTER
from hardware.usb import plug_of

EVENT = struct.Struct("llHHi")
"""struct input_event: seconds, microseconds, type, code, value."""
EV_KEY, EV_SW = 1, 5
KEYS = {248: MUTE, 115: LOUDER, 114: SOFTER}
"""KEY_MICMUTE, KEY_VOLUMEUP, KEY_VOLUMEDOWN."""
SW_MUTE_DEVICE = 14
PRESSED, HELD = 1, 2
EVIOCGRAB = 0x40044590
EVIOCGSW = 0x8008451B
EVIOCGBIT_SW = 0x80084525
"""With 8 bytes: the switches that are on, and those that the device has."""
LOOK_S = 2.0
"""So often a headset that has come is looked for."""


def key_nodes(card: int | None = None, root: Path = Path("/")) -> list[Path]:
    """The input nodes of USB devices that are sound cards, or of sound card number ``card``."""
    cards = (root / "sys/class/sound").glob("card*" if card is None else f"card{card}")
    plugs = {plug_of(root / f"dev/snd/controlC{_number(one)}", root) for one in cards}
    nodes = sorted((root / "sys/class/input").glob("event*"))
    found = {root / "dev/input" / node.name: plug_of(node, root) for node in nodes}
    return [node for node, plug in found.items() if plug is not None and plug in plugs]


def _number(card: Path) -> str:
    return re.sub(r"\D", "", card.name)


class LinuxKeys:
    """Reads the nodes that ``nodes`` names, on a thread of its own once somebody listens."""

    def __init__(self, nodes: Callable[[], Iterable[Path]] = key_nodes) -> None:
        self._nodes = nodes
        self._open: dict[int, Path] = {}
        self._switches: dict[Path, bool] = {}
        self._pressed: Callable[[str], None] = lambda _: None
        self._thread: threading.Thread | None = None
        self._end_in, self._end_out = -1, -1

    def listen(self, pressed: Callable[[str], None]) -> None:
        """As ``HeadsetKeys`` says."""
        self._pressed = pressed
        self._end_in, self._end_out = os.pipe()
        self._thread = threading.Thread(target=self._run, name="headset-keys", daemon=True)
        self._thread.start()

    def muted(self) -> bool | None:
        """As ``HeadsetKeys`` says."""
        switches = tuple(self._switches.values())
        return any(switches) if switches else None

    def close(self) -> None:
        """Give the nodes back."""
        thread, self._thread = self._thread, None
        if thread is not None:
            os.close(self._end_out)
            thread.join()
            os.close(self._end_in)

    def _run(self) -> None:
        try:
            while True:
                self._look()
                ready, _, _ = select.select([self._end_in, *self._open], [], [], LOOK_S)
                if self._end_in in ready:
                    return
                for handle in ready:
                    self._read(handle)
        finally:
            for handle in list(self._open):
                self._lose(handle)

    def _look(self) -> None:
        for node in set(self._nodes()) - set(self._open.values()):
            try:
                handle = os.open(node, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            except OSError:  # gone again, or not ours to read: it is looked for again
                continue
            self._open[handle] = node
            with contextlib.suppress(OSError):  # somebody else holds it: its presses are heard too
                fcntl.ioctl(handle, EVIOCGRAB, 1)
            with contextlib.suppress(OSError):
                if _bits(handle, EVIOCGBIT_SW) >> SW_MUTE_DEVICE & 1:
                    self._switches[node] = bool(_bits(handle, EVIOCGSW) >> SW_MUTE_DEVICE & 1)

    def _read(self, handle: int) -> None:
        try:
            told = os.read(handle, 64 * EVENT.size)
        except OSError as error:
            if error.errno != errno.EAGAIN:
                self._lose(handle)
            return
        if not told:
            self._lose(handle)
        for _, _, kind, code, value in EVENT.iter_unpack(
            told[: len(told) // EVENT.size * EVENT.size]
        ):
            self._take(self._open[handle], kind, code, value)

    def _take(self, node: Path, kind: int, code: int, value: int) -> None:
        if kind == EV_SW and code == SW_MUTE_DEVICE:
            self._switches[node] = bool(value)
        name = KEYS.get(code) if kind == EV_KEY else None
        if name is not None and (value == PRESSED or (value == HELD and name != MUTE)):
            self._pressed(name)

    def _lose(self, handle: int) -> None:
        self._switches.pop(self._open.pop(handle), None)
        os.close(handle)


def _bits(handle: int, request: int) -> int:
    return int.from_bytes(fcntl.ioctl(handle, request, bytes(8)), "little")
