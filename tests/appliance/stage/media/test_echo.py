"""A loudspeaker in the room (R15): its echo goes, the near voice stays."""

import sys
import time

import numpy as np
import pytest

from appliance.stage.media.opus import Samples
from hardware.sound import BLOCK, Block
from tests.support.sound_traces import speech

pytest.importorskip("livekit", reason="the extra `loudspeaker` is not installed")

from appliance.stage.media.echo import EchoCanceller
from appliance.stage.sound import SoundDesk
from hardware.faults import DeviceMissing
from hardware.sound_disabled import DisabledSound

RATE = 48_000
SECONDS = 12
CONVERGED_S = 5


def room(played: Samples, delay_s: float = 0.055) -> Samples:
    """The echo of ``played``: late, quieter, with what comes back from the walls."""
    chance = np.random.default_rng(4)
    walls = chance.normal(size=RATE // 20) * np.exp(-np.arange(RATE // 20) / (RATE * 0.01))
    walls[0] = 4.0
    walls *= 0.5 / np.sqrt(np.sum(walls**2))
    size = played.size + walls.size
    spectrum = np.fft.rfft(played, size) * np.fft.rfft(walls, size)
    echo = np.fft.irfft(spectrum, size)[: played.size]
    late = np.concatenate((np.zeros(round(delay_s * RATE)), echo))[: played.size]
    return np.clip(late + chance.normal(size=late.size) * 3, -32768, 32767).astype(np.int16)


def blocks(samples: Samples) -> list[Block]:
    return list(samples[: samples.size - samples.size % BLOCK].reshape(-1, BLOCK))


def through(canceller: EchoCanceller, played: Samples, heard: Samples) -> Samples:
    out = []
    for far, near in zip(blocks(played), blocks(heard), strict=True):
        canceller.played(far)
        out.append(canceller.heard(near))
    return np.concatenate(out)


def test_r15_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit.rtc", None)
    with pytest.raises(DeviceMissing, match=r"install ostord\[unit,loudspeaker\]"):
        EchoCanceller()


def test_r15_the_desk_sends_what_is_left_and_knows_that_the_microphone_lives() -> None:
    sent: list[Block] = []
    desk = SoundDesk(DisabledSound(), EchoCanceller(gain=False))
    desk.listen(sent.append)
    played = blocks(speech(SECONDS))

    class Far:
        def __init__(self) -> None:
            self.number = 0

        def take(self) -> Block:
            self.number += 1
            return played[self.number - 1]

    desk.add_source(Far())
    echo = room(speech(SECONDS))
    for heard in blocks(echo):
        desk.get()
        desk.put(heard)
    since = CONVERGED_S * RATE
    assert decibels(echo[since:]) - decibels(np.concatenate(sent)[since:]) > 20
    assert time.monotonic() - desk.alive_at < 5.0, "S8: what is heard lives, whatever is sent"


def decibels(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-9))


def test_r15_the_echo_of_a_loudspeaker_is_taken_out() -> None:
    played = speech(SECONDS)
    echo = room(played)
    left = through(EchoCanceller(gain=False), played, echo)
    since = CONVERGED_S * RATE
    assert decibels(echo[since:]) - decibels(left[since:]) > 20


def test_r15_the_near_voice_stays() -> None:
    quiet = np.zeros(SECONDS * RATE, dtype=np.int16)
    near = np.roll(speech(SECONDS), RATE // 3)
    left = through(EchoCanceller(gain=False), quiet, near)
    since = CONVERGED_S * RATE
    assert abs(decibels(near[since:]) - decibels(left[since:])) < 6


def test_r15_who_speaks_into_the_others_voice_is_heard() -> None:
    played = speech(SECONDS)
    near = np.roll(speech(SECONDS)[::-1], RATE // 3)
    near[: CONVERGED_S * RATE] = 0
    heard = np.clip(room(played).astype(np.int32) + near, -32768, 32767).astype(np.int16)
    left = through(EchoCanceller(gain=False), played, heard)
    since = CONVERGED_S * RATE
    assert decibels(left[since:]) > decibels(near[since:]) - 10
