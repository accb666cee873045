"""The pure parts of the call's bench: what it says of what was seen is right."""

import numpy as np
import pytest

from hardware.pictures import empty, planes
from tests.bench.call.figures import delays, frozen, middle, news, reached, slope
from tests.bench.call.processes import Costs
from tests.bench.call.rows import ROWS, judge, table
from tests.bench.call.soak import judge as judge_growth
from tests.bench.call.sounds import RATE_HZ, Piece, cut, find, lateness
from tests.bench.call.time_code import NUMBERS, points, read, stamp


def test_every_number_is_read_back_and_a_blur_is_none() -> None:
    picture = empty(1280, 720)
    for number in range(NUMBERS):
        picture[:] = 128
        stamp(picture, number)
        y = planes(picture)[0]
        values = [float(y[int(b * 720), int(a * 1280)]) for a, b in points()]
        assert read(values) == number
    values[3], values[13] = values[13], values[3]
    assert read(values) is None
    assert read([128.0] * 20) is None


def test_delays_and_frozen_time() -> None:
    sent = [(number / 30, number) for number in range(60)]
    seen = [(at + 0.05, number) for at, number in sent]
    assert delays(sent, [*seen, (3.0, 59), (3.1, None)]) == pytest.approx([0.05] * 60)
    whole = [(number / 30, number) for number in range(300)]
    times = news([(at, number) for at, number in whole if not 100 <= number < 130])
    gone, longest = frozen(times, 0.0, 10.0, 30)
    assert gone == longest == pytest.approx(31 / 30)
    assert frozen([], 0.0, 5.0, 30) == (5.0, 5.0)


def test_the_rise_the_slope_and_the_middle() -> None:
    rows = [(at / 10, 360 if at < 12 else 720, at / 10 * 150_000) for at in range(30)]
    assert reached(rows, 720, 1e6, 0.5) == pytest.approx(1.2)
    assert reached(rows, 720, 2e6, 0.5) is None
    assert slope([(0, 1), (1, 3), (2, 5)]) == pytest.approx(2)
    assert slope([(0, 1)]) is None
    assert middle([3, None, 1, 2]) == 2
    assert middle([None]) is None


def test_speech_is_found_and_its_delay_measured() -> None:
    chance = np.random.default_rng(1)
    loop = (chance.normal(0, 3000, 4 * RATE_HZ)).astype(np.int16)
    said = [Piece(100 + n / 100, loop[n * 480 :][:480]) for n in range(200)]
    heard = [Piece(100.08 + n / 100, loop[n * 480 :][:480] // 2) for n in range(200)]
    sides = [[find(one, loop) for one in cut(pieces, 1.0)] for pieces in (said, heard)]
    there = [[one for one in side if one is not None] for side in sides]
    assert lateness(there[0], there[1], 4.0) == pytest.approx([0.08, 0.08], abs=1e-3)
    assert find(Piece(0.0, chance.normal(0, 3000, RATE_HZ).astype(np.int16)), loop) is None


def test_a_row_holds_fails_or_says_that_nothing_was_measured() -> None:
    row = next(one for one in ROWS if one.key == "cpu")
    result = {"unit": {"cpu": 0.3}, "kiosk VP8": {"cpu": 0.6}, "kiosk H264": {"cpu": 0.4}}
    assert judge(row, result).holds is False
    assert judge(row, {**result, "unit": {"cpu": 0.27}}).holds is True
    assert judge(row, {**result, "unit": {"cpu": None}}).holds is None
    speech = next(one for one in ROWS if one.least)
    result = {"unit": {speech.key: 0.79}, "kiosk VP8": {speech.key: 0.8}}
    assert judge(speech, result).holds is True
    assert "NOT MEASURED" in table([judge(row, {})])


def test_growth_is_seen_after_the_warm_up() -> None:
    def noted(mb_h: float, handles: int = 0) -> list[tuple[float, Costs]]:
        return [
            (at, Costs(0, 0, 100 + mb_h * at / 3600, 20 + handles * (at > 1800), 5))
            for at in range(0, 3600, 10)
        ]

    assert judge_growth("stage", noted(0.5), 600).holds
    assert not judge_growth("stage", noted(1.5), 600).holds
    assert not judge_growth("stage", noted(0.0, handles=3), 600).holds
    assert not judge_growth("stage", [], 600).holds
