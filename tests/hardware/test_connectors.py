"""Where screens are plugged in, from the kernel's own words."""

from pathlib import Path

import pytest

from hardware.connectors import (
    DESCRIPTORS,
    HEADER,
    Connector,
    connectors,
    look_anew,
    screen_name,
)
from hardware.faults import DeviceFailed, DeviceMissing


def edid(name: bytes) -> bytes:
    """A screen's first block with ``name`` in its second descriptor."""
    block = bytearray(128)
    block[:8] = HEADER
    at = DESCRIPTORS[1]
    block[at : at + 18] = b"\0\0\0\xfc\0" + (name + b"\n").ljust(13)
    block[127] = -sum(block) % 256
    return bytes(block)


def plug(root: Path, socket: str, status: str, said: bytes = b"") -> None:
    """A socket under ``root``."""
    folder = root / "sys/class/drm" / socket
    folder.mkdir(parents=True)
    (folder / "status").write_text(status + "\n")
    (folder / "edid").write_bytes(said)


def test_each_socket_tells_whether_and_which_screen_is_there(tmp_path: Path) -> None:
    plug(tmp_path, "card0-HDMI-A-1", "connected", edid(b"PHL 241B8Q"))
    plug(tmp_path, "card0-HDMI-A-2", "disconnected")
    plug(tmp_path, "card1-Writeback-1", "unknown")
    (tmp_path / "sys/class/drm/card0").mkdir()
    assert connectors(tmp_path) == (
        Connector("HDMI-A-1", connected=True, screen="PHL 241B8Q"),
        Connector("HDMI-A-2", connected=False, screen=None),
        Connector("Writeback-1", connected=None, screen=None),
    )
    assert connectors(tmp_path / "nothing") == ()


def test_a_damaged_or_nameless_word_of_a_screen_is_no_name() -> None:
    whole = edid(b"A screen")
    assert screen_name(whole) == "A screen"
    assert screen_name(whole[:127]) is None
    assert screen_name(bytes([whole[0] + 1]) + whole[1:]) is None
    assert screen_name(whole[:60] + b"\1" + whole[61:]) is None
    assert screen_name(b"") is None
    nameless = bytearray(whole)
    nameless[DESCRIPTORS[1] + 3] = 0xFD
    nameless[127] = -sum(nameless[:127]) % 256
    assert screen_name(bytes(nameless)) is None


def test_every_socket_is_asked_again_and_a_refusal_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeviceMissing, match="no socket"):
        look_anew(tmp_path)
    for socket in ("card0-HDMI-A-1", "card0-HDMI-A-2"):
        plug(tmp_path, socket, "disconnected")
    look_anew(tmp_path)
    said = [one.read_text() for one in tmp_path.rglob("status")]
    assert said == ["detect"] * 2
    (tmp_path / "sys/class/drm/card0-HDMI-A-1/status").unlink()
    (tmp_path / "sys/class/drm/card0-HDMI-A-1/status").mkdir()
    with pytest.raises(DeviceFailed, match="status cannot be set"):
        look_anew(tmp_path)
