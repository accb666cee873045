"""How loud things are."""

import numpy as np

from appliance.stage.media.level import level, power


def test_levels() -> None:
    assert level(0.0) == 0.0
    assert level(1.0) == 1.0
    assert level(1e-7) == 0.0
    assert abs(level(1e-3) - 0.5) < 1e-6
    assert power(np.zeros(0, dtype=np.int16)) == 0.0
    assert abs(power(np.full((1, 480), -32768, dtype=np.int16)) - 1.0) < 1e-3
