"""Where a screen is plugged in and which one it is, as the kernel's graphics driver tells it.

/sys/class/drm, and the screen's own word: EDID (VESA E-EDID 1.4), 128 bytes a block.
"""

from dataclasses import dataclass
from pathlib import Path

from hardware.faults import DeviceFailed, DeviceMissing

BLOCK = 128
HEADER = bytes.fromhex("00ffffffffffff00")
DESCRIPTORS = (54, 72, 90, 108)
NAME = 0xFC
"""The tag of the descriptor that holds the screen's name."""


@dataclass(frozen=True, slots=True)
class Connector:
    """One socket of the computer, such as HDMI-A-1."""

    name: str
    connected: bool | None
    """None where the driver cannot tell."""
    screen: str | None
    """The plugged-in screen's own name, where it tells one."""


def connectors(root: Path = Path("/")) -> tuple[Connector, ...]:
    """All sockets for screens, in their order; none on a computer without graphics."""
    found = []
    for folder in sorted((root / "sys/class/drm").glob("card*-*")):
        status = _bytes(folder / "status").strip()
        connected = {b"connected": True, b"disconnected": False}.get(status)
        name = folder.name.partition("-")[2]
        found.append(Connector(name, connected, screen_name(_bytes(folder / "edid"))))
    return tuple(found)


def look_anew(root: Path = Path("/")) -> None:
    """Let the driver ask every socket again: a screen's own word that it came may get lost.

    The kernel's ``status`` (drm_sysfs), which only root may write. Raises DeviceMissing where there
    is no socket, DeviceFailed where the kernel refuses.
    """
    sockets = sorted((root / "sys/class/drm").glob("card*-*/status"))
    if not sockets:
        raise DeviceMissing("screen", "has no socket on this computer")
    try:
        for status in sockets:
            status.write_text("detect")
    except OSError as error:
        raise DeviceFailed("screen", f"status cannot be set: {error.strerror}") from None


def screen_name(edid: bytes) -> str | None:
    """The name in the first block; None where there is none or the block is damaged."""
    block = edid[:BLOCK]
    if len(block) < BLOCK or not block.startswith(HEADER) or sum(block) % 256:
        return None
    for at in DESCRIPTORS:
        if block[at : at + 4] == bytes((0, 0, 0, NAME)):
            return block[at + 5 : at + 18].split(b"\n")[0].decode("ascii", "replace").strip()
    return None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
