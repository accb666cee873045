"""The parts of the buffer: how late is late, whose packet is it, what may be cut out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.stage.media.opus import Samples
from appliance.stage.media.sound_in import stretch
from appliance.stage.media.sound_in.buffer import VoiceBuffer
from appliance.stage.media.sound_in.spread import Arrivals, Spread
from appliance.stage.media.sound_in.store import MOST, Store, Timeline, Waiting
from tests.support.sound_traces import clean, packets

RATE = 48_000


def test_lateness_is_measured_against_the_earliest_of_the_last_seconds() -> None:
    spread = Spread(window_s=10.0, part=0.98)
    for number in range(500):
        spread.put(number * 0.02, 7.0 + (0.03 if number % 10 == 0 else 0.0))
    assert spread.earliest == 7.0
    assert spread.late == pytest.approx(0.03)
    for number in range(500, 1100):
        spread.put(number * 0.02, 7.5)
    assert spread.earliest == 7.5, "a longer way is the new way"
    assert spread.late == 0.0
    spread.put(22.1, 7.2)
    assert spread.earliest == 7.2, "a faster packet counts at once"


def test_one_peak_is_no_rule_two_are() -> None:
    arrivals, now = Arrivals(), 0.0
    for number in range(300):
        now = number * 0.02
        arrivals.put(now, 0.15 if 100 <= number < 104 else 0.0, aim=0.02)
    assert arrivals.late < 0.02
    for number in range(300, 320):
        now = number * 0.02
        arrivals.put(now, 0.12 if 300 <= number < 304 else 0.0, aim=0.02)
    assert arrivals.late == pytest.approx(0.15)
    for number in range(320, 1800):
        now = number * 0.02
        arrivals.put(now, 0.0, aim=0.15)
    assert arrivals.late == 0.0


def test_what_is_late_for_long_is_the_rule() -> None:
    arrivals = Arrivals()
    for number in range(400):
        arrivals.put(number * 0.02, 0.06 if number > 100 and number % 3 else 0.0, aim=0.02)
    assert arrivals.late >= 0.06


def test_rtp_time_is_unwrapped_and_strangers_are_kept_out() -> None:
    timeline, origin = Timeline(), 2**32 - 960
    assert timeline.place(origin, 0.0) == (origin, True)
    assert timeline.place(0, 0.02) == (2**32, False)
    assert timeline.place(origin, 0.03) == (origin, False)
    assert timeline.place(2**31, 0.04) is None
    assert timeline.place(960, 0.04) == (2**32 + 960, False)
    assert timeline.place(2**30, 0.06) is None
    assert timeline.place(77, 0.08) == (2**32 + 77, False)
    assert timeline.place(2**30 + 960, 0.08) is None
    assert timeline.place(2**30 + 1920, 0.10) == (2**30 + 1920, True)


def test_packets_wait_in_order_and_each_once() -> None:
    store = Store()
    for time in (1920, 0, 960, 3840):
        assert store.put(Waiting(time, 960, b"", 0.0))
    assert not store.put(Waiting(960, 960, b"", 0.0))
    assert store.unbroken(0, 10_000) == 2880
    assert store.unbroken(0, 1000) == 1920
    assert store.unbroken(480, 10_000) == 2400
    assert [store.pop().time for _ in range(4)] == [0, 960, 1920, 3840]
    assert store.first() is None
    for number in range(MOST + 1):
        store.put(Waiting(number, 1, b"", 0.0))
    assert store.full
    assert store.clear() == MOST + 1


def hum(hertz: float, samples: int = 4800) -> Samples:
    wave = 8000 * np.sin(2 * np.pi * hertz * np.arange(samples) / RATE)
    return wave.astype(np.int16)


def roughest(samples: Samples) -> int:
    return int(np.abs(np.diff(samples.astype(int))).max())


@pytest.mark.parametrize("hertz", [80.0, 110.0, 223.0, 390.0])
def test_whole_periods_are_cut_out_and_said_again(hertz: float) -> None:
    wave = hum(hertz)
    piece = stretch.to_cut(wave)
    periods = piece.samples * hertz / RATE
    assert abs(periods - round(periods)) < 0.05
    assert piece.likeness > 0.98
    shorter = stretch.cut(wave, piece.samples)
    assert shorter.size == wave.size - piece.samples
    assert roughest(shorter) <= roughest(wave) * 1.1
    past, coming = wave[:2400], wave[2400:]
    again = stretch.to_repeat(past, coming)
    longer = stretch.repeat(past, coming, again.samples)
    assert longer.size == coming.size + again.samples
    assert roughest(np.concatenate((past, longer))) <= roughest(wave) * 1.1


def test_in_quiet_anything_may_go_and_no_more_than_asked() -> None:
    piece = stretch.to_cut(np.zeros(stretch.NEEDED, dtype=np.int16), most=300)
    assert (piece.samples, piece.likeness) == (300, 1.0)
    noise = np.random.default_rng(1).integers(-9000, 9000, stretch.NEEDED).astype(np.int16)
    assert stretch.to_cut(noise).likeness < 0.5


def test_a_hurry_prefers_the_longer_piece() -> None:
    wave = hum(200.0)
    assert stretch.to_cut(wave, enough=0.9).samples > 3 * RATE / 200
    assert stretch.to_cut(wave, most=300, enough=0.9).samples <= 300


@given(st.binary(min_size=2 * stretch.NEEDED, max_size=2 * stretch.NEEDED), st.integers(1, 2000))
def test_any_sound_can_be_stretched(noise: bytes, most: int) -> None:
    samples = np.frombuffer(noise, dtype=np.int16)
    piece = stretch.to_cut(samples, most, 0.5)
    assert stretch.SHORTEST <= piece.samples <= stretch.LONGEST
    assert stretch.cut(samples, piece.samples).size == samples.size - piece.samples
    again = stretch.to_repeat(samples[:960], samples[-480:])
    assert stretch.SHORTEST <= again.samples <= stretch.LONGEST
    assert stretch.repeat(samples[:960], samples[-480:], again.samples).size == 480 + again.samples


def test_a_joint_does_not_click() -> None:
    bent = stretch.joined(20_000, np.full(480, -20_000, dtype=np.int16))
    assert bent[0] == 20_000
    assert bent[200] == -20_000
    assert roughest(bent) < 400


def test_with_no_loudspeaker_the_counts_go_on() -> None:
    """S8: their sound lives although the own loudspeaker is unplugged."""
    buffer = VoiceBuffer()
    for packet in clean():
        buffer.put(packet.data, packet.timestamp, packet.at)
    last = clean()[-1].at
    assert last - buffer.decoded_at < 0.1
    assert buffer.counts.decoded > len(packets(16)) - 10
    assert buffer.counts.discarded == 0
    assert buffer.counts.concealed == 0
    assert buffer.take(last + 0.01).shape == (480,)


def test_what_is_played_now_is_told_by_its_rtp_time() -> None:
    buffer, trace = VoiceBuffer(), clean()[:100]
    for number, packet in enumerate(trace):
        buffer.put(packet.data, packet.timestamp, packet.at)
        for half in (0.001, 0.011):
            buffer.take(packet.at + half)
        if number > 60:
            assert buffer.playing is not None
            sent = (packet.timestamp - buffer.playing[0] % 2**32) % 2**32
            assert 0 < sent / RATE < 0.06
    assert buffer.counts.energy > 0.0
    for number in range(40):
        buffer.take(trace[-1].at + 0.02 + number * 0.01)
    assert buffer.playing is None
