"""How a V4L2 camera is asked and read, on a driver that stands for those this machine lacks."""

import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera_v4l2 import V4l2Camera
from hardware.faults import DeviceFailed, DeviceMissing

KINDS = {cv2.VideoWriter.fourcc(*kind): kind for kind in ("NV12", "YUYV", "MJPG")}


class Driver:
    """OpenCV's capture over a camera with some formats (each with its speed), one size."""

    speeds: dict[str, float]
    size = (640, 480)
    opened: "list[Driver]"
    plugged: threading.Event

    def __init__(self, path: str, api: int) -> None:
        assert (path, api) == ("/dev/video7", cv2.CAP_V4L2)
        self.kind = next(iter(self.speeds))
        self.convert = 1.0
        self.taken = 0
        self.released = False
        self.opened.append(self)

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def set(self, key: int, value: float) -> bool:
        if key == cv2.CAP_PROP_FOURCC and KINDS.get(int(value)) in self.speeds:
            self.kind = KINDS[int(value)]
        if key == cv2.CAP_PROP_CONVERT_RGB:
            self.convert = value
        return True

    def get(self, key: int) -> float:
        return {
            cv2.CAP_PROP_FOURCC: float(cv2.VideoWriter.fourcc(*self.kind)),
            cv2.CAP_PROP_FRAME_WIDTH: float(self.size[0]),
            cv2.CAP_PROP_FRAME_HEIGHT: float(self.size[1]),
            cv2.CAP_PROP_FPS: self.speeds[self.kind],
        }[key]

    def read(self) -> tuple[bool, np.ndarray | None]:
        if not self.plugged.is_set():
            return False, None
        time.sleep(0.005)
        self.taken += 1
        return True, np.full((480, 640, 2), self.taken % 200, np.uint8)

    def release(self) -> None:
        self.released = True


def read_for_ever(camera: V4l2Camera) -> None:
    """Read until it raises."""
    while True:
        camera.read()


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> type[Driver]:
    Driver.speeds = {"YUYV": 30.0, "MJPG": 30.0}
    Driver.opened = []
    Driver.plugged = threading.Event()
    Driver.plugged.set()
    monkeypatch.setattr(cv2, "VideoCapture", Driver)
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
    assert driver.opened[0].released
    assert driver.opened[0].convert == 0


@pytest.mark.parametrize(
    ("speeds", "chosen"),
    [
        ({"MJPG": 30.0, "YUYV": 30.0, "NV12": 30.0}, "NV12"),
        ({"YUYV": 10.0, "MJPG": 30.0}, "MJPG"),
        ({"YUYV": 29.97}, "YUYV"),
        ({"YUYV": 10.0, "MJPG": 15.0}, "MJPG"),
        ({"YUYV": 15.0, "MJPG": 10.0}, "YUYV"),
    ],
)
def test_the_cheapest_format_that_is_fast_enough_is_chosen(
    driver: type[Driver], speeds: dict[str, float], chosen: str
) -> None:
    driver.speeds = speeds
    camera = V4l2Camera(Path("/dev/video7"))
    camera.open(640, 480, 30)
    assert driver.opened[0].kind == chosen
    camera.close()


def test_a_size_that_it_does_not_give_is_said_and_the_handle_closed(driver: type[Driver]) -> None:
    with pytest.raises(DeviceFailed, match="gives no 1280x720"):
        V4l2Camera(Path("/dev/video7")).open(1280, 720, 30)
    assert driver.opened[0].released


def test_unplugged_it_is_missing_and_its_handle_closes(driver: type[Driver]) -> None:
    camera = V4l2Camera(Path("/dev/video7"))
    camera.open(640, 480, 30)
    driver.plugged.clear()
    with pytest.raises(DeviceMissing, match="unplugged"):
        read_for_ever(camera)
    camera.close()
    assert driver.opened[0].released
    with pytest.raises(DeviceMissing, match="not plugged in"):
        camera.open(640, 480, 30)
    driver.plugged.set()
    camera.open(640, 480, 30)
    assert camera.read() is not None
    camera.close()
