"""Arrival times as the sender reads them: every packet told once, to the quarter millisecond."""

import random
from struct import unpack

import pytest

from appliance.stage.media.video_in.feedback import EVERY_S, Feedback

TICK_S = 0.00025


def read(message: bytes) -> tuple[int, dict[int, float | None]]:
    """Message number, and when each packet arrived; read by the draft's own figures (3.1)."""
    first, kind, words = unpack("!BBH", message[:4])
    assert (first & 0xDF, kind) == (0x8F, 205)
    assert len(message) == 4 * (words + 1)
    assert unpack("!II", message[4:12]) == (11, 22)
    base, count, reference = unpack("!HHI", message[12:20])
    end = len(message) - (message[-1] if first & 0x20 else 0)
    kinds: list[int] = []
    at = 20
    while len(kinds) < count:
        (chunk,) = unpack("!H", message[at : at + 2])
        at += 2
        if not chunk & 0x8000:
            kinds += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        elif not chunk & 0x4000:
            kinds += [chunk >> (13 - place) & 1 for place in range(14)]
        else:
            kinds += [chunk >> (12 - 2 * place) & 3 for place in range(7)]
    ticks = (reference >> 8) * 256
    found: dict[int, float | None] = {}
    for place, one in enumerate(kinds[:count]):
        seq = (base + place) % 65536
        found[seq] = None
        if one:
            size, form = {1: (1, "!B"), 2: (2, "!h")}[one]
            ticks += unpack(form, message[at : at + size])[0]
            at += size
            found[seq] = ticks * TICK_S
    assert at == end, "no byte is left over"
    return reference & 0xFF, found


def messages(feedback: Feedback, now: float) -> list[bytes]:
    return feedback.messages(now, 11, 22)


@pytest.mark.parametrize("seed", range(30))
def test_whatever_arrives_is_told_exactly_once_and_what_does_not_is_told_as_missing(
    seed: int,
) -> None:
    chance = random.Random(seed)
    loss, late = chance.choice([0.0, 0.05, 0.5, 0.9]), chance.choice([0.0, 0.02, 0.3])
    feedback, now, number = Feedback(), 100.0, chance.randrange(65536)
    arrivals: list[tuple[float, int]] = []
    for _ in range(3000):
        now += chance.choice([0.0, 0.0002, 0.003, 0.02, chance.random() * 0.2])
        number = (number + 1) % 65536
        if chance.random() >= loss:
            arrivals.append((now + chance.random() * late, number))
    told: dict[int, float] = {}
    numbers = []
    for at, one in sorted(arrivals):
        feedback.add(one, at)
        for message in messages(feedback, at):
            assert len(message) <= 1200
            count, found = read(message)
            numbers.append(count)
            for seq, when in found.items():
                if when is not None:
                    assert seq not in told
                    told[seq] = when
    for message in messages(feedback, now + 1):
        told |= {seq: when for seq, when in read(message)[1].items() if when is not None}
    assert told.keys() == {one for _, one in arrivals}
    for at, one in arrivals:
        assert abs(told[one] - at) < TICK_S
    assert numbers == [number % 256 for number in range(len(numbers))]


def test_missing_packets_between_two_messages_are_told_too() -> None:
    feedback = Feedback()
    feedback.add(10, 1.0)
    messages(feedback, 1.0)
    feedback.add(14, 1.1)
    (message,) = messages(feedback, 1.1)
    assert list(read(message)[1]) == [11, 12, 13, 14]
    assert [when is None for when in read(message)[1].values()] == [True, True, True, False]


def test_one_message_in_50_ms_and_none_without_arrivals() -> None:
    feedback = Feedback()
    assert messages(feedback, 0.0) == []
    made = []
    for step in range(1000):
        feedback.add(step, step * 0.001)
        made += messages(feedback, step * 0.001)
    assert len(made) <= 1.0 / EVERY_S + 1


def test_a_packet_that_comes_again_is_told_with_its_first_time() -> None:
    feedback = Feedback()
    feedback.add(1, 1.0)
    feedback.add(1, 1.01)
    assert read(messages(feedback, 1.02)[0])[1][1] == pytest.approx(1.0, abs=TICK_S)


@pytest.mark.parametrize("seed", range(5))
def test_wild_numbers_take_neither_memory_nor_an_error(seed: int) -> None:
    chance, feedback, now = random.Random(seed), Feedback(), 0.0
    for _ in range(3000):
        now += chance.choice([0.0, 0.001, 10.0])
        feedback.add(chance.randrange(65536), now)
        if chance.random() < 0.01:
            for message in messages(feedback, now):
                read(message)
        assert len(feedback._arrived) <= 2000
    feedback = Feedback()
    for step in range(10_000):
        feedback.add(step % 65536, 0.0)
    assert sum(len(one) for one in messages(feedback, 0.0)) < 4000
