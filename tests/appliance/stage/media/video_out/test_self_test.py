"""What a machine is found to be able to: chosen by trial, never by its name."""

from typing import Any

import numpy as np
import pytest

from appliance.stage.media.video_out.ladder import SLOW, Profile
from appliance.stage.media.video_out.self_test import MOST_S, PICTURES, best, measure, moving

CAMERA = Profile(1280, 720, 30)


class Machine:
    """Costs so many ms for a 720p picture, and in proportion for others."""

    def __init__(self, **ms: float) -> None:
        self.ms = ms
        self.tried: list[Any] = []

    def cost(self, codec: Any, profile: Profile, pictures: int) -> float:
        self.tried.append((codec, profile.height, pictures))
        return self.ms[codec] / 1000 * profile.width * profile.height / (1280 * 720)


@pytest.mark.parametrize(
    ("ms", "codec", "profile"),
    [
        ({"vp8": 4.1, "h264": 4.7}, "vp8", CAMERA),
        ({"vp8": 4.7, "h264": 4.1}, "vp8", CAMERA),
        ({"vp8": 9.0, "h264": 4.7}, "h264", CAMERA),
        ({"vp8": 20.0, "h264": 15.0}, "h264", CAMERA),
        ({"vp8": 26.0, "h264": 28.0}, "vp8", Profile(960, 540, 30)),
        ({"vp8": 60.0, "h264": 90.0}, "vp8", Profile(640, 360, 30)),
        ({"vp8": 110.0, "h264": 200.0}, "vp8", Profile(640, 360, 15)),
        ({"vp8": 420.0, "h264": 420.0}, "vp8", Profile(320, 180, 15)),
        ({"vp8": 4000.0, "h264": 9000.0}, "vp8", SLOW),
    ],
)
def test_the_largest_that_takes_less_than_half_of_its_time(
    ms: dict[str, float], codec: str, profile: Profile
) -> None:
    machine = Machine(**ms)
    found = best(machine.cost, CAMERA)
    assert (found.codec, found.profile) == (codec, profile)
    assert found.seconds <= 0.5 / profile.fps or profile is SLOW


def test_a_slow_machine_is_not_kept_busy_with_what_it_cannot_do() -> None:
    machine = Machine(vp8=1600.0)
    assert best(machine.cost, CAMERA, ("vp8",)).profile == SLOW
    assert machine.tried == [("vp8", 180, 6)]


def test_nothing_beyond_the_camera_is_tried_and_its_own_shape_is() -> None:
    machine = Machine(vp8=1.0, h264=1.0)
    assert best(machine.cost, Profile(640, 480, 15)).profile == Profile(640, 480, 15)
    assert {height for _, height, _ in machine.tried} == {480, 180}
    assert best(machine.cost, Profile(320, 180, 5)).profile == SLOW


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_a_real_trial_ends_in_its_time(codec: Any) -> None:
    seconds = measure(codec, Profile(320, 180, 30), 10)
    assert 0 < seconds < MOST_S
    assert PICTURES == 60


def test_the_trial_pictures_move() -> None:
    last = None
    for picture in moving(320, 180, 5):
        assert picture.shape == (270, 320)
        assert last is None or (np.abs(picture.astype(int) - last).mean() > 1)
        last = picture.astype(int)
