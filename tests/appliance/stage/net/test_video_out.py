"""The picture's way out over real connections, and the library's inner names that it stands on."""

import asyncio
import inspect
import random
import threading
import time
from pathlib import Path
from typing import Any

import aiortc
import numpy as np
import pytest
from aiortc import RTCRtpSender
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import (
    HeaderExtensions,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    unpack_header_extensions,
)

from appliance.room.fleet.report import UNITS
from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.media.video_out.passing import Passing
from appliance.stage.media.video_out.rate import LEAST, RateControl
from appliance.stage.media.video_out.stream import Source, Stream
from appliance.stage.net.holding import AS_IT_LIKES, AT_ONCE, EXTENSION_ID, URI, Extensions
from appliance.stage.net.studio import Studio
from appliance.stage.net.video_out import LIMITATIONS, MOST_ASKED, VideoOut
from hardware.camera import Picture
from hardware.camera_coding import SimulatedCodingCamera
from tests.support.stage_call import CallBench, call_bench, stage_view, until

WHOLE = Profile(1280, 720, 30)
INNER = (
    *("rtp_started", "rtp_exited", "mid", "rtp_header_extensions_map", "rtx_payload_type"),
    *("ntp_timestamp", "rtp_timestamp", "octet_count", "packet_count", "lsr", "lsr_time"),
)


def out(bench: CallBench) -> VideoOut:
    call = bench.switchboard._call
    assert call is not None
    return call._new.video_out


async def begun(bench: CallBench, frames: int = 5) -> VideoOut:
    bench.view = stage_view()
    await until(lambda: bench.doing is not None and bench.doing.proven, 15.0)
    await until(lambda: bench.far.frames >= frames, 15.0)
    return out(bench)


def test_the_pinned_library_still_has_the_names_that_are_replaced() -> None:
    assert aiortc.__version__ == "1.16.0"
    source = inspect.getsource(RTCRtpSender)
    for name in INNER:
        assert f"self.__{name}" in source
    assert "asyncio.ensure_future(self._run_rtp(parameters.codecs[0]))" in source
    assert "async def _handle_rtcp_packet(self, packet" in source
    assert "self.__rtp_exited.wait()" in source
    assert "recipient._handle_rtcp_packet(packet)" in inspect.getsource(
        aiortc.RTCDtlsTransport._handle_rtcp_data
    )


@pytest.mark.parametrize("codec", ["vp8", "h264"])
async def test_a_picture_arrives_and_is_counted_by_the_names_of_webrtc_stats(codec: Any) -> None:
    async with call_bench(codec) as bench:
        video = await begun(bench, 15)
        assert bench.far.size == (640, 360)
        numbers = video.numbers()
        assert numbers["framesSent"] >= 15
        assert numbers["keyFramesEncoded"] >= 1
        assert numbers["totalEncodeTime"] > 0
        assert (numbers["frameWidth"], numbers["frameHeight"]) == (640, 360)
        assert LEAST <= numbers["targetBitrate"] <= 1_500_000
        assert video.limitation == "none"
        await until(lambda: video.control.round_trip_s is not None, 5.0)
        ours = await bench.switchboard.numbers()
        assert "roundTripTime" in ours
        assert ours["outbound.qualityLimitationReason"] == LIMITATIONS.index("none")
        told = set(numbers) | {"qualityLimitationReason", "nackCount", "pliCount"}
        assert {f"outbound.{name}" for name in told} <= set(ours) & set(UNITS)
        assert sorted(set(ours) - set(UNITS)) == [], "birth names every number that is sent"


async def test_requests_for_key_frames_are_merged() -> None:
    async with call_bench() as bench:
        video = await begun(bench)
        before, seen = video.sent.keys, time.monotonic()
        pli = RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=video._sender._ssrc)
        while time.monotonic() - seen < 1.0:
            await video._hear(pli)
            await asyncio.sleep(0.005)
        passed = time.monotonic() - seen
        assert 1 <= video.sent.keys - before <= passed / 0.4 + 2
        assert video.sent.keys_asked >= 20


async def test_what_is_lost_is_sent_again_within_the_budget() -> None:
    async with call_bench() as bench:
        video = await begun(bench)
        await until(lambda: len(video._resend) >= 5)
        for _ in range(200):
            numbers = list(video._resend._sent)
            await video._hear(RtcpRtpfbPacket(1, 1, video._sender._ssrc, lost=numbers))
            await asyncio.sleep(0.002)
        assert video.sent.again >= 1
        assert video.sent.again_bps(time.monotonic()) < 0.2 * video.control.rate + 100_000
        assert video.sent.nacks == 200
        assert MOST_ASKED < 65_536


async def test_nothing_that_arrives_as_rtcp_breaks_the_sending() -> None:
    dice = random.Random(11)
    async with call_bench() as bench:
        video = await begun(bench)
        ssrc, transport = video._sender._ssrc, video._sender.transport
        for _ in range(600):
            kind, words = dice.choice((200, 201, 205, 206)), dice.randint(1, 12)
            body = bytearray(dice.randbytes(words * 4))
            for at in dice.sample(range(0, len(body), 4), min(2, words)):
                body[at : at + 4] = ssrc.to_bytes(4, "big")
            head = bytes((0x80 | dice.randint(0, 31), kind)) + words.to_bytes(2, "big")
            await transport._handle_rtcp_data(head + bytes(body))
        for _ in range(300):
            wild = [dice.choice((0, 1, 2**16, 2**31, 2**32 - 1)) for _ in range(4)]
            info = RtcpReceiverInfo(ssrc, dice.randrange(256), -(2**23), *wild)
            assert RtcpPacket.parse(bytes(RtcpRrPacket(1, [info])))
            await transport._handle_rtcp_data(bytes(RtcpRrPacket(1, [info])))
        assert LEAST <= video.control.rate <= 1_500_000
        seen = bench.far.frames
        await until(lambda: bench.far.frames > seen + 5, 10.0)


async def test_a_new_connection_goes_on_with_the_rate_of_the_last_one() -> None:
    async with call_bench() as bench:
        video = await begun(bench)
        video.control = RateControl(video.control.top, 650_000, time.monotonic())
        video.control.remb(300_000, time.monotonic())
        await bench.far.hang_up()
        await until(lambda: out(bench) is not video, 10.0)
        assert out(bench).settled == 300_000


async def test_the_first_packet_of_each_picture_says_how_long_it_may_be_held() -> None:
    async with call_bench() as bench:
        video = await begun(bench)
        assert f"a=extmap:{EXTENSION_ID} {URI}" in bench.far.sdp[0]
        told: list[tuple[int, int] | None] = []
        pack = video._extensions.set

        def keep(values: HeaderExtensions) -> tuple[int, bytes]:
            told.append(video._extensions.hold)
            profile, packed = pack(values)
            there = dict(unpack_header_extensions(profile, packed))
            assert (EXTENSION_ID in there) == (told[-1] is not None)
            return profile, packed

        vars(video._extensions)["set"] = keep
        await until(lambda: AS_IT_LIKES in told, 10.0)
        video._haste.on = True
        vars(video._haste)["judge"] = lambda *_, **__: None
        await until(lambda: AT_ONCE in told, 10.0)


def test_how_long_a_picture_may_be_held_is_packed_only_where_it_was_agreed() -> None:
    extensions, values = Extensions(), HeaderExtensions(mid="1")
    plain = extensions.set(values)
    extensions.hold = (5, 1000)
    assert extensions.set(values) == plain
    agreed = [RTCRtpHeaderExtensionParameters(id=7, uri=URI)]
    extensions.configure(RTCRtpParameters(headerExtensions=agreed))
    assert unpack_header_extensions(*extensions.set(values)) == [(7, b"\x00\x53\xe8")]
    extensions.hold = None
    assert extensions.set(values) == plain


async def test_a_resting_connection_takes_nothing_and_begins_with_a_key_frame() -> None:
    async with call_bench() as bench:
        video = await begun(bench)
        video.resting = True
        await asyncio.sleep(0.1)
        sent, keys = video.sent.pictures, video.sent.keys
        await asyncio.sleep(0.3)
        assert video.sent.pictures == sent
        video.resting = False
        await until(lambda: video.sent.keys > keys, 5.0)


class Watcher:
    """A receiver without any network."""

    def __init__(self, rate: int) -> None:
        self.codec: Any = "vp8"
        self.resting = self.stale = self.key_wanted = False
        self.rate = rate
        self.got: list[tuple[int, bool, int]] = []

    def take(self, coded: Any, stream: Source) -> None:
        self.got.append((id(stream), coded.key, coded.size[1]))


def still(number: int) -> Picture:
    i420 = np.full((1080, 1280), 100, dtype=np.uint8)
    i420[:720, number * 9 % 1200 :][:, :50] = 200
    return Picture(i420, time.monotonic())


async def shoot(studio: Studio, until_: Any) -> None:
    deadline = time.monotonic() + 15
    number = 0
    while not until_():
        assert time.monotonic() < deadline, "did not happen in time"
        number += 1
        studio.send(still(number))
        await asyncio.sleep(0.03)


async def test_one_encoder_serves_all_who_are_alike_and_a_second_one_the_slow() -> None:
    studio = Studio(asyncio.get_running_loop(), WHOLE)
    fast, same, slow = Watcher(1_400_000), Watcher(1_200_000), Watcher(150_000)
    leave = [studio.join(one) for one in (fast, same, slow)]
    await shoot(studio, lambda: len(slow.got) > 5 and len(fast.got) > 5)
    assert len(studio._layers) == 2
    assert {one[0] for one in fast.got} == {one[0] for one in same.got}
    assert {one[0] for one in fast.got}.isdisjoint({one[0] for one in slow.got})
    assert {one[2] for one in fast.got} == {720}
    assert {one[2] for one in slow.got} == {270}
    assert fast.got[0][1]
    assert slow.got[0][1]
    slow.rate = 1_300_000
    high = fast.got[-1][0]
    await shoot(
        studio,
        lambda: (
            slow.got[-1][0] == high and any(stream == high and key for stream, key, _ in slow.got)
        ),
    )
    for end in leave:
        end()
    assert studio._layers == {}
    seen = len(fast.got)
    studio.send(still(0))
    await asyncio.sleep(0.1)
    assert len(fast.got) == seen


async def test_nothing_new_is_coded_while_too_much_waits() -> None:
    studio = Studio(asyncio.get_running_loop(), WHOLE)
    one = Watcher(500_000)
    studio.join(one)
    await shoot(studio, lambda: len(one.got) > 2)
    one.stale = True
    await asyncio.sleep(0.2)
    seen = len(one.got)
    for number in range(5):
        studio.send(still(number))
        await asyncio.sleep(0.02)
    assert len(one.got) == seen
    one.stale = False
    await shoot(studio, lambda: len(one.got) > seen)


async def test_a_fault_of_the_encoder_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(asyncio.get_running_loop(), WHOLE)
    one = Watcher(500_000)
    studio.join(one)
    await shoot(studio, lambda: bool(one.got))
    (layer,) = studio._layers.values()
    broken = layer.stream
    monkeypatch.setattr(broken, "code", lambda *_: 1 / 0)
    await shoot(studio, lambda: layer.stream is not broken)
    seen = len(one.got)
    await shoot(studio, lambda: len(one.got) > seen)


async def test_what_the_camera_coded_itself_goes_out_as_it_is(tmp_path: Path) -> None:
    """A real camera's own H264 reaches a real receiver; a narrow way gets ours, small, instead."""
    camera = SimulatedCodingCamera(tmp_path)
    camera.open(640, 360, 30)
    ended = threading.Event()

    def film(studio: Studio) -> None:
        while not ended.is_set():
            if (picture := camera.read()) is not None:
                studio.send(picture)

    async with call_bench("h264") as bench:
        bench.camera_runs = False
        filming = asyncio.create_task(asyncio.to_thread(film, bench.camera))
        try:
            bench.view = stage_view()
            await until(lambda: bench.far.frames >= 3, 15.0)
            video = out(bench)
            video.control.remb(3_000_000, time.monotonic())
            video.control._estimate = 3_000_000
            await until(lambda: isinstance(video._stream, Passing), 15.0)
            coded = sum(one.stream.spent.pictures for one in bench.camera._layers.values())
            seen = bench.far.frames
            await until(lambda: bench.far.frames > seen + 10, 15.0)
            assert coded == sum(one.stream.spent.pictures for one in bench.camera._layers.values())
            video.control.remb(200_000, time.monotonic())
            await until(lambda: isinstance(video._stream, Stream), 15.0)
            seen = bench.far.frames
            await until(lambda: bench.far.frames > seen + 5, 15.0)
        finally:
            ended.set()
            await filming
            camera.shut()
