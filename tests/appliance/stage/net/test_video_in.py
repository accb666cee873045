"""Our store in aiortc's receiver: what the pinned version must still do for it."""

import asyncio
import inspect
from typing import Any

import pytest
from aiortc import rtcrtpreceiver
from aiortc.rtp import (
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpRtpfbPacket,
    RtpPacket,
    is_rtcp,
)

from appliance.stage.net.peer import Peer
from appliance.stage.net.video_in import VideoIn
from tests.support.stage_call import CallBench, call_bench, stage_view, until


def peer_of(bench: CallBench) -> Peer:
    call = bench.switchboard._call
    assert call is not None
    return call._new


async def video_in(bench: CallBench) -> VideoIn:
    bench.view = stage_view()
    await until(lambda: bench.doing is not None and bench.doing.proven)
    return peer_of(bench).video_in


def test_aiortc_still_asks_a_jitter_buffer_and_nothing_else() -> None:
    source = inspect.getsource(rtcrtpreceiver.RTCRtpReceiver._handle_rtp_packet)
    assert "self.__jitter_buffer.add(packet)" in source
    assert "if self.__nack_generator is not None and" in source
    assert "if self.__remote_bitrate_estimator is not None:" in source
    assert "packet._data = depayload(codec, packet.payload)" in source
    receive = inspect.getsource(rtcrtpreceiver.RTCRtpReceiver.receive)
    assert "self.__rtx_ssrc[encoding.rtx.ssrc] = encoding.ssrc" in receive


@pytest.mark.parametrize("codec", ["vp8", "h264"])
async def test_pictures_come_through_our_store_and_reports_still_go_out(codec: Any) -> None:
    async with call_bench(codec) as bench:
        ours = await video_in(bench)
        await until(lambda: len(bench.shown) > 10)
        receiver: Any = peer_of(bench).connection.getReceivers()[1]
        assert receiver._RTCRtpReceiver__decoder_queue.empty()
        assert bench.shown[-1].shape == (540, 640)
        assert ours.store.missing.asked == 0
        numbers = await bench.switchboard.numbers()
        assert numbers["framesDecoded"] > 10
        assert numbers["keyFramesDecoded"] >= 1
        assert numbers["totalDecodeTime"] > 0
        assert numbers["video.jitterBufferEmittedCount"] == numbers["framesDecoded"]
        assert numbers["outbound.framesSent"] > 0
        assert {"framesDropped", "nackCount", "pliCount", "freezeCount"} < numbers.keys()
        sender = bench.far.pc.getSenders()[1]  # type: ignore[union-attr]
        await until(lambda: "remote-inbound-rtp" in _kinds(sender), 5.0)


def _keys_asked(said: list[Any]) -> list[RtcpPsfbPacket]:
    asked = [one for one in said if isinstance(one, RtcpPsfbPacket)]
    return [one for one in asked if one.fmt == RTCP_PSFB_PLI]


def _kinds(sender: Any) -> set[str]:
    return {one.type for one in sender._RTCRtpSender__stats.values()}


async def test_a_lost_packet_is_asked_for_of_the_picture_s_own_source() -> None:
    """A PLI or a request that names RTX's source is not answered by a browser."""
    async with call_bench() as bench:
        ours = await video_in(bench)
        await until(lambda: len(bench.shown) > 3)
        dtls: Any = peer_of(bench).connection.getTransceivers()[0].receiver.transport
        said: list[Any] = []
        send = dtls._send_rtp

        async def hear(data: bytes) -> None:
            if is_rtcp(data):
                said.extend(RtcpPacket.parse(data))
            await send(data)

        dtls._send_rtp = hear
        put, lost = ours.store.put, iter(range(3))

        def lose_three(number: int, *rest: Any, **more: Any) -> None:
            if more.get("recovered") or next(lost, None) is None:
                put(number, *rest, **more)

        vars(ours.store)["put"] = lose_three
        await until(lambda: len(said) > 0 and ours.store.missing.asked >= 3)
        count = len(bench.shown)
        await until(lambda: len(bench.shown) > count + 5)
        source = bench.far.pc.getSenders()[1]._ssrc  # type: ignore[union-attr]
        asked = [one for one in said if isinstance(one, RtcpRtpfbPacket)]
        assert asked[0].fmt == RTCP_RTPFB_NACK
        assert {one.media_ssrc for one in asked} == {source}
        ours._undecodable("InvalidDataError")
        await until(lambda: bool(_keys_asked(said)))
        assert {one.media_ssrc for one in _keys_asked(said)} == {source}
        count = len(bench.shown)
        await until(lambda: len(bench.shown) > count + 5)


async def test_after_the_end_no_timer_and_no_thread_of_it_goes_on() -> None:
    async with call_bench() as bench:
        ours = await video_in(bench)
        await until(lambda: len(bench.shown) > 3)
        bench.view = stage_view(call=False)
        await until(lambda: bench.doing is None)
        thread = ours._decoding._thread
        assert thread is not None
        await until(lambda: not thread.is_alive())
        assert ours._timer is None or ours._timer.cancelled()


async def test_a3_numbered_packets_are_answered_with_their_arrival_times() -> None:
    async with call_bench() as bench:
        await video_in(bench)
        peer = peer_of(bench)
        receiver: Any = peer.connection.getReceivers()[1]
        dtls: Any = receiver.transport
        said: list[bytes] = []
        send = dtls._send_rtp

        async def hear(data: bytes) -> None:
            said.append(data)
            await send(data)

        dtls._send_rtp = hear
        assert receiver._RTCRtpReceiver__remote_bitrate_estimator is not None
        source = bench.far.pc.getSenders()[1]._ssrc  # type: ignore[union-attr]
        for number in range(3):
            packet = RtpPacket(ssrc=source)
            packet.extensions.transport_sequence_number = 700 + number
            peer._bitrate.arrived(packet)
            await asyncio.sleep(0.06)
        await until(
            lambda: len([one for one in said if one[:2] in (b"\x8f\xcd", b"\xaf\xcd")]) == 3
        )
        assert receiver._RTCRtpReceiver__remote_bitrate_estimator is None
        count = len(bench.shown)
        await until(lambda: len(bench.shown) > count + 5)
