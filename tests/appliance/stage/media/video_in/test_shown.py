"""Freezes, pictures a second and times, as W3C webrtc-stats counts them."""

import pytest

from appliance.stage.media.video_in.shown import ShownCounts


def watched(*pauses: float, usual: float = 0.04) -> ShownCounts:
    """60 pictures, evenly, then one after each pause."""
    counts, now = ShownCounts(), 0.0
    for number in range(60):
        now = number * usual
        counts.picture(now, (640, 360), key=number == 0, shown=True)
    for pause in pauses:
        now += pause
        counts.picture(now, (640, 360), key=False, shown=True)
    return counts


@pytest.mark.parametrize(
    ("pause", "usual", "freezes"),
    [
        (0.12, 0.04, 0),  # three times the usual, but not 150 ms longer
        (0.189, 0.04, 0),
        (0.191, 0.04, 1),
        (0.25, 0.1, 0),
        (0.29, 0.1, 0),
        (0.301, 0.1, 1),  # three times the usual is more than 150 ms longer
    ],
)
def test_a_freeze_is_three_times_the_usual_and_150_ms_longer(
    pause: float, usual: float, freezes: int
) -> None:
    counts = watched(pause, usual=usual)
    assert counts.freezes == freezes
    assert counts.frozen_s == pytest.approx(pause * freezes)


def test_what_is_told_has_the_standard_s_names() -> None:
    counts = watched(0.5, 0.04)
    counts.decode_s, counts.buffered_s = 0.06, 1.2
    counts.picture(3.0, (1280, 720), key=True, shown=False)
    numbers = counts.numbers(3.0)
    assert numbers["framesDecoded"] == 63
    assert numbers["keyFramesDecoded"] == 2
    assert (numbers["frameWidth"], numbers["frameHeight"]) == (1280, 720)
    assert numbers["freezeCount"] == 1
    assert numbers["totalFreezesDuration"] == 0.5
    assert numbers["totalDecodeTime"] == 0.06
    assert counts.skipped == 1
    assert ShownCounts().numbers(0.0)["framesPerSecond"] == 0


def test_pictures_a_second_are_those_of_the_last_second() -> None:
    counts = watched(usual=0.05)
    assert 19 <= counts.numbers(59 * 0.05)["framesPerSecond"] <= 21
    assert counts.numbers(59 * 0.05 + 1.1)["framesPerSecond"] == 0


def test_a_picture_stopped_by_choice_is_no_freeze() -> None:
    counts = watched()
    counts.pause()
    counts.picture(100.0, (640, 360), key=True, shown=True)
    counts.picture(100.04, (640, 360), key=False, shown=True)
    assert counts.freezes == 0
