"""The count of false alarms: it finds them where there are any, and its bound is Poisson's."""

import numpy as np
import pytest

from appliance.core.words import Sight
from appliance.stage.media.sight import STEP
from tests.bench.checks_hours import alarms, bound, looks, noisy, still

HOUR = 7200


def test_ordinary_video_raises_none_and_a_camera_that_hangs_one_each_visit() -> None:
    assert alarms(looks([noisy(still(0), 1.0, n) for n in range(4)], 0.6, HOUR, 1)).total() == 0
    hung = still(0)[::STEP, ::STEP]
    told = alarms(iter([hung] * HOUR))
    assert told == {Sight.FROZEN: 2}, "of two visits of half an hour"
    assert alarms(iter([np.full_like(hung, 18)] * HOUR))[Sight.COVERED] == 2


def test_the_bound_is_poissons() -> None:
    assert bound(0, 1000) == pytest.approx(3.0, abs=0.01)
    assert bound(0, 3000) < 1.0 < bound(0, 2900)
    assert bound(2, 1000) == pytest.approx(6.30, abs=0.01)
