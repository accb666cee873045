"""Lips and voice stay within 100 ms of each other, and nothing waits that need not (issue 5)."""

import random

import pytest

from appliance.stage.media.video_in.lips import (
    BORNE_S,
    MOST_PICTURE_S,
    MOST_SOUND_S,
    Lips,
)


def lived(
    lips: Lips, picture_own: float, sound_own: float, seconds: float = 6.0, noise: float = 0.015
) -> list[float]:
    """The true lead at each picture: both play as late as they must, or as they are told."""
    chance, leads = random.Random(1), []
    for _ in range(int(seconds * 30)):
        picture, sound = max(picture_own, lips.picture_s), max(sound_own, lips.sound_s)
        leads.append(sound - picture)
        lips.shown(leads[-1] + chance.uniform(-noise, noise), picture, sound)
    return leads


@pytest.mark.parametrize(("picture", "sound"), [(0.0, 0.05), (0.02, 0.06), (0.1, 0.06), (0.1, 0.1)])
def test_what_nobody_notices_costs_nothing(picture: float, sound: float) -> None:
    lips = Lips()
    lived(lips, picture, sound)
    assert max(picture, lips.picture_s) < picture + 0.02
    assert max(sound, lips.sound_s) < sound + 0.02


@pytest.mark.parametrize(("picture", "sound"), [(0.0, 0.2), (0.05, 0.3), (0.0, 0.34)])
def test_a_picture_far_ahead_waits_for_the_voice(picture: float, sound: float) -> None:
    lips = Lips()
    leads = lived(lips, picture, sound)
    assert all(abs(one) < 0.1 for one in leads[90:])
    assert leads[-1] == pytest.approx(BORNE_S, abs=0.02)
    assert max(sound, lips.sound_s) == sound


@pytest.mark.parametrize(("picture", "sound"), [(0.2, 0.04), (0.25, 0.1)])
def test_a_late_picture_is_waited_for_by_the_voice(picture: float, sound: float) -> None:
    lips = Lips()
    leads = lived(lips, picture, sound)
    assert all(abs(one) < 0.1 for one in leads[90:])
    assert max(picture, lips.picture_s) == picture


def test_the_wait_ends_when_the_network_is_good_again() -> None:
    lips = Lips()
    lived(lips, 0.0, 0.25)
    assert lips.picture_s > 0.15
    lived(lips, 0.0, 0.05)
    assert lips.picture_s == pytest.approx(0.0, abs=0.01)


def test_without_sound_the_picture_does_not_wait() -> None:
    lips = Lips()
    lived(lips, 0.0, 0.25)
    for _ in range(100):
        lips.shown(None, lips.picture_s, 0.0)
    assert (lips.picture_s, lips.lead_s) == (0.0, None)


@pytest.mark.parametrize("lead", [1e9, -1e9, 2.1, -2.1, 1.9, -1.9])
def test_a_sender_s_wrong_clock_delays_neither_beyond_the_bounds(lead: float) -> None:
    lips = Lips()
    for _ in range(1000):
        lips.shown(lead, lips.picture_s, lips.sound_s)
        assert 0 <= lips.picture_s <= MOST_PICTURE_S
        assert 0 <= lips.sound_s <= MOST_SOUND_S
    if abs(lead) > 2:
        assert (lips.picture_s, lips.sound_s) == (0.0, 0.0)
