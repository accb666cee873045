"""A USB device is shut out and let in again, which makes its driver begin anew as at its plug.

The kernel's ``authorized`` (Documentation/usb/authorization), which only root may write. It cuts no
power: what needs that needs a hand, or a hub that can switch its ports.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

from hardware.faults import DeviceFailed, DeviceMissing

OFF_S = 1.0
"""How long it stays out."""
CARD = re.compile(r"\(hw:(\d+),")
"""ALSA's number of a card in PortAudio's name."""
CLASSES = ("video4linux", "sound", "hidraw", "input")


def plug_of(node: Path, root: Path = Path("/")) -> Path | None:
    """The USB device behind a node such as /dev/video0 or /dev/snd/controlC1, in /sys; else None.

    ``node`` may be a link, as those under /dev/v4l/by-id are.
    """
    name = node.resolve().name
    for kind in CLASSES:
        at = (root / "sys/class" / kind / name / "device").resolve()
        for folder in (at, *at.parents):
            if (folder / "authorized").exists() and (folder / "idVendor").exists():
                return folder
    return None


def headset(name: str, camera: Path | None = None, root: Path = Path("/")) -> Path:
    """The control node of the USB sound card with a microphone that PortAudio calls ``name``.

    A camera's own microphone is none. Raises DeviceMissing where there is no such card, or where
    several might be meant: no other device is touched.
    """
    theirs = None if camera is None else plug_of(camera, root)
    cards = {}
    for capture in sorted((root / "sys/class/sound").glob("pcmC*D*c")):
        number = capture.name.removeprefix("pcmC").partition("D")[0]
        plug = plug_of(root / f"dev/snd/controlC{number}", root)
        if plug is not None and plug != theirs:
            cards[number] = plug
    told = CARD.search(name)
    if told is not None:
        found = [number for number in cards if number == told[1]]
    elif len(cards) == 1:
        found = list(cards)
    else:
        found = [number for number, plug in cards.items() if _alike(name, plug)]
    if len(found) != 1:
        several = "several might be meant" if found else "is no USB headset, or not plugged in"
        raise DeviceMissing(name, several)
    return root / f"dev/snd/controlC{found[0]}"


def _alike(name: str, plug: Path) -> bool:
    """ALSA calls a card what the plug calls its product."""
    try:
        product = (plug / "product").read_text().strip().lower()
    except OSError:
        return False
    return bool(product) and (product in name.lower() or name.lower() in product)


def replug(node: Path, root: Path = Path("/"), pause: Callable[[float], None] = time.sleep) -> None:
    """Shut the device behind ``node`` out for ``OFF_S`` and let it in again.

    Its node comes back a moment after this returns. Raises DeviceMissing where no USB device is
    behind ``node``, DeviceFailed where the kernel refuses.
    """
    plug = plug_of(node, root)
    if plug is None:
        raise DeviceMissing(str(node), "is no USB device, or not plugged in")
    try:
        try:
            (plug / "authorized").write_text("0")
            pause(OFF_S)
        finally:  # a driver may refuse to let go halfway: no device stays shut out
            (plug / "authorized").write_text("1")
    except OSError as error:
        raise DeviceFailed(str(node), f"authorized cannot be set: {error.strerror}") from None
