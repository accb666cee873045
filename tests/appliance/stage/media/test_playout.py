"""The store before the loudspeaker, and how loud things are."""

import numpy as np

from appliance.stage.media.level import level, power
from appliance.stage.media.playout import FIRST_BLOCKS, MOST_BLOCKS, Playout


def blocks(count: int, value: int = 1) -> np.ndarray:
    return np.full(480 * count, value, dtype=np.int16)


def test_thirty_ms_are_gathered_first_and_again_after_it_ran_dry() -> None:
    playout = Playout()
    playout.put(blocks(FIRST_BLOCKS - 1))
    assert not playout.take().any()
    playout.put(blocks(1))
    assert [bool(playout.take().any()) for _ in range(FIRST_BLOCKS + 1)] == [True] * 3 + [False]
    playout.put(blocks(1))
    assert not playout.take().any()


def test_old_sound_is_dropped_and_odd_sizes_are_joined() -> None:
    playout = Playout()
    playout.put(blocks(MOST_BLOCKS + 10, 1))
    playout.put(blocks(1, 2)[:100])
    playout.put(blocks(1, 2)[100:])
    taken = [playout.take() for _ in range(MOST_BLOCKS)]
    assert all(one.shape == (480,) for one in taken)
    assert taken[-1][0] == 2
    playout.put(blocks(5))
    playout.clear()
    assert not playout.take().any()


def test_levels() -> None:
    assert level(0.0) == 0.0
    assert level(1.0) == 1.0
    assert level(1e-7) == 0.0
    assert abs(level(1e-3) - 0.5) < 1e-6
    assert power(np.zeros(0, dtype=np.int16)) == 0.0
    assert abs(power(np.full((1, 480), -32768, dtype=np.int16)) - 1.0) < 1e-3
