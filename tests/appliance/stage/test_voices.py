"""Voices of several calls: mixed, hushed, begun and ended without a click."""

import numpy as np

from appliance.stage.voices import Voices
from hardware.sound import Block


class Steady:
    def __init__(self, value: int) -> None:
        self.value, self.taken = value, 0

    def take(self) -> Block:
        self.taken += 1
        return np.full(480, self.value, dtype=np.int16)


def roughest(blocks: list[Block]) -> int:
    return int(np.abs(np.diff(np.concatenate(blocks).astype(int))).max())


def test_voices_come_and_go_without_a_click() -> None:
    voices, heard = Voices(), []
    heard.append(voices.take())
    end_one = voices.add(Steady(10_000))
    heard += [voices.take() for _ in range(3)]
    assert heard[-1][-1] == 10_000
    end_two = voices.add(Steady(15_000))
    heard += [voices.take() for _ in range(3)]
    assert heard[-1][-1] == 25_000
    end_one()
    end_one()
    heard += [voices.take() for _ in range(3)]
    assert heard[-1][-1] == 15_000
    end_two()
    heard += [voices.take() for _ in range(2)]
    assert not heard[-1].any()
    assert roughest(heard) < 400


def test_hushed_voices_are_silent_but_go_on() -> None:
    voices, voice = Voices(), Steady(20_000)
    voices.add(voice)
    heard = [voices.take()]
    voices.hush(on=True)
    heard += [voices.take() for _ in range(3)]
    assert not heard[-1].any()
    assert voice.taken == 4
    voices.hush(on=False)
    heard += [voices.take() for _ in range(2)]
    assert heard[-1][-1] == 20_000
    assert roughest(heard) < 400
