"""RTP time to the sender's wall clock: wrapping, drift, disorder, lies."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.stage.media.sender_clock import NTP_SECOND, SenderClock

RATE = 48_000
BEGUN = 3_990_000_000.25
"""Seconds since 1900, in our own years."""


def rtp_at(second: float, origin: int = 0, ppm: float = 0.0) -> int:
    return (origin + round(second * RATE * (1 + ppm * 1e-6))) & 0xFFFFFFFF


def ntp_at(second: float) -> int:
    return round((BEGUN + second) * NTP_SECOND)


def fed(seconds: list[float], origin: int = 0, ppm: float = 0.0) -> SenderClock:
    clock = SenderClock(RATE)
    for second in seconds:
        clock.report(rtp_at(second, origin, ppm), ntp_at(second))
    return clock


def off(clock: SenderClock, second: float, origin: int = 0, ppm: float = 0.0) -> float:
    told = clock.ntp(rtp_at(second, origin, ppm))
    assert told is not None
    return abs(told - BEGUN - second)


def test_nothing_is_known_before_a_report_and_one_without_a_clock_says_nothing() -> None:
    clock = SenderClock(RATE)
    assert clock.ntp(1) is None
    clock.report(1, 0)
    assert clock.ntp(1) is None


def test_one_report_is_enough_for_times_before_and_after_it() -> None:
    clock = fed([100.0])
    for second in (95.0, 100.0, 107.5):
        assert off(clock, second) < 1e-4


def test_rtp_time_wraps_around() -> None:
    origin = 2**32 - 3 * RATE
    clock = fed([0.0, 1.0, 2.0, 4.0, 5.0], origin)
    for second in (0.5, 2.9, 3.1, 8.0):
        assert off(clock, second, origin) < 1e-4


def test_ntp_time_wraps_around_in_2036() -> None:
    clock = SenderClock(RATE)
    for second in range(6):
        clock.report(second * RATE, (2**64 - 3 * NTP_SECOND + second * NTP_SECOND) % 2**64)
    told = [clock.ntp(second * RATE) for second in (1, 5)]
    assert told[0] is not None
    assert told[1] is not None
    assert told[1] - told[0] == pytest.approx(4.0, abs=1e-4)


@pytest.mark.parametrize("ppm", [-200.0, 200.0])
def test_a_clock_that_drifts_is_followed(ppm: float) -> None:
    clock = fed([5.0 * number for number in range(60)], ppm=ppm)
    for second in (290.0, 295.0, 300.0):
        assert off(clock, second, ppm=ppm) < 1e-3


def test_reports_stamped_early_and_late_are_averaged() -> None:
    chance = random.Random(5)
    clock = SenderClock(RATE)
    for second in range(60):
        clock.report(rtp_at(second), ntp_at(second + chance.uniform(-0.01, 0.01)))
    assert off(clock, 60.0) < 0.006


def test_a_late_report_and_a_repeated_one_change_nothing() -> None:
    clock, other = fed([0.0, 1.0, 2.0, 3.0]), fed([0.0, 1.0, 3.0])
    other.report(rtp_at(2.0), ntp_at(2.0))
    other.report(rtp_at(3.0), ntp_at(3.0))
    assert off(other, 4.0) < 1e-4
    assert off(clock, 4.0) < 1e-4


def test_a_lie_is_not_believed_a_set_clock_is() -> None:
    clock = fed([0.0, 1.0, 2.0])
    clock.report(rtp_at(3.0), ntp_at(400.0))
    assert off(clock, 3.0) < 1e-4
    clock.report(rtp_at(3.5), ntp_at(-90.0))
    assert off(clock, 3.5) < 1e-4
    for second in (4.0, 5.0, 6.0):
        clock.report(rtp_at(second), ntp_at(second + 60.0))
    told = clock.ntp(rtp_at(6.5))
    assert told == pytest.approx(BEGUN + 66.5, abs=1e-4)


def test_a_stream_begun_anew_under_the_same_name_is_followed() -> None:
    clock = fed([0.0, 1.0, 2.0])
    for second in (3.0, 4.0, 5.0):
        clock.report(rtp_at(second, 2**31 + 7), ntp_at(second))
    assert off(clock, 5.5, 2**31 + 7) < 1e-4


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)), max_size=60))
def test_whatever_is_sent_the_answer_is_a_number_near_some_report(
    reports: list[tuple[int, int]],
) -> None:
    clock = SenderClock(RATE)
    for rtp, ntp in reports:
        clock.report(rtp, ntp)
    told = clock.ntp(0)
    assert (told is None) == all(ntp == 0 for _, ntp in reports)
    if told is not None:
        assert abs(told) < 2**40
