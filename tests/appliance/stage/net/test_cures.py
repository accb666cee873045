"""Each trap of the library that fails silently, by its number, and that it does not catch us."""

import asyncio
import contextlib
import logging
import socket
import time
from typing import Any

import pytest
from aiortc import RTCRtpSender

from appliance.core.words import Link
from appliance.stage.media.video_in.feedback import URI
from appliance.stage.net import servers
from appliance.stage.net.arrivals import Ends
from appliance.stage.net.bitrate import EXTENSION_ID
from appliance.stage.net.descriptions import (
    RefusedError,
    clean_answer,
    dress_offer,
    takes_red,
    usable,
)
from appliance.stage.net.offered import preferred
from appliance.stage.net.patience import Patience
from appliance.stage.net.peer import Peer
from appliance.stage.voices import Voices
from tests.support.stage_call import CallBench, call_bench, stage_view, until
from wire.signaling import SDP_LIMIT, Candidate, Description, IceServer


async def first_offer(bench: CallBench, **view: Any) -> str:
    bench.far.deaf = True
    bench.view = stage_view(**view)
    await until(lambda: len(bench.far.offers) == 1)
    return bench.far.sdp[0]


def newest(bench: CallBench) -> Peer:
    call = bench.switchboard._call
    assert call is not None
    return call._new


async def test_a1_one_transport_for_all_and_sound_first() -> None:
    async with call_bench() as bench:
        lines = (await first_offer(bench)).splitlines()
    assert [one.split()[0] for one in lines if one.startswith("m=")] == ["m=audio", "m=video"]
    assert "a=group:BUNDLE 0 1" in lines
    assert len({one for one in lines if one.startswith("a=ice-ufrag:")}) == 1
    assert any(one.startswith("a=candidate:") for one in lines)


@pytest.mark.parametrize(("codec", "name"), [("vp8", "VP8/90000"), ("h264", "H264/90000")])
async def test_a2_one_video_codec_and_one_h264_profile_are_offered(codec: Any, name: str) -> None:
    async with call_bench(codec) as bench:
        sdp = await first_offer(bench)
    video = sdp[sdp.index("m=video") :]
    names = [one.split()[1] for one in video.splitlines() if one.startswith("a=rtpmap:")]
    assert names == [name, "rtx/90000"]
    assert "42001f" not in sdp
    assert ("profile-level-id=42e01f" in sdp) == (codec == "h264")
    sound = sdp[: sdp.index("m=video")]
    assert [one.split()[1] for one in sound.splitlines() if "rtpmap" in one] == [
        "opus/48000/2",
        "red/48000/2",
    ]


async def test_a2_h264_without_a_first_picture_falls_back_to_vp8() -> None:
    patience = Patience(first_picture_s=0.5, retry_s=0.3)
    async with call_bench("h264", patience=patience) as bench:
        bench.far.media = False
        bench.view = stage_view()
        await until(lambda: len(bench.far.offers) == 2)
        first, second = bench.far.sdp[:2]
        assert "H264/90000" in first
        assert "VP8/90000" in second
        assert "H264" not in second


async def test_a3_the_offer_names_a_start_bitrate_and_a_remb_goes_out_at_once() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bool(bench.far.offers))
        assert "x-google-start-bitrate=1500" in bench.far.sdp[0]
        assert "useinbandfec=1" in bench.far.sdp[0]
        assert f"a=extmap:{EXTENSION_ID} {URI}" in bench.far.sdp[0]
        await until(lambda: bench.far.pc is not None and bench.far.frames > 0)
        assert bench.far.pc is not None
        encoder = vars(bench.far.pc.getSenders()[1])["_RTCRtpSender__encoder"]
        took = await until(lambda: encoder.target_bitrate >= 1_400_000)
        assert took < 1.5


async def test_a4_no_server_is_asked_that_was_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(socket, "gethostbyname", asked.append)
    async with call_bench() as bench:
        await first_offer(bench)
        peer = newest(bench)
        connection = peer.connection.getTransceivers()[0].receiver.transport.transport._connection
        assert connection.stun_server is None
        assert connection.turn_server is None
    assert asked == []


async def test_a5_a_dead_server_costs_no_time() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as dead:
        dead.bind(("127.0.0.1", 0))
        port = dead.getsockname()[1]
        gone = (
            IceServer(urls=(f"stun:127.0.0.1:{port}",)),
            IceServer(urls=(f"turn:127.0.0.1:{port}",), username="u", credential="c"),
            IceServer(urls=("nonsense",)),
        )
        async with call_bench() as bench:
            begun = time.monotonic()
            bench.view = stage_view(ice_servers=gone)
            await until(lambda: bench.doing is not None and bench.doing.proven, 2.0)
            assert time.monotonic() - begun < 1.5


async def test_a5_what_a_server_says_is_told_afterwards() -> None:
    from aioice import stun

    class Server(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: Any) -> None:
            request = stun.parse_message(data)
            answer = stun.Message(
                message_method=stun.Method.BINDING,
                message_class=stun.Class.RESPONSE,
                transaction_id=request.transaction_id,
            )
            answer.attributes["XOR-MAPPED-ADDRESS"] = ("203.0.113.7", 40_000)
            self.transport.sendto(bytes(answer), addr)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Server, local_addr=("0.0.0.0", 0))
    port = transport.get_extra_info("sockname")[1]
    async with call_bench() as bench:
        await first_offer(bench, ice_servers=(IceServer(urls=(f"stun:127.0.0.1:{port}",)),))
        await until(lambda: bool(bench.far.candidates), 2.0)
    transport.close()
    assert " 203.0.113.7 40000 typ srflx" in bench.far.candidates[0].candidate
    assert bench.far.candidates[0].sdp_mid == "0"


async def test_a6_silence_is_noticed_in_two_seconds_not_in_thirty() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        bench.far.cut()
        bench.far.deaf = True
        assert await until(lambda: bench.doing.link is Link.SILENT, 3.0) < 2.6


def mutations(sdp: str) -> list[str]:
    """What a hostile or broken end may answer."""
    lines = sdp.splitlines()
    without = ["\r\n".join(lines[:i] + lines[i + 1 :]) + "\r\n" for i in range(len(lines))]
    halves = [sdp[: len(sdp) * i // 7] for i in range(1, 7)]
    words = [
        "\r\n".join([*lines[:i], one.split(" ")[0], *lines[i + 1 :]]) for i, one in enumerate(lines)
    ]
    odd = [
        sdp + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n",
        sdp.replace("opus", "nothing"),
        sdp.replace("VP8", "AV1"),
        sdp.replace("a=setup:active", "a=setup:actpass"),
        sdp.replace("a=mid:0", "a=mid:9"),
        sdp.replace("m=audio", "m=video"),
        sdp.replace("a=rtcp-mux\r\n", ""),
        sdp.replace("a=candidate:", "a=candidate:x "),
        "v=0\r\n",
        "\x00\ud7ff" * 10,
        "m=audio\r\nm=video\r\na=fingerprint:\r\n",
    ]
    return without + halves + words + odd


async def test_a7_no_answer_of_the_other_end_raises_anything_but_refused() -> None:
    faults: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    answers: list[str] = []

    def keep(sdp: str) -> str:
        answers.append(sdp)
        return sdp

    async with call_bench() as bench:
        bench.far.change_answer = keep
        bench.view = stage_view()
        await until(lambda: bool(answers))
        ends = bench.switchboard._ends
    peers = []
    for sdp in mutations(answers[0])[::3]:
        peer = Peer(1, (), "vp8", Ends(ends.camera, ends.microphone, print, Voices().add))
        peers.append(peer)
        await peer.offer(lambda _: None)
        if not 0 < len(sdp) <= SDP_LIMIT:
            continue
        with contextlib.suppress(RefusedError):
            await peer.take(Description.model_construct(type="answer", sdp=sdp))
            continue
        assert peer.failed or peer.answered_at is None
    await asyncio.gather(*(peer.close() for peer in peers))
    assert all("exception" in one for one in faults)


@pytest.mark.parametrize(
    ("sdp", "code"),
    [
        ("x" * (SDP_LIMIT + 1), "sdp-too-large"),
        ("a\r\n" * 1001, "sdp-too-long"),
        ("v=0\r\nm=audio 9\r\nm=video 9\r\nm=application 9\r\n", "sdp-foreign-media"),
        ("v=0\r\nm=video 9\r\nm=audio 9\r\n", "sdp-foreign-media"),
        ("v=0\r\nm=audio 9\r\nm=video 9\r\n", "sdp-no-fingerprint"),
    ],
)
def test_a7_an_answer_with_more_than_our_media_is_refused(sdp: str, code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        clean_answer(sdp)


def test_a7_candidates_are_bounded_and_usable() -> None:
    good = "a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host"
    sdp = "\r\n".join(
        [
            *("v=0", "m=audio 9 X", "a=fingerprint:sha-256 AA", *([good] * 60)),
            *("a=end-of-candidates", "m=video 9 X", good.replace("192.0.2.1", "a.local"), ""),
        ]
    )
    kept = clean_answer(sdp)
    assert kept.count("a=candidate:") == 40
    assert "end-of-candidates" not in kept
    assert ".local" not in kept
    assert usable("1 1 UDP 1 2001:db8::1 9 typ host")
    for bad in ("1 1 tcp 1 192.0.2.1 9 typ host", "1 1 udp 1 224.0.0.1 9 typ host", "", "1 1 udp"):
        assert not usable(bad)
    assert not usable("1 1 udp 1 192.0.2.1 99999 typ host")
    assert not usable("1 1 udp 1 0.0.0.0 9 typ host")


async def test_a7_trickled_nonsense_is_refused_or_ignored() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        peer = newest(bench)
        for text in ("", "candidate:", "\x00" * 40):
            await peer.take(Candidate(candidate=text))
        with pytest.raises(RefusedError, match="unreadable"):
            await peer.take(Candidate(candidate="candidate:1 1 udp x 192.0.2.1 5000 typ host"))
        more = [f"candidate:1 1 udp 1 192.0.2.9 {port} typ host" for port in range(5000, 5039)]
        for text in more:
            await peer.take(Candidate(candidate=text))
        with pytest.raises(RefusedError, match="too-many"):
            await peer.take(Candidate(candidate=more[0]))
        await asyncio.sleep(0.2)
        assert bench.doing.link is Link.LIVE


async def test_a11_an_answer_that_never_connects_is_given_up_in_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    async with call_bench(patience=Patience(connect_s=0.6, retry_s=0.3)) as bench:
        bench.far.change_answer = lambda sdp: "\r\n".join(
            one for one in sdp.splitlines() if not one.startswith("a=candidate:")
        ).replace("a=ice-pwd:", "a=ice-pwd:wrong")
        bench.view = stage_view()
        await until(lambda: len(bench.far.offers) >= 2, 3.0)
        bench.far.change_answer = lambda sdp: sdp
        await until(lambda: bench.doing.proven, 3.0)


def test_server_settings_leave_out_what_cannot_be_read() -> None:
    good = IceServer(urls=("turn:192.0.2.1:3478",), username="u", credential="c")
    bad = IceServer(urls=("turn:",))
    tls = IceServer(urls=("turns:192.0.2.2:443", "stuns:192.0.2.3", "turn:x?transport=sctp"))
    found = servers.read_servers((bad, good, tls))
    assert [(one.scheme, one.host, one.port, one.transport) for one in found] == [
        ("turn", "192.0.2.1", 3478, "udp"),
        ("turns", "192.0.2.2", 443, "tcp"),
    ]


def test_the_library_still_offers_what_we_choose_from() -> None:
    capabilities = RTCRtpSender.getCapabilities("video").codecs
    assert [one.mimeType for one in preferred("vp8")] == ["video/VP8", "video/rtx"]
    chosen = preferred("h264")
    assert sorted(one.mimeType for one in chosen) == ["video/H264", "video/rtx"]
    assert all(one in capabilities for one in chosen)


def test_a3_the_hints_stand_at_the_right_lines() -> None:
    sdp = "\r\n".join(
        [
            "m=audio 9 UDP/TLS/RTP/SAVPF 96",
            *("a=rtpmap:96 opus/48000/2", "a=rtpmap:97 VP8/90000", "a=rtpmap:98 rtx/90000"),
            *("a=fmtp:98 apt=97", "a=rtpmap:101 H264/90000", "a=fmtp:101 packetization-mode=1", ""),
        ]
    )
    lines = dress_offer(sdp).split("\r\n")
    assert "a=fmtp:97 x-google-start-bitrate=1500" in lines
    assert [one for one in lines if "transport-cc" in one] == [
        "a=rtcp-fb:97 transport-cc",
        "a=rtcp-fb:101 transport-cc",
    ]
    assert "a=fmtp:101 packetization-mode=1;x-google-start-bitrate=1500" in lines
    assert "a=fmtp:98 apt=97" in lines
    assert sum(one.startswith("a=fmtp:101") for one in lines) == 1
    assert lines[0] == "m=audio 9 UDP/TLS/RTP/SAVPF 96 63"
    assert lines[lines.index("a=rtpmap:63 red/48000/2") + 1] == "a=fmtp:63 96/96"


def test_speech_is_said_twice_only_to_who_took_it_as_it_was_offered() -> None:
    sound = "m=audio 9 UDP/TLS/RTP/SAVPF 96 63\r\na=rtpmap:96 opus/48000/2\r\n"
    red, video = "a=rtpmap:63 RED/48000/2\r\n", "m=video 9 UDP/TLS/RTP/SAVPF 97\r\n"
    assert takes_red(sound + red + video)
    assert not takes_red(sound + video)
    assert not takes_red(sound + video + red)
    assert not takes_red(sound + red.replace("63", "64") + video)
    assert not takes_red(sound + red.replace("RED", "redden") + video)
