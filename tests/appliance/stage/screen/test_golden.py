"""Every screen looks as it did when somebody looked at it last."""

import numpy as np
import pytest

from appliance.stage.screen.examples import EXAMPLES
from tests.appliance.stage.screen.golden import FOLDER, difference, kept, seen

MEAN, WORST = 1.5, 30.0
"""Of 255. Another release of FreeType moves a pixel by a few; a button that is gone by 100."""
KEPT = {file.stem for file in FOLDER.glob("*.png")}


def test_the_pictures_are_those_of_screens_that_there_are() -> None:
    assert set(EXAMPLES) >= KEPT, "make golden"
    assert len(KEPT) > 90


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_screen_looks_as_when_somebody_looked_at_it(name: str) -> None:
    if name not in KEPT:
        pytest.skip("nobody has looked at it yet: make screens, then make golden")
    mean, worst = difference(seen(name), kept(name))
    assert mean <= MEAN, "look at it (make screens), then make golden"
    assert worst <= WORST, "look at it (make screens), then make golden"


def test_another_rasteriser_is_within_the_tolerance_and_a_missing_button_is_not() -> None:
    now = seen("lobby-ready")
    softer = now.copy()
    softer[1:] = 0.94 * now[1:] + 0.06 * now[:-1]
    mean, worst = difference(now, softer)
    assert mean <= MEAN
    assert worst <= WORST
    gone = now.copy()
    gone[24:29, 38:62] = now[0, 0]
    mean, worst = difference(now, gone)
    assert worst > WORST
    assert np.array_equal(difference(now, now), (0.0, 0.0))
