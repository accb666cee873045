"""How a V4L2 camera is asked and read, on a driver that stands for those this machine lacks."""

import ctypes
import errno
import threading
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from hardware import camera_v4l2, v4l2
from hardware.camera_h264 import H264Reader
from hardware.camera_v4l2 import SETTINGS, V4l2Camera
from hardware.faults import DeviceFailed, DeviceMissing
from hardware.pictures import from_bgr
from tests.support.devices import held_open

FRESH = -10.0
"""The age of a picture that stays young however slow the machine is that runs the test."""


class Driver:
    """The kernel's side of a camera with some formats (each with its speed), one size."""

    speeds_of: dict[str, float]
    size = (640, 480)
    buffers = 4
    opened: "list[Driver]"
    plugged: threading.Event

    def __init__(self, node: Path) -> None:
        assert node == Path("/dev/video7")
        self.kind = ""
        self.filled: list[float] = []
        self.given_back: list[int] = []
        self.set: dict[int, int] = {}
        self.taken = 0
        self.closed = False
        self.opened.append(self)

    def captures(self) -> bool:
        return True

    def speeds(self, width: int, height: int) -> dict[str, float]:
        return self.speeds_of if (width, height) == self.size else {}

    def agree(self, kind: str, width: int, height: int, fps: int) -> bool:
        self.kind = kind
        return True

    def put(self, control: int, value: int) -> bool:
        self.set[control] = value
        return True

    def start(self) -> None:
        self.began = time.monotonic()

    def take(self, patience_s: float) -> v4l2.Taken | None:
        """The next of ``filled``; where there is none a fresh picture for who waits."""
        if not self.plugged.is_set():
            raise OSError(errno.ENODEV, "No such device")
        if not self.filled and patience_s == 0:
            return None
        age = self.filled.pop(0) if self.filled else FRESH
        self.taken += 1
        at = time.monotonic() - age
        buffer = v4l2.Buffer(
            seconds=int(at), microseconds=int(at % 1 * 1e6), sequence=self.taken, index=self.taken
        )
        return v4l2.Taken(buffer, np.full(640 * 480 * 2, self.taken % 200, np.uint8))

    def give_back(self, index: int) -> None:
        self.given_back.append(index)

    def close(self) -> None:
        self.closed = True


def read_for_ever(camera: V4l2Camera) -> None:
    """Read until it raises."""
    while True:
        camera.read()


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> type[Driver]:
    Driver.speeds_of = {"YUYV": 30.0, "MJPG": 30.0}
    Driver.opened = []
    Driver.plugged = threading.Event()
    Driver.plugged.set()
    monkeypatch.setattr(camera_v4l2, "Device", Driver)
    monkeypatch.setattr(V4l2Camera, "present", lambda _: Driver.plugged.is_set())
    return Driver


def test_the_newest_picture_is_given_once_and_raw(driver: type[Driver]) -> None:
    camera = V4l2Camera(Path("/dev/video7"))
    camera.open(640, 480, 30)
    numbers: list[int] = []
    while len(numbers) < 5:
        picture = camera.read()
        assert picture is not None
        numbers.append(int(picture.i420[0, 0]))
    assert numbers == sorted(set(numbers))
    camera.close()
    assert driver.opened[0].closed
    assert driver.opened[0].given_back == numbers
    assert driver.opened[0].set == dict(SETTINGS)


def test_what_lay_in_the_buffers_meanwhile_is_passed_over(driver: type[Driver]) -> None:
    camera = V4l2Camera(Path("/dev/video7"))
    camera.open(640, 480, 30)
    for ages, number in (([FRESH, FRESH, FRESH], 3), ([1.0, 0.9, 0.8, 0.7], 8)):
        driver.opened[0].filled = list(ages)
        picture = camera.read()
        assert picture is not None
        assert picture.i420[0, 0] == number, "of fresh ones the last, of stale ones none"
    assert driver.opened[0].given_back == list(range(1, 9))
    camera.close()


@pytest.mark.parametrize(
    ("speeds", "chosen"),
    [
        ({"MJPG": 30.0, "YUYV": 30.0, "NV12": 30.0}, "NV12"),
        ({"YUYV": 10.0, "MJPG": 30.0}, "MJPG"),
        ({"YUYV": 29.97}, "YUYV"),
        ({"YUYV": 10.0, "MJPG": 15.0}, "MJPG"),
        ({"YUYV": 15.0, "MJPG": 10.0}, "YUYV"),
        ({"YUYV": 10.0, "H264": 30.0}, "H264"),
        ({"YUYV": 30.0, "H264": 30.0}, "YUYV"),
    ],
)
def test_the_cheapest_format_that_is_fast_enough_is_chosen(
    driver: type[Driver], speeds: dict[str, float], chosen: str
) -> None:
    driver.speeds_of = speeds
    camera = V4l2Camera(Path("/dev/video7"))
    camera.open(640, 480, 30)
    assert driver.opened[0].kind == chosen
    camera.close()


def test_a_size_that_it_does_not_give_is_said_and_the_handle_closed(driver: type[Driver]) -> None:
    with pytest.raises(DeviceFailed, match="gives no 1280x720"):
        V4l2Camera(Path("/dev/video7")).open(1280, 720, 30)
    assert driver.opened[0].closed


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_whatever_goes_wrong_the_handle_is_closed(
    driver: type[Driver], monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def fail(_: Driver) -> bool:
        raise error

    monkeypatch.setattr(Driver, "captures", fail)
    with pytest.raises(error):
        V4l2Camera(Path("/dev/video7")).open(640, 480, 30)
    assert driver.opened[0].closed


def test_unplugged_it_is_missing_and_its_handle_closes(driver: type[Driver]) -> None:
    camera = V4l2Camera(Path("/dev/video7"))
    camera.open(640, 480, 30)
    driver.plugged.clear()
    with pytest.raises(DeviceMissing, match="unplugged"):
        read_for_ever(camera)
    camera.close()
    assert driver.opened[0].closed
    with pytest.raises(DeviceMissing, match="not plugged in"):
        camera.open(640, 480, 30)
    driver.plugged.set()
    camera.open(640, 480, 30)
    assert camera.read() is not None
    camera.close()


def test_the_structs_are_as_large_as_the_kernels() -> None:
    """linux/videodev2.h on 64-bit machines; the size is a part of each ioctl's number."""
    structs = {
        v4l2.Capability: 104,
        v4l2.FmtDesc: 64,
        v4l2.FrameSize: 44,
        v4l2.FrameInterval: 52,
        v4l2.Format: 208,
        v4l2.StreamParm: 204,
        v4l2.RequestBuffers: 20,
        v4l2.Buffer: 88,
        v4l2.Control: 8,
    }
    assert {one: ctypes.sizeof(one) for one in structs} == structs
    numbers = [v4l2.QUERYCAP[0], v4l2.S_FMT[0], v4l2.DQBUF[0], v4l2.ENUM_FRAMEINTERVALS[0]]
    assert numbers == [0x80685600, 0xC0D05605, 0xC0585611, 0xC034564B]


def test_s2_closed_no_handle_is_left_whoever_still_keeps_a_buffer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each map of a buffer is a handle on the camera too."""
    node = tmp_path / "video7"
    node.write_bytes(bytes(8192))
    said = {
        v4l2.REQBUFS: v4l2.RequestBuffers(count=2),
        v4l2.QUERYBUF: v4l2.Buffer(length=4096),
        v4l2.DQBUF: v4l2.Buffer(index=1, bytesused=10),
    }
    monkeypatch.setattr(v4l2.Device, "ask", lambda _, call, **values: said.get(call))
    device = v4l2.Device(node)
    device.start()
    given_back = device.take(0)
    assert given_back is not None
    assert given_back.data.size == 10
    device.give_back(given_back.index)
    assert given_back.data.size == 0
    kept = device.take(0)
    assert held_open(node) == 3
    device.close()
    assert held_open(node) == 0
    assert kept is not None
    assert kept.data.size == 0


@pytest.mark.parametrize(
    ("kind", "size", "fits"),
    [
        (1, (640, 480, 0, 0, 0, 0), True),
        (1, (800, 600, 0, 0, 0, 0), False),
        (3, (16, 1920, 16, 16, 1080, 8), True),
        (3, (16, 1920, 24, 16, 1080, 8), True),
        (3, (16, 600, 16, 16, 1080, 8), False),
        (2, (16, 1920, 1, 16, 1080, 1), True),
        (3, (16, 1920, 100, 16, 1080, 8), False),
    ],
)
def test_a_size_fits_where_it_is_told_or_lies_between(
    kind: int, size: tuple[int, ...], fits: bool
) -> None:
    assert v4l2._fits(v4l2.FrameSize(type=kind, size=size), 640, 480) is fits


def grey(number: int) -> np.ndarray:
    """Picture ``number`` of a film that grows lighter."""
    return from_bgr(np.full((240, 320, 3), 40 + number * 5, np.uint8))


def coded(profile: str, count: int) -> list[bytes]:
    """A calm film of 320x240, coded with a key each ten pictures; parameters in the first alone."""
    coder = av.CodecContext.create("libx264", "w")
    coder.width, coder.height, coder.pix_fmt = 320, 240, "yuv420p"
    coder.time_base = Fraction(1, 30)
    coder.profile = profile
    coder.options = {
        "preset": "ultrafast" if profile == "Baseline" else "superfast",
        "tune": "zerolatency",
        "g": "10",
        "x264-params": "scenecut=0:repeat-headers=1:slices=1",
    }
    packets = []
    for number in range(count):
        picture = grey(number)
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        packets += [bytes(packet) for packet in coder.encode(frame)]
    return packets


def test_what_a_camera_coded_is_seen_and_passed_on_after_a_loss_from_the_next_key() -> None:
    reader = H264Reader()
    numbers, seen = [], []
    for sequence, data in enumerate(coded("Baseline", 30)):
        if sequence in (0, 14):  # the first was missed, and one later
            continue
        i420, passed = reader.read(data, sequence)
        if i420 is not None:
            assert passed is not None
            assert passed.key == (sequence % 10 == 0)
            assert abs(i420.astype(int) - grey(sequence)).max() < 6
            seen.append(sequence)
            numbers.append(passed.number)
    assert seen == [10, 11, 12, 13, *range(20, 30)]
    assert numbers == list(range(1, len(seen) + 1))


def test_what_not_every_browser_takes_is_seen_and_not_passed_on() -> None:
    reader = H264Reader()
    for sequence, data in enumerate(coded("High", 5)):
        i420, passed = reader.read(data, sequence)
        assert i420 is not None
        assert passed is None


def test_torn_data_is_no_picture() -> None:
    reader = H264Reader()
    assert reader.read(b"", 0) == (None, None)
    assert reader.read(b"\0\0\1\x65" + b"\xff" * 50, 1) == (None, None)
