"""Reach: a finger beside a control still means it, never its neighbour."""

import pytest

from appliance.stage.screen.page import Control
from appliance.stage.screen.reach import meant, pixel_mm, reaches, widths

HD = (1280, 800)
LEFT, RIGHT = Control("start", (100, 100, 80, 60)), Control("wait", (196, 100, 80, 60))
FAR = Control("leave", (600, 600, 200, 120))


def test_a_pixel_of_ten_inches() -> None:
    assert pixel_mm(HD, 10.1) == pytest.approx(0.17, abs=0.001)


def test_a_small_control_alone_reaches_a_finger_s_width_around() -> None:
    assert reaches([LEFT], 88) == [(96, 86, 88, 88)]
    assert reaches([FAR], 88) == [FAR.rect], "large enough"


def test_neighbours_share_the_gap() -> None:
    beside = Control("wait", (184, 100, 80, 60))
    assert reaches([LEFT, beside], 100) == [(90, 80, 92, 100), (182, 80, 92, 100)]


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ((100, 100), "start"),
        ((97, 130), "start"),
        ((140, 88), "start"),
        ((183, 130), "start"),
        ((193, 130), "wait"),
        ((188, 130), None),
        ((140, 80), None),
        ((590, 590), None),
    ],
)
def test_the_control_that_a_finger_means(at: tuple[int, int], name: str | None) -> None:
    found = meant([LEFT, RIGHT, FAR], *at, finger=88)
    assert (found and found.name) == name


def test_a_picture_under_a_control_takes_nothing_from_it() -> None:
    picture = Control("guest", (0, 0, 400, 400), peer="i1")
    assert meant([LEFT, picture], 110, 110, 88) == LEFT


def test_how_wide_a_finger_finds_it() -> None:
    crowd = [Control("late-5", (0, 0, 40, 88)), Control("late-10", (40, 0, 40, 88))]
    assert [mm for _, mm in widths(crowd, HD, 10.1)] == pytest.approx([10.9, 10.9], abs=0.1)
    assert widths([FAR], HD, 10.1)[0][1] == pytest.approx(20.4, abs=0.1)
