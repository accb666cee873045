"""Speech that is said twice (RFC 2198): its bytes, and when it is worth it."""

import random

from appliance.stage.media.sound_out.speech import Spoken
from appliance.stage.media.sound_out.twice import LEAST_PICTURE_OFF, LEAST_PICTURE_ON, Twice, both


def spoken(data: bytes, time: int) -> Spoken:
    return Spoken(data, time, 0.0, begins=False, below_full_db=30)


def read(payload: bytes) -> list[tuple[int, int, bytes]]:
    """Payload type, ticks back and data of each block, as the RFC has it in section 3."""
    heads, at = [], 0
    while payload[at] & 0x80:
        word = int.from_bytes(payload[at : at + 4], "big")
        heads.append((word >> 24 & 0x7F, word >> 10 & 0x3FFF, word & 0x3FF))
        at += 4
    last, at = payload[at] & 0x7F, at + 1
    blocks = []
    for kind, back, size in heads:
        blocks.append((kind, back, payload[at : at + size]))
        at += size
    return [*blocks, (last, 0, payload[at:])]


def test_both_packets_are_found_again() -> None:
    dice = random.Random(2)
    for _ in range(500):
        old, new = (dice.randbytes(dice.randint(1, 1023)) for _ in range(2))
        back, kind = dice.randint(1, 2**14 - 1), dice.randint(0, 127)
        payload = both(kind, spoken(new, 2**33 + back), spoken(old, 2**33))
        assert payload is not None
        assert read(payload) == [(kind, back, old), (kind, 0, new)]


def test_what_the_header_cannot_say_is_said_once() -> None:
    new = spoken(b"new", 50_000)
    assert both(96, new, None) is None
    assert both(96, new, spoken(b"old", 50_000)) is None
    assert both(96, new, spoken(b"old", 60_000)) is None
    assert both(96, new, spoken(b"old", 50_000 - 2**14)) is None
    assert both(96, new, spoken(bytes(1024), 50_000 - 960)) is None


def test_it_begins_with_a_loss_and_ends_when_that_is_long_over() -> None:
    twice = Twice()
    twice.judge(1_500_000, 0.0, 0.0)
    assert not twice.on
    twice.lost(0.02, 1.0)
    twice.judge(1_500_000, 0.0, 1.0)
    assert not twice.on, "in-band FEC is enough for little"
    twice.lost(0.05, 2.0)
    twice.judge(1_500_000, 0.0, 2.0)
    assert twice.on
    for second in range(3, 20):
        twice.lost(0.0, float(second))
        twice.judge(1_500_000, 0.0, float(second))
    assert twice.on
    twice.judge(1_500_000, 0.0, 40.0)
    assert not twice.on


def test_a_way_too_narrow_for_two_voices_and_a_picture_carries_one() -> None:
    twice = Twice()
    twice.lost(0.2, 0.0)
    twice.judge(LEAST_PICTURE_ON - 1, 0.0, 0.0)
    assert not twice.on
    twice.judge(LEAST_PICTURE_ON, 0.3, 0.0)
    assert twice.on
    twice.judge(LEAST_PICTURE_OFF, 0.3, 0.0)
    assert twice.on, "the picture gives way first"
    twice.judge(LEAST_PICTURE_OFF - 1, 0.0, 0.0)
    assert twice.on, "nothing waits: there is room for both"
    twice.judge(LEAST_PICTURE_OFF - 1, 0.3, 0.0)
    assert not twice.on
