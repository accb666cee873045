"""A device is taken from its port and given back, on a tree as the kernel lays it."""

from pathlib import Path

import pytest

from hardware import usb
from hardware.faults import DeviceFailed, DeviceMissing
from hardware.usb import OFF_S, plug_of, replug

PLUG = "sys/devices/pci0000:00/usb1/1-2"


def camera(root: Path) -> Path:
    """A UVC camera in port 2; returns its plug."""
    plug = root / PLUG
    interface = plug / "1-2:1.0"
    (interface / "video4linux" / "video7").mkdir(parents=True)
    (plug / "authorized").write_text("1")
    (plug / "idVendor").write_text("046d")
    (root / "sys/class/video4linux").mkdir(parents=True)
    (root / "sys/class/video4linux/video7").symlink_to(interface / "video4linux" / "video7")
    (interface / "video4linux" / "video7" / "device").symlink_to(interface)
    return plug


def headset(root: Path, port: str, card: int, product: str) -> Path:
    """A sound card with a microphone in that port; returns its plug."""
    plug = root / "sys/devices/pci0000:00/usb1" / port
    folder = plug / f"{port}:1.1/sound/card{card}"
    folder.mkdir(parents=True)
    (plug / "authorized").write_text("1")
    (plug / "idVendor").write_text("0b0e")
    (plug / "product").write_text(f"{product}\n")
    entries = root / "sys/class/sound"
    for name in (f"controlC{card}", f"pcmC{card}D0c"):
        (entries / name).mkdir(parents=True)
        (entries / name / "device").symlink_to(folder)
    return plug


def test_a_headset_is_found_by_its_card_its_product_or_because_it_is_the_only_one(
    tmp_path: Path,
) -> None:
    with pytest.raises(DeviceMissing, match="is no USB headset"):
        usb.headset("default", None, tmp_path)
    headset(tmp_path, "1-3", 1, "Jabra Evolve 20")
    assert usb.headset("default", None, tmp_path).name == "controlC1"
    headset(tmp_path, "1-4", 2, "Plantronics Blackwire")
    with pytest.raises(DeviceMissing, match="is no USB headset"):
        usb.headset("default", None, tmp_path)
    whole = "Jabra Evolve 20: USB Audio (hw:2,0)"
    assert usb.headset(whole, None, tmp_path).name == "controlC2", "the card's number counts"
    for part in ("jabra", "Jabra Evolve 20: USB Audio"):
        assert usb.headset(part, None, tmp_path).name == "controlC1"
    headset(tmp_path, "1-5", 3, "Jabra Evolve 20")
    with pytest.raises(DeviceMissing, match="several might be meant"):
        usb.headset("jabra", None, tmp_path)


def test_it_goes_and_comes_by_a_link_too(tmp_path: Path) -> None:
    plug = camera(tmp_path)
    seen: list[tuple[float, str]] = []

    def pause(seconds: float) -> None:
        seen.append((seconds, (plug / "authorized").read_text()))

    link = tmp_path / "dev" / "by-id"
    link.parent.mkdir()
    (link.parent / "video7").touch()
    link.symlink_to(link.parent / "video7")
    replug(link, tmp_path, pause)
    assert seen == [(OFF_S, "0")]
    assert (plug / "authorized").read_text() == "1"


def test_what_hangs_on_no_usb_is_left_alone(tmp_path: Path) -> None:
    camera(tmp_path)
    assert plug_of(Path("/dev/video0"), tmp_path) is None
    with pytest.raises(DeviceMissing, match="/dev/video0"):
        replug(Path("/dev/video0"), tmp_path, lambda _: None)


def test_a_refusal_is_told_with_its_reason(tmp_path: Path) -> None:
    plug = camera(tmp_path)
    (plug / "authorized").unlink()
    (plug / "authorized").mkdir()
    with pytest.raises(DeviceFailed, match="authorized cannot be set: Is a directory"):
        replug(Path("/dev/video7"), tmp_path, lambda _: None)


def test_no_device_stays_shut_out_whatever_happens_meanwhile(tmp_path: Path) -> None:
    plug = camera(tmp_path)

    def pause(_seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replug(Path("/dev/video7"), tmp_path, pause)
    assert (plug / "authorized").read_text() == "1"
