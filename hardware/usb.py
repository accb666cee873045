"""A USB device is shut out and let in again, which makes its driver begin anew as at its plug.

The kernel's ``authorized`` (Documentation/usb/authorization), which only root may write. It cuts no
power: what needs that needs a hand, or a hub that can switch its ports.
"""

import time
from collections.abc import Callable
from pathlib import Path

from hardware.faults import DeviceFailed, DeviceMissing

OFF_S = 1.0
"""How long it stays out."""
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


def replug(node: Path, root: Path = Path("/"), pause: Callable[[float], None] = time.sleep) -> None:
    """Shut the device behind ``node`` out for ``OFF_S`` and let it in again.

    Its node comes back a moment after this returns. Raises DeviceMissing where no USB device is
    behind ``node``, DeviceFailed where the kernel refuses.
    """
    plug = plug_of(node, root)
    if plug is None:
        raise DeviceMissing(str(node), "is no USB device, or not plugged in")
    try:
        (plug / "authorized").write_text("0")
        pause(OFF_S)
        (plug / "authorized").write_text("1")
    except OSError as error:
        raise DeviceFailed(str(node), f"authorized cannot be set: {error.strerror}") from None
