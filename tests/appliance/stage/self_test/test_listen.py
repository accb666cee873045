"""What two seconds of sound say of a microphone, and of the loudspeaker beside it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.core.words import Fault
from appliance.stage.media.tones import SILENCE
from appliance.stage.self_test.listen import TONE, Heard, Listen, Tone
from hardware.sound import BLOCK
from hardware.voice import level_dbfs, voice

BLOCKS = 220


def listened(sound: NDArray[np.int16]) -> Heard:
    listen = Listen()
    for block in sound.reshape(-1, BLOCK):
        listen.put(block)
    return listen.heard()


def babble(at: int) -> NDArray[np.float64]:
    return np.roll(voice().reshape(-1), -at * BLOCK)[: BLOCKS * BLOCK].astype(np.float64)


def noise(dbfs: float, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(0, 32768 * 10 ** (dbfs / 20), BLOCKS * BLOCK)


def with_tone(sound: NDArray[np.float64], gain_db: float, delay: int = 9_000) -> Heard:
    mixed = sound.copy()
    mixed[delay : delay + TONE.size] += TONE * 10 ** (gain_db / 20)
    return listened(np.clip(mixed, -32768, 32767).astype(np.int16))


@pytest.mark.parametrize("gain_db", [0, -20, -30])
@pytest.mark.parametrize("delay", [1, 9_000, 60_000])
def test_the_tone_is_found_in_a_quiet_room(gain_db: float, delay: int) -> None:
    assert with_tone(noise(-60), gain_db, delay).tone


def test_the_tone_is_found_under_a_voice() -> None:
    assert all(with_tone(babble(at), -6).tone for at in range(0, 800, 100))


def test_a_voice_or_noise_alone_is_not_taken_for_it() -> None:
    for at in range(0, 800, 20):
        assert not listened(babble(at).astype(np.int16)).tone, at
    for seed in range(20):
        assert not listened(noise(-40, seed).astype(np.int16)).tone, seed


def test_what_is_too_faint_is_not_heard() -> None:
    assert not with_tone(noise(-30), -50).tone


def test_a_dead_microphone_and_one_that_gives_nothing() -> None:
    assert listened(np.zeros(BLOCKS * BLOCK, np.int16)).fault() is Fault.MICROPHONE_SILENT
    assert Listen().heard().fault() is Fault.HEADSET_FAILED
    assert listened(noise(-40).astype(np.int16)[: 49 * BLOCK]).fault() is Fault.HEADSET_FAILED
    assert listened(noise(-40).astype(np.int16)[: 50 * BLOCK]).fault() is None
    assert listened(noise(-85).astype(np.int16)).fault() is None


def test_the_tone_is_played_once_when_asked_for_and_is_no_louder_than_speech() -> None:
    tone = Tone()
    assert tone.take() is SILENCE
    tone.play()
    played = np.concatenate([tone.take() for _ in range(TONE.size // BLOCK)])
    assert np.array_equal(played, TONE)
    assert tone.take() is SILENCE
    assert level_dbfs(played) < -20
    assert abs(int(played[0])) + abs(int(played[-1])) < 20, "no click"
    tone.play()
    tone.stop()
    assert tone.take() is SILENCE


def test_what_comes_later_than_two_seconds_is_not_kept() -> None:
    listen = Listen()
    for _ in range(1000):
        listen.put(SILENCE)
    assert listen.heard().blocks == 400
