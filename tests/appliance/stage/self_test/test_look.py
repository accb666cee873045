"""What two seconds of pictures say of a camera."""

import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.core.words import Fault
from appliance.stage.self_test.look import Look
from hardware.scene import Scene, darkness

cv2 = pytest.importorskip("cv2")
WIDTH, HEIGHT = 1280, 720
SCENE = Scene(WIDTH, HEIGHT)


def looked(*pictures: NDArray[np.uint8], count: int = 12) -> Look:
    look = Look()
    for number in range(count):
        look.see(pictures[number % len(pictures)], number * 0.1)
    return look


def person(number: int) -> NDArray[np.uint8]:
    """The drawn scene with a sensor's noise."""
    picture = SCENE.picture(number, 0.1).copy()
    noise = np.random.default_rng(number).normal(0, 2, (HEIGHT, WIDTH))
    picture[:HEIGHT] = np.clip(picture[:HEIGHT] + noise, 16, 235).astype(np.uint8)
    return picture


def soft(number: int, sigma: float, spread: float = 2) -> NDArray[np.uint8]:
    picture = SCENE.picture(number, 0.1).copy()
    picture[:HEIGHT] = cv2.GaussianBlur(picture[:HEIGHT], (0, 0), sigma)
    noise = np.random.default_rng(number).normal(0, spread, (HEIGHT, WIDTH))
    picture[:HEIGHT] = np.clip(picture[:HEIGHT] + noise, 16, 235).astype(np.uint8)
    return picture


def plain(number: int, light: int, spread: float) -> NDArray[np.uint8]:
    picture = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    noise = np.random.default_rng(number).normal(light, spread, (HEIGHT, WIDTH))
    picture[:HEIGHT] = np.clip(noise, 16, 235).astype(np.uint8)
    return picture


def dim(number: int) -> NDArray[np.uint8]:
    """The light is off: a grey window in the dark."""
    picture = plain(number, 22, 2)
    picture[100:300, 200:500] = 60
    return picture


PERSON = person(0)
CASES = {
    "a person at a desk": ((person(0), person(1)), None),
    "the drawn scene without noise": ((SCENE.picture(0, 0.1), SCENE.picture(1, 0.1)), None),
    "the same again and again": ((person(0),), Fault.CAMERA_FROZEN),
    "a closed lid": (
        (darkness(WIDTH, HEIGHT, 0), darkness(WIDTH, HEIGHT, 1)),
        Fault.CAMERA_COVERED,
    ),
    "a closed lid that stands still": ((darkness(WIDTH, HEIGHT, 0),), Fault.CAMERA_COVERED),
    "out of focus": ((soft(0, 8), soft(1, 8)), Fault.CAMERA_BLURRED),
    "a little soft": ((soft(0, 1), soft(1, 1)), None),
    "out of focus, in bad light": ((soft(0, 8, 5), soft(1, 8, 5)), Fault.CAMERA_BLURRED),
    "a little soft, in bad light": ((soft(0, 2, 5), soft(1, 2, 5)), None),
    "a plain wall": ((plain(0, 150, 3), plain(1, 150, 3)), None),
    "the light is off": ((dim(0), dim(1)), None),
}


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_told_and_nothing_else(case: str) -> None:
    pictures, fault = CASES[case]
    assert looked(*pictures).seen.fault() is fault


def test_without_enough_pictures_a_camera_has_failed() -> None:
    assert Look().seen.fault() is Fault.CAMERA_FAILED
    assert looked(person(0), person(1), count=4).seen.fault() is Fault.CAMERA_FAILED
    assert looked(person(0), person(1), count=5).seen.fault() is None


def test_it_looks_ten_times_a_second() -> None:
    look = Look()
    for number in range(90):
        look.see(PERSON, number * 0.0625)
    assert look.seen.looks == 45


def test_the_numbers_are_those_that_it_judged_by() -> None:
    look = looked(*(soft(number, 24) for number in range(3)))
    numbers = look.seen.numbers()
    assert look.seen.fault() is Fault.CAMERA_BLURRED
    assert (numbers["looks"], numbers["moved"]) == (12.0, 1.0)
    assert numbers["detail"] < 0.07 < 12 < numbers["contrast"]
    assert 16 <= numbers["brightness"] <= 235
