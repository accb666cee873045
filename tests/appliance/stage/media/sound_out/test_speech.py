"""What is said here: whole packets with a time that counts samples, FEC by what gets lost."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.stage.media import opus
from appliance.stage.media.sound_out.loss import FALL_S, LEAST_PERCENT, MOST_PERCENT, Losses
from appliance.stage.media.sound_out.speech import Speech, Spoken
from hardware.sound import Block
from hardware.voice import voice

BLOCKS: list[Block] = list(voice())


def said(speech: Speech, times: list[float]) -> list[Spoken]:
    made = [speech.put(BLOCKS[n % len(BLOCKS)], at) for n, at in enumerate(times)]
    return [one for one in made if one is not None]


def test_two_blocks_make_a_packet_and_only_the_first_begins() -> None:
    spoken = said(Speech(), [5.0 + number * 0.01 for number in range(100)])
    assert len(spoken) == 50
    assert all(opus.duration(one.data) == 960 for one in spoken)
    assert [one.time for one in spoken] == [number * 960 for number in range(50)]
    assert [one.begins for one in spoken] == [True] + [False] * 49
    assert spoken[0].at == pytest.approx(4.99)
    assert 3 < spoken[10].below_full_db < 60


@pytest.mark.parametrize("ppm", [-300.0, 300.0])
def test_its_time_counts_samples_whatever_the_clock_says(ppm: float) -> None:
    """A clock of 300 ppm is off by 0.2 s after 11 minutes: no hole may open there."""
    speech = Speech()
    speech._last, speech._time, speech._begins = 0.0, 66_000 * 480, False
    spoken = said(speech, [number * 0.01 * (1 + ppm * 1e-6) for number in range(200)])
    assert [b.time - a.time for a, b in itertools.pairwise(spoken)] == [960] * 99
    assert not any(one.begins for one in spoken)


def test_after_a_pause_its_time_goes_on_with_the_clock() -> None:
    first = [number * 0.01 for number in range(21)]
    second = [3.0 + number * 0.01 for number in range(20)]
    spoken = said(Speech(), first + second)
    assert [one.begins for one in spoken].count(True) == 2
    begun = next(one for one in spoken[1:] if one.begins)
    assert begun.time == 300 * 480
    assert begun.at == pytest.approx(2.99)
    assert spoken[-1].time - begun.time == 9 * 960


def test_silence_is_sent_and_told_as_silence() -> None:
    speech, silence = Speech(), np.zeros(480, dtype=np.int16)
    made = [speech.put(silence, number * 0.01) for number in range(20)]
    assert [one.below_full_db for one in made if one is not None] == [127] * 10


def test_fec_follows_what_is_expected() -> None:
    speech = Speech()
    assert speech._encoder.expected_loss == LEAST_PERCENT
    times = [number * 0.01 for number in range(120)]
    assert any(opus.carries_last(one.data) for one in said(speech, times))
    speech.expect_loss(17)
    assert speech._encoder.expected_loss == 17


def test_loss_rises_at_once_and_falls_slowly_to_the_worst_that_is_left() -> None:
    losses = Losses()
    assert losses.percent(0.0) == LEAST_PERCENT
    losses.report(1, 0.12, 0.0)
    losses.report(2, 0.05, 0.0)
    assert losses.percent(0.0) == 12
    losses.report(1, 0.0, 1.0)
    assert 10 <= losses.percent(1.0) <= 12
    assert losses.percent(FALL_S) == 6
    losses.forget(1)
    assert losses.percent(1.0) == 5
    losses.report(2, 0.9, 2.0)
    assert losses.percent(2.0) == MOST_PERCENT
    losses.forget(2)
    losses.forget(2)
    assert losses.percent(2.0) == LEAST_PERCENT


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.floats(allow_nan=False), st.floats(0, 1e6)), max_size=30
    )
)
def test_whatever_is_reported_the_answer_stays_within_bounds(
    reports: list[tuple[int, float, float]],
) -> None:
    losses = Losses()
    for who, lost, at in reports:
        losses.report(who, lost, at)
        assert LEAST_PERCENT <= losses.percent(at) <= MOST_PERCENT
