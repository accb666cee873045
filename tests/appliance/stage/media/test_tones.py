"""What the unit plays itself: heard soon, gone at once, never loud, never a crack."""

import numpy as np
import pytest

from appliance.stage.media.tones import PEAK_DBFS, TUNES, Chime, Tune
from hardware.sound import BLOCK, RATE_HZ

LOUDEST = 32767 * 10 ** (PEAK_DBFS / 20)


def heard(chime: Chime, seconds: float) -> np.ndarray:
    return np.concatenate([chime.take() for _ in range(round(seconds * RATE_HZ / BLOCK))])


def test_unasked_it_is_silent() -> None:
    assert not heard(Chime(), 0.5).any()


@pytest.mark.parametrize("tune", TUNES)
def test_it_is_heard_within_a_tenth_of_a_second_again_and_again(tune: Tune) -> None:
    chime = Chime()
    chime.want(tune)
    assert heard(chime, 0.1).any()
    period = TUNES[tune].size
    rest = heard(chime, 6.0)
    assert np.array_equal(rest[:period], rest[period : 2 * period])


@pytest.mark.parametrize("tune", TUNES)
@pytest.mark.parametrize("after", [0.03, 0.25, 1.0])
def test_it_stops_within_a_fifth_of_a_second(tune: Tune, after: float) -> None:
    chime = Chime()
    chime.want(tune)
    heard(chime, after)
    chime.want(None)
    assert not heard(chime, 0.2)[2 * BLOCK :].any()
    assert not heard(chime, 1.0).any()


@pytest.mark.parametrize("tune", TUNES)
def test_it_is_moderate_and_calm(tune: Tune) -> None:
    samples = TUNES[tune].astype(float)
    assert samples.size % BLOCK == 0
    assert 0.6 * LOUDEST / 2 < np.abs(samples).max() <= 1.3 * LOUDEST
    assert samples.size / RATE_HZ >= 1.0, "at most one beat a second"
    quiet = samples.reshape(-1, BLOCK).std(axis=1)
    assert np.median(quiet) < LOUDEST / 8, "more pause than sound"


@pytest.mark.parametrize("tune", TUNES)
def test_it_neither_begins_nor_ends_with_a_crack(tune: Tune) -> None:
    chime = Chime()
    chime.want(tune)
    played = heard(chime, 0.25)
    chime.want(None)
    played = np.concatenate((played, heard(chime, 0.1))).astype(int)
    steepest = np.abs(np.diff(TUNES[tune].astype(int))).max()
    assert np.abs(np.diff(played)).max() <= steepest * 1.05
    assert played[0] == played[-1] == 0


def test_another_tune_begins_from_its_beginning() -> None:
    chime = Chime()
    chime.want("ring")
    heard(chime, 0.5)
    chime.want("countdown")
    chime.take()
    assert np.array_equal(chime.take(), TUNES["countdown"][:BLOCK])
