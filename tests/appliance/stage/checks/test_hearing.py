"""R20: the microphone checks itself by level."""

import numpy as np
import pytest

from appliance.core.words import Hearing
from appliance.stage.checks.hearing import Ear
from hardware.sound import BLOCK, RATE_HZ, Block
from hardware.voice import voice

SILENCE: Block = np.zeros(BLOCK, np.int16)
A_SECOND = RATE_HZ // BLOCK


def hum(dbfs: float, blocks: int) -> list[Block]:
    """A room's even sound: noise at one level."""
    dice = np.random.default_rng(6)
    scale = 32768 * 10 ** (dbfs / 20)
    return list(np.clip(dice.normal(0, scale, (blocks, BLOCK)), -32768, 32767).astype(np.int16))


def speech(gain: float, blocks: int) -> list[Block]:
    said = voice()
    return [
        np.clip(said[n % len(said)].astype(float) * gain, -32768, 32767).astype(np.int16)
        for n in range(blocks)
    ]


def test_begun_anew_in_the_middle_of_a_block_it_has_heard_nothing_yet() -> None:
    ear = Ear()
    ear.listen(on=True)
    assert ear._heard() is Hearing.QUIET


def heard(blocks: list[Block]) -> Hearing | None:
    ear = Ear()
    ear.listen(on=True)
    for block in blocks:
        ear.put(block)
    return ear.hearing


@pytest.mark.parametrize(
    ("what", "blocks", "hearing"),
    [
        ("a second of nothing", [SILENCE] * A_SECOND, Hearing.QUIET),
        ("three seconds of nothing", [SILENCE] * 3 * A_SECOND, Hearing.NOTHING),
        ("a quiet room", hum(-62, 3 * A_SECOND), Hearing.QUIET),
        ("a fan near the microphone", hum(-35, 3 * A_SECOND), Hearing.QUIET),
        ("a voice", speech(1.0, 3 * A_SECOND), Hearing.VOICE),
        ("a voice far away", speech(0.004, 3 * A_SECOND), Hearing.QUIET),
        ("a voice that is cut off", speech(40.0, 3 * A_SECOND), Hearing.LOUD),
        ("one knock", [*hum(-62, A_SECOND), *hum(-12, 8), *hum(-62, A_SECOND)], Hearing.QUIET),
    ],
)
def test_r20_what_is_heard(what: str, blocks: list[Block], hearing: Hearing) -> None:
    assert heard(blocks) is hearing, what


def test_it_forgets_when_it_no_longer_listens_and_hears_nothing_then() -> None:
    ear = Ear()
    for block in speech(1.0, A_SECOND):
        ear.put(block)
    assert ear.hearing is None
    ear.listen(on=True)
    for block in speech(1.0, 3 * A_SECOND):
        ear.put(block)
    assert ear.hearing is Hearing.VOICE
    ear.put(SILENCE)
    assert ear.hearing is Hearing.VOICE, "what was heard well once stays heard"
    ear.listen(on=False)
    assert ear.hearing is None
    ear.listen(on=True)
    assert ear.hearing is Hearing.QUIET
