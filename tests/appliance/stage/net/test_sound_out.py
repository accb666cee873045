"""Speech over a real connection: coded once, marked where it begins, FEC by the reports."""

import asyncio
import inspect
import itertools
import time
from typing import Any

from aiortc import rtcrtpsender
from aiortc.rtp import RtcpReceiverInfo, RtcpRrPacket, RtpPacket

from appliance.stage.media.sound_out.twice import Twice
from appliance.stage.media.video_out.rate import SOUND_TWICE, RateControl
from appliance.stage.net.descriptions import RED
from tests.support.stage_call import CallBench, call_bench, stage_view, until


def test_the_names_that_are_reached_into_are_there() -> None:
    """aiortc 1.16: another version must be looked at first."""
    made = inspect.getsource(rtcrtpsender.RTCRtpSender.__init__)
    for name in ("mid", "rtp_started", "rtp_exited", "rtp_header_extensions_map"):
        assert f"self.__{name}" in made
    begun = inspect.getsource(rtcrtpsender.RTCRtpSender.send)
    assert "self._run_rtp(parameters.codecs[0])" in begun
    told = inspect.getsource(rtcrtpsender.RTCRtpSender._run_rtcp)
    for name in ("ntp_timestamp", "rtp_timestamp", "packet_count", "octet_count"):
        assert f"self.__{name}" in told


def watched(bench: CallBench) -> list[RtpPacket]:
    """The packets of sound that reach the far end, from now on."""
    assert bench.far.pc is not None
    receiver = bench.far.pc.getTransceivers()[0].receiver
    handle, seen = receiver._handle_rtp_packet, []

    async def look(packet: RtpPacket, **named: Any) -> None:
        seen.append(packet)
        await handle(packet, **named)

    setattr(receiver, "_handle_rtp_packet", look)  # noqa: B010
    return seen


def arrived(bench: CallBench, source: int) -> list[RtpPacket]:
    """The same of ``source``, before the far end looks whether it knows what they hold."""
    assert bench.far.pc is not None
    transport = bench.far.pc.getTransceivers()[0].receiver.transport
    handle, seen = transport._handle_rtp_data, []

    async def look(data: bytes, arrival_time_ms: int) -> None:
        packet = RtpPacket.parse(data)
        if packet.ssrc == source:
            seen.append(packet)
        await handle(data, arrival_time_ms=arrival_time_ms)

    setattr(transport, "_handle_rtp_data", look)  # noqa: B010
    return seen


async def test_packets_of_twenty_ms_and_a_mark_where_speech_begins_again() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        seen = watched(bench)
        await until(lambda: len(seen) > 20)
        for before, after in itertools.pairwise(seen):
            step = (after.timestamp - before.timestamp) % 2**32
            assert after.marker == (step > 960), "a loaded machine may pause by itself"
            assert step == 960 or step >= 0.5 * 48_000
            assert after.sequence_number == before.sequence_number + 1
        bench.microphone_runs = False
        await asyncio.sleep(1.0)
        count = len(seen)
        bench.microphone_runs = True
        await until(lambda: len(seen) > count + 10)
        paused, begun = seen[count - 1], seen[count]
        assert begun.marker
        assert (begun.timestamp - paused.timestamp) % 2**32 > 0.5 * 48_000
        level = seen[-1].extensions.audio_level
        assert level is None or 0 <= level[1] < 60


async def test_what_the_far_end_reports_lost_reaches_the_encoder() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call = bench.switchboard._call
        assert call is not None
        sender = call._new._sound_out._sender
        info = RtcpReceiverInfo(
            ssrc=sender._ssrc,
            fraction_lost=32,
            packets_lost=9,
            highest_sequence=9,
            jitter=960,
            lsr=0,
            dlsr=0,
        )
        await sender._handle_rtcp_packet(RtcpRrPacket(ssrc=1, reports=[info]))
        way = RateControl(1_500_000)
        call._new._sound_out.tend(way)
        assert way.jitter_s == 0.02
        encoder = bench.microphone._speech._encoder
        await until(lambda: 11 <= encoder.expected_loss <= 13)
        bench.view = stage_view(call=False)
        await until(lambda: bench.doing is None)
        await until(lambda: bench.microphone._losses.percent(0.0) == 2)


async def test_a_loss_that_no_picture_tells_any_more_fades() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call = bench.switchboard._call
        assert call is not None
        sound, way = call._new._sound_out, RateControl(1_500_000)
        sound._twice = Twice()
        way.loss, way.windows = 0.2, 1
        sound.tend(way)
        told = sound._twice._losses._told[0]
        assert told[0] == 0.2
        sound.tend(way)
        assert sound._twice._losses._told[0] == told, "the same window counts once"
        way.windows = 2
        sound.tend(way)
        assert sound._twice._losses._told[0][1] > told[1]


async def test_who_understands_it_gets_speech_twice_while_much_is_lost() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call = bench.switchboard._call
        assert call is not None
        sound, control = call._new._sound_out, call._new.video_out.control
        assert not sound.takes_red, "aiortc leaves it out of its answer"
        sound._twice.lost(0.2, time.monotonic())
        await until(lambda: sound._twice.on)
        once = sound._packets
        await until(lambda: sound._packets > once + 5)
        assert not sound.said_twice
        seen = arrived(bench, sound._sender._ssrc)
        sound.takes_red = True
        await until(lambda: control.sound == SOUND_TWICE)
        await until(lambda: sum(one.payload_type == RED for one in seen) > 5)
        twice = [one for one in seen if one.payload_type == RED]
        assert all(one.payload[0] == 0x80 | 96 and one.payload[4] == 96 for one in twice)
        packet = {one.timestamp: one for one in seen}
        for later in twice:
            size = int.from_bytes(later.payload[2:4], "big") & 0x3FF
            old, before = later.payload[5 : 5 + size], packet.get(later.timestamp - 960)
            assert before is None or before.payload.endswith(old)


async def test_nothing_is_coded_for_nobody_and_nothing_said_leaves_an_ended_call() -> None:
    async with call_bench() as bench:
        speech = bench.microphone._speech
        await asyncio.sleep(0.1)
        assert speech._last is None
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call = bench.switchboard._call
        assert call is not None
        sound_out = call._new._sound_out
        sound_out.end()
        sent = sound_out._packets
        await asyncio.sleep(0.2)
        assert sound_out._packets <= sent + 1
