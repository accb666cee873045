"""Sound taken out of aiortc's hands: over a real connection, and against the pinned version."""

import asyncio
import inspect
import threading
import time

from aiortc import rtcrtpreceiver
from aiortc.rtp import RtpPacket

from appliance.stage.net.sound_in import BUFFER, STOP_DECODER
from tests.support.stage_call import call_bench, stage_view, until


def test_the_names_that_are_reached_into_are_there() -> None:
    """aiortc 1.16: another version must be looked at first."""
    made = inspect.getsource(rtcrtpreceiver.RTCRtpReceiver.__init__)
    assert "self.__jitter_buffer = JitterBuffer(" in made
    assert callable(getattr(rtcrtpreceiver.RTCRtpReceiver, STOP_DECODER))
    handled = inspect.getsource(rtcrtpreceiver.RTCRtpReceiver._handle_rtp_packet)
    assert "pli_flag, encoded_frame = self.__jitter_buffer.add(packet)" in handled
    stopped = inspect.getsource(rtcrtpreceiver.RTCRtpReceiver.stop)
    assert "self.__stop_decoder()" in stopped
    assert BUFFER == "_RTCRtpReceiver__jitter_buffer"


async def test_a_voice_arrives_is_counted_and_its_time_is_known() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call = bench.switchboard._call
        assert call is not None
        sound = call._new.sound_in
        await until(lambda: sound.playing_ntp(time.monotonic()) is not None, 6.0)
        now = time.monotonic()
        ntp = sound.playing_ntp(now)
        assert ntp is not None
        assert abs(ntp - 2_208_988_800 - time.time()) < 1.0, "the far end has this machine's clock"
        numbers = await bench.switchboard.numbers()
        assert numbers["jitterBufferEmittedCount"] > 0
        assert numbers["totalAudioEnergy"] > 0
        assert numbers["packetsDiscarded"] == 0
        decoders = [one for one in threading.enumerate() if one.name == "audio-decoder"]
        assert len(decoders) == 1, "the far end's alone"
        heard = bench.heard
        await until(lambda: bench.heard > heard)


async def test_a_voice_that_is_muted_or_held_is_silence() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.heard > 4800)
        bench.voices.hush(on=True)
        await asyncio.sleep(0.05)
        assert not bench.voices.take().any()
        bench.voices.hush(on=False)
        heard = bench.heard
        await until(lambda: bench.heard > heard + 4800)
        call = bench.switchboard._call
        assert call is not None
        call._new.hide()
        bench.voices.take()
        assert not bench.voices.take().any()


async def test_hostile_sound_packets_end_nothing() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call = bench.switchboard._call
        assert call is not None
        sound = call._new.sound_in
        for number in range(300):
            packet = RtpPacket(payload_type=96, sequence_number=number, timestamp=number * 99_991)
            packet.ssrc = number % 3
            packet.payload = bytes([number % 256]) * (number % 90)
            sound.hear(packet)
        heard = bench.heard
        await until(lambda: bench.heard > heard + 48_000, 10.0)
        assert sound.buffer.counts.discarded > 0
