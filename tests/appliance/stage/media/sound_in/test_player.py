"""Speech over bad networks: what was made up, what was thrown away, how far behind it runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.stage.media.opus import Samples
from appliance.stage.media.sound_in.player import Player
from tests.support.sound_traces import (
    BLOCK,
    FRAME,
    Packet,
    clean,
    delayed,
    held_up,
    jittery,
    listen,
    lossy,
    packets,
)

SECONDS = 16
QUIET_WAY = 0.045
"""What a clean network may cost here, s: two blocks and what an uneven loudspeaker asks for."""


def clicks(heard: Samples) -> int:
    """Steps between neighbouring samples that no speech makes."""
    return int(np.count_nonzero(np.abs(np.diff(heard.astype(int))) > 12_000))


def test_a_clean_network_costs_little_and_nothing_is_made_up() -> None:
    listened = listen(clean(), SECONDS)
    counts = listened.player.counts
    assert listened.concealed == 0.0
    assert (counts.discarded, counts.repeated, counts.inserted) == (0, 0, 0)
    assert counts.removed < 48_000 * 0.03
    assert listened.delay(2.0, SECONDS) < QUIET_WAY
    assert counts.delay_s / counts.emitted < QUIET_WAY
    assert clicks(listened.heard) == 0


@pytest.mark.parametrize(("part", "most"), [(0.02, 0.035), (0.05, 0.07), (0.10, 0.12)])
@pytest.mark.parametrize("told", [0, 5], ids=["no-fec", "fec"])
def test_loss_is_made_up_and_nothing_is_discarded(part: float, most: float, told: int) -> None:
    trace = jittery(lossy(clean(loss=told), part), 0.01)
    listened = listen(trace, SECONDS)
    assert 0.0 < listened.concealed <= most
    assert listened.player.counts.discarded == 0
    assert listened.player.counts.decoded >= len(trace) - 4
    assert listened.delay(2.0, SECONDS) < 0.1
    assert clicks(listened.heard) == 0


def test_what_the_next_packet_carries_is_not_made_up() -> None:
    without, with_fec = (listen(lossy(clean(loss=told), 0.05), SECONDS) for told in (0, 5))
    assert with_fec.concealed < 0.6 * without.concealed
    numbers = with_fec.player.counts.numbers()
    assert numbers["fecPacketsReceived"] > numbers["fecPacketsDiscarded"] > 0


@pytest.mark.parametrize("most", [0.02, 0.05, 0.09])
def test_jitter_and_what_it_overtakes_is_waited_for(most: float) -> None:
    listened = listen(jittery(clean(), most), SECONDS)
    assert listened.concealed < 0.01
    assert listened.player.counts.discarded <= 3
    assert listened.delay(4.0, SECONDS) < most + 0.06


def test_each_second_packet_after_its_follower_is_put_right() -> None:
    trace = delayed(clean(), lambda packet: 0.03 if packet.number % 2 else 0.0)
    listened = listen(trace, SECONDS)
    assert listened.concealed < 0.005
    assert listened.player.counts.discarded <= 1


def test_packets_that_come_twice_are_heard_once() -> None:
    twice = sorted([*clean(), *delayed(clean(), lambda _: 0.013)], key=lambda packet: packet.at)
    once, listened = listen(clean(), SECONDS), listen(twice, SECONDS)
    assert listened.concealed == 0.0
    counts = listened.player.counts
    assert counts.repeated + counts.discarded >= len(clean()) - 2
    assert counts.decoded == once.player.counts.decoded


@pytest.mark.parametrize("lasts", [0.3, 1.0, 2.0])
def test_after_a_burst_all_is_heard_and_the_delay_is_back_within_five_seconds(lasts: float) -> None:
    trace = held_up(clean(), 5.0, 5.0 + lasts)
    listened = listen(trace, SECONDS)
    counts = listened.player.counts
    assert counts.discarded == 0
    assert counts.decoded >= len(trace) - 3
    assert listened.delay(5.0 + lasts, SECONDS) > lasts - 0.2
    assert listened.delay(10.0 + lasts, SECONDS) < 0.1
    assert clicks(listened.heard) == 0


def test_bursts_that_come_again_are_waited_for() -> None:
    trace = delayed(clean(), lambda p: 0.1 * max(0.0, 1 - p.sent % 2.0 / 0.1))
    early, late = listen(trace, 6.0), listen(trace, SECONDS)
    assert late.player.counts.concealed == early.player.counts.concealed
    assert late.delay(10.0, SECONDS) < 0.15


def test_an_outage_of_two_seconds_fades_to_silence_and_ends_at_once() -> None:
    gap = [packet for packet in clean() if not 5.0 <= packet.at < 7.0]
    listened = listen(gap, SECONDS)
    counts = listened.player.counts
    assert counts.events == 1
    assert 0.11 < listened.concealed < 0.14
    assert counts.silent_concealed > 0.85 * counts.concealed
    assert not listened.heard[round(5.3 * 48_000) : round(6.9 * 48_000)].any()
    assert listened.heard[round(7.1 * 48_000) : round(7.5 * 48_000)].any()
    assert listened.delay(7.5, SECONDS) < QUIET_WAY
    assert clicks(listened.heard) == 0


def test_who_stops_for_good_is_silent_and_not_counted_as_missing() -> None:
    listened = listen([packet for packet in clean() if packet.at < 5.0], SECONDS)
    assert not listened.heard[round(5.3 * 48_000) :].any()
    assert listened.player.counts.concealed < 3.3 * 48_000
    assert listened.player.idle


@pytest.mark.parametrize("ppm", [-200.0, 200.0])
@pytest.mark.parametrize("seconds", [60, pytest.param(600, marks=pytest.mark.long)])
def test_a_drifting_clock_is_absorbed(seconds: int, ppm: float) -> None:
    listened = listen(clean(seconds, ppm=ppm), seconds)
    counts = listened.player.counts
    assert listened.concealed < 0.0005
    assert counts.discarded == 0
    assert listened.delay(2.0, seconds - 10.0) < QUIET_WAY
    drifted = counts.inserted - counts.removed
    assert abs(drifted - ppm * 1e-6 * seconds * 48_000) < 48_000 * 0.05


def test_pauses_of_the_sender_are_quiet_noise_and_no_loss() -> None:
    """DTX: in a pause one tiny packet each 400 ms, as Chromium may send."""
    trace = []
    for packet in clean():
        paused = packet.number % 200 >= 100
        if not paused:
            trace.append(packet)
        elif packet.number % 20 == 0:
            tiny = Packet(packet.number, packet.sent, packet.at, packet.timestamp, b"\x78")
            trace.append(tiny)
    listened = listen(trace, SECONDS)
    counts = listened.player.counts
    assert counts.discarded == 0
    assert counts.events <= 8
    assert counts.concealed - counts.silent_concealed < 0.01 * counts.received
    assert listened.delay(2.0, SECONDS) < 0.5


def test_a_stream_that_begins_anew_with_other_times_is_followed() -> None:
    first = [packet for packet in clean() if packet.at < 5.0]
    second = [
        Packet(one.number, one.sent, one.at, (one.timestamp + 2**31) % 2**32, one.data)
        for one in clean()
        if one.at >= 5.0
    ]
    listened = listen([*first, *second], SECONDS)
    assert listened.player.counts.discarded <= 3
    assert listened.concealed < 0.01


def test_single_packets_with_lying_times_change_nothing() -> None:
    trace = clean()
    for number in range(100, 700, 50):
        one = trace[number]
        lie = Packet(-1, one.sent, one.at, (one.timestamp + number * 7_654_321) % 2**32, one.data)
        trace.append(lie)
    listened = listen(trace, SECONDS)
    assert listened.player.counts.discarded == 12
    assert listened.concealed == 0.0
    assert listened.delay(2.0, SECONDS) < QUIET_WAY


def test_a_loudspeaker_that_takes_unevenly_is_waited_for_too() -> None:
    listened = listen(clean(), SECONDS, pull_jitter=0.02)
    assert listened.concealed < 0.01


@given(
    st.lists(
        st.tuples(
            st.floats(0.0, 0.2),
            st.one_of(st.integers(0, 2**32 - 1), st.integers(0, 20_000)),
            st.one_of(st.binary(max_size=40), st.sampled_from(packets(SECONDS))),
            st.integers(0, 12),
        ),
        max_size=60,
    )
)
def test_whatever_is_sent_blocks_of_ten_ms_come_out(
    sent: list[tuple[float, int, bytes, int]],
) -> None:
    player, now = Player(), 0.0
    for wait, timestamp, data, blocks in sent:
        now += wait
        player.arrive(data, timestamp, now)
        for number in range(blocks):
            block = player.take(now + number * 0.01)
            assert block.shape == (BLOCK,)
            assert block.dtype == np.int16
    counts = player.counts
    assert counts.decoded <= counts.packets
    assert counts.concealed <= counts.received + 100 * FRAME
    assert counts.silent_concealed <= counts.concealed
