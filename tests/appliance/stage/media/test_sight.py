"""Whether an open camera also sees: a closed lid and a picture that stands still, and no others."""

from collections.abc import Callable

import numpy as np
import pytest

from appliance.core.words import Sight
from appliance.stage.media.sight import EACH_S, SURE_S, Watch
from hardware.pictures import Image
from hardware.scene import Scene, darkness

WIDTH, HEIGHT = 320, 180
SCENE = Scene(WIDTH, HEIGHT)

Seen = Callable[[int], Image]


def ordinary(number: int) -> Image:
    """A person who sits and breathes, two pictures a second."""
    return SCENE.picture(number, EACH_S)


def grainy(mean: float, noise: float, slope: float = 0.0) -> Seen:
    """A plain wall: ``slope`` brighter at its right edge, with a sensor's noise."""

    def picture(number: int) -> Image:
        dice = np.random.default_rng(number)
        whole = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
        wall = mean + slope * np.linspace(0, 1, WIDTH)[None, :]
        noisy = wall + dice.normal(0, noise, (HEIGHT, WIDTH))
        whole[:HEIGHT] = np.clip(noisy, 16, 235).astype(np.uint8)
        return whole

    return picture


def lid(number: int) -> Image:
    return darkness(WIDTH, HEIGHT, number)


def still(_number: int) -> Image:
    return ordinary(7)


def seen(watch: Watch, what: Seen, start: float, seconds: float) -> float | None:
    """Show ``what`` for so long; after how many seconds the watch changed its mind."""
    before = watch.sight
    for number in range(int(seconds / EACH_S) + 1):
        at = number * EACH_S
        if watch.see(what(int(start / EACH_S) + number), start + at) is not before:
            return at
    return None


@pytest.mark.parametrize(("what", "sight"), [(lid, Sight.COVERED), (still, Sight.FROZEN)])
def test_it_is_told_within_5_s_and_taken_back_at_a_glance(what: Seen, sight: Sight) -> None:
    watch = Watch()
    assert seen(watch, ordinary, 0.0, 10.0) is None
    took = seen(watch, what, 10.5, 10.0)
    assert took is not None
    assert SURE_S <= took <= 5.0 - EACH_S
    assert watch.sight is sight
    assert set(watch.numbers) == {"brightness", "contrast"}
    back = seen(watch, ordinary, 30.0, 5.0)
    assert back is not None
    assert back <= EACH_S
    assert watch.sight is Sight.FINE
    assert watch.numbers == {}


def test_a_closed_lid_in_front_of_a_camera_that_hangs_is_a_closed_lid() -> None:
    watch = Watch()
    assert seen(watch, lambda _: lid(3), 0.0, 10.0) is not None
    assert watch.sight is Sight.COVERED


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(ordinary, id="a person at a desk"),
        pytest.param(grainy(22, 1.5, slope=30), id="night, a lamp at one side"),
        pytest.param(grainy(48, 2.0), id="a dim plain wall"),
        pytest.param(grainy(30, 6.0), id="dark, with much noise"),
        pytest.param(grainy(200, 0.6), id="a bright plain wall, hardly any noise"),
        pytest.param(grainy(235, 1.0), id="too bright"),
    ],
)
def test_ordinary_pictures_are_never_taken_for_a_fault(what: Seen) -> None:
    watch = Watch()
    assert seen(watch, what, 0.0, 300.0) is None


def test_a_hand_that_passes_before_the_camera_is_no_closed_lid() -> None:
    watch = Watch()
    for at in range(0, 60, 6):
        assert seen(watch, lid, float(at), 2.5) is None
        assert seen(watch, ordinary, at + 3.0, 2.5) is None


def test_two_pictures_alike_now_and_then_are_no_fault() -> None:
    watch = Watch()
    assert seen(watch, lambda number: ordinary(number // 3 * 3), 0.0, 120.0) is None


def test_it_looks_twice_a_second_however_many_pictures_come() -> None:
    watch = Watch()
    for number in range(90):
        watch.see(still(number) if number % 15 else ordinary(number), number / 30)
    assert watch.sight is Sight.FINE
