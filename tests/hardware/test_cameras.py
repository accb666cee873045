"""The contract of every camera, and what the simulated one does on request."""

import time
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from hardware import choose
from hardware.camera import Camera
from hardware.camera_coding import SimulatedCodingCamera
from hardware.camera_simulated import SimulatedCamera
from hardware.faults import DeviceFailed, DeviceMissing, DeviceUnknown
from hardware.scene import Scene
from tests.support.devices import control, held_open

REAL = "v4l2:/dev/video0"


@pytest.fixture(params=["simulated", "simulated-h264", REAL])
def camera(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Camera]:
    camera = choose.camera(request.param, tmp_path)
    if request.param == REAL and not camera.present():
        pytest.skip("no camera at /dev/video0")
    yield camera
    camera.close()
    if isinstance(camera, SimulatedCamera):
        camera.shut()


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[SimulatedCamera]:
    camera = SimulatedCamera(tmp_path / "devices")
    yield camera
    camera.shut()


def taken(camera: Camera, count: int) -> list[np.ndarray]:
    """The next ``count`` pictures."""
    pictures: list[np.ndarray] = []
    until = time.monotonic() + 10
    while len(pictures) < count:
        assert time.monotonic() < until
        picture = camera.read()
        if picture is not None:
            assert abs(picture.at - time.monotonic()) < 1
            pictures.append(picture.i420)
    return pictures


def test_pictures_come_while_it_is_open(camera: Camera) -> None:
    camera.open(640, 480, 30)
    one, two = taken(camera, 2)
    assert one.shape == (720, 640)
    assert one.dtype == np.uint8
    assert not np.shares_memory(one, two)
    camera.close()
    camera.close()
    camera.open(640, 480, 30)
    assert taken(camera, 1)[0].shape == (720, 640)


def test_a_camera_that_codes_gives_both_and_a_key_each_second(tmp_path: Path) -> None:
    camera = choose.camera("simulated-h264", tmp_path)
    assert isinstance(camera, SimulatedCodingCamera)
    camera.open(320, 180, 30)
    decoder = av.CodecContext.create("h264", "r")
    keys: list[bool] = []
    while len(keys) < 40:
        picture = camera.read()
        if picture is None:
            continue
        assert picture.coded is not None
        keys.append(picture.coded.key)
        for frame in decoder.decode(av.Packet(picture.coded.data)):
            assert (frame.width, frame.height) == (320, 180)
            luma = frame.to_ndarray()[:180].astype(int)
            assert abs(luma - picture.i420[:180]).mean() < 12
    assert keys[0]
    assert keys.count(True) == 2
    camera.shut()


def test_open_twice_and_read_while_closed_are_errors(camera: Camera) -> None:
    with pytest.raises(DeviceFailed):
        camera.read()
    camera.open(640, 480, 30)
    with pytest.raises(DeviceFailed):
        camera.open(640, 480, 30)


@pytest.mark.parametrize(
    "name", ["disabled", "v4l2:/dev/video99", "v4l2:/dev/null/x", "v4l2:/dev/shm"]
)
def test_an_absent_camera_refuses_by_its_name(tmp_path: Path, name: str) -> None:
    camera = choose.camera(name, tmp_path)
    assert not camera.present()
    with pytest.raises(DeviceMissing, match=camera.name):
        camera.open(1280, 720, 30)
    camera.close()


@pytest.mark.parametrize("name", ["", "v4l2", "v4l2:video0", "Simulated", "0"])
def test_an_unknown_name_is_refused_with_those_that_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(DeviceUnknown, match="simulated, v4l2:/dev/video0, disabled"):
        choose.camera(name, tmp_path)


def test_pace_is_the_asked_one_and_late_readers_get_the_newest(simulated: SimulatedCamera) -> None:
    simulated.open(320, 180, 50)
    begun = time.monotonic()
    taken(simulated, 26)
    assert 0.45 < time.monotonic() - begun < 0.8
    simulated._next -= 0.1  # as if the reader had been away for so long
    before = time.monotonic()
    picture = simulated.read()
    assert picture is not None
    assert picture.at > before - 0.05


def test_capturing_is_seen_in_proc_and_told(simulated: SimulatedCamera, tmp_path: Path) -> None:
    held = tmp_path / "devices" / "camera.capturing"
    with control(tmp_path, "camera") as wire:
        assert wire.hear()["capturing"] is False
        simulated.open(320, 180, 30)
        assert wire.hear()["capturing"] is True
        assert held_open(held) == 1
        simulated.close()
        assert wire.hear()["capturing"] is False
        assert held_open(held) == 0


def test_unplugged_it_is_missing_until_plugged_and_opened_anew(
    simulated: SimulatedCamera, tmp_path: Path
) -> None:
    simulated.open(320, 180, 30)
    with control(tmp_path, "camera") as wire:
        wire.hear()
        assert wire.do("unplug")["plugged"] is False
        assert not simulated.present()
        with pytest.raises(DeviceMissing):
            taken(simulated, 3)
        simulated.close()
        with pytest.raises(DeviceMissing):
            simulated.open(320, 180, 30)
        wire.hear_until(capturing=False)
        wire.do("plug")
    simulated.open(320, 180, 30)
    assert taken(simulated, 1)


def test_plugged_in_again_an_open_camera_stays_lost(
    simulated: SimulatedCamera, tmp_path: Path
) -> None:
    simulated.open(320, 180, 30)
    with control(tmp_path, "camera") as wire:
        wire.hear()
        wire.do("unplug"), wire.do("plug")
    with pytest.raises(DeviceMissing):
        taken(simulated, 3)


def test_behind_its_lid_it_sees_black_with_noise(
    simulated: SimulatedCamera, tmp_path: Path
) -> None:
    simulated.open(320, 180, 30)
    with control(tmp_path, "camera") as wire:
        wire.hear()
        assert wire.do("close-lid")["lid_closed"] is True
        taken(simulated, 1)
        one, two = taken(simulated, 2)
        assert one[:180].max() < 24
        assert not np.array_equal(one, two)
        assert wire.do("open-lid")["lid_closed"] is False
    taken(simulated, 1)
    assert taken(simulated, 1)[0][:180].max() > 100


def test_blackened_it_gives_black_without_noise_and_blurred_no_edge(
    simulated: SimulatedCamera, tmp_path: Path
) -> None:
    def sharpness() -> float:
        taken(simulated, 1)
        luma = taken(simulated, 1)[0][:360].astype(np.float32)
        return float(cv2.Laplacian(luma, cv2.CV_32F).var())

    simulated.open(640, 360, 30)
    sharp = sharpness()
    with control(tmp_path, "camera") as wire:
        wire.hear()
        assert wire.do("blacken")["spoiled"] == "black"
        taken(simulated, 1)
        one = taken(simulated, 1)[0]
        assert (one[:360] == 16).all()
        assert (one[360:] == 128).all()
        assert wire.do("blur")["spoiled"] == "blurred"
        assert sharpness() < sharp / 20
        assert wire.do("clear")["spoiled"] is None
        assert sharpness() > sharp / 2


def test_frozen_it_repeats_itself_until_thawed(simulated: SimulatedCamera, tmp_path: Path) -> None:
    simulated.open(640, 360, 30)
    with control(tmp_path, "camera") as wire:
        wire.hear()
        wire.do("freeze")
        first, *others = taken(simulated, 4)
        assert all(np.array_equal(first, other) for other in others)
        wire.do("thaw")
        assert not np.array_equal(first, taken(simulated, 3)[-1])


def test_no_two_pictures_of_the_scene_are_the_same_and_none_jumps() -> None:
    scene = Scene(640, 360)
    before = scene.picture(0, 1 / 30)
    for number in range(1, 300):
        now = scene.picture(number, 1 / 30)
        moved = np.abs(now[:360].astype(int) - before[:360])
        assert (moved > 3).sum() > 10
        assert moved.mean() < 2
        before = now


def test_a_720p_picture_takes_less_than_two_milliseconds() -> None:
    scene = Scene(1280, 720)
    for number in range(121):
        scene.picture(number, 1 / 30)
    begun = time.thread_time()
    for number in range(100):
        scene.picture(number, 1 / 30)
    assert (time.thread_time() - begun) / 100 < 0.002


def _film(path: Path, colours: list[int]) -> Path:
    pictures = [b"FRAME\n" + bytes([colour]) * (64 * 32 * 3 // 2) for colour in colours]
    path.write_bytes(b"YUV4MPEG2 W64 H32 F30:1 C420jpeg\n" + b"".join(pictures))
    return path


def test_a_film_is_seen_in_its_order_and_told_when(tmp_path: Path) -> None:
    film = _film(tmp_path / "film.y4m", [10, 20, 30, 40])
    camera = choose.camera(f"simulated:{film}", tmp_path)
    assert isinstance(camera, SimulatedCamera)
    try:
        with pytest.raises(DeviceFailed, match="128x64"):
            camera.open(128, 64, 30)
        camera.open(64, 32, 30)
        with control(tmp_path, "camera") as wire:
            wire.hear()
            clock = wire.do("clock")
        for _ in range(6):
            picture = camera.read()
            assert picture is not None
            count = (picture.at - clock["began"]) / clock["step_s"]
            assert abs(count - round(count)) < 1e-3
            number = int(picture.at / clock["step_s"])
            assert (picture.i420 == 10 + number % 4 * 10).all()
    finally:
        camera.shut()


@pytest.mark.parametrize("head", [b"", b"YUV4MPEG2 W64 H32 C444\n", b"YUV4MPEG2 W63 H32\n"])
def test_what_is_no_film_is_told_at_once(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "film.y4m").write_bytes(head)
    for name in ("film.y4m", "none.y4m"):
        with pytest.raises(DeviceUnknown, match=name):
            choose.camera(f"simulated:{tmp_path / name}", tmp_path)
