"""R63: what goes between the parties is encrypted; who offers no key is talked with by nobody."""

import re
from typing import Any

import pytest
from aiortc.rtcdtlstransport import RTCDtlsTransport

from appliance.stage.net.descriptions import RefusedError, clean_answer
from appliance.stage.net.patience import Patience
from tests.support.stage_call import call_bench, stage_view, until

DTLS, SRTP = range(20, 64), range(128, 192)
"""The first byte of each kind of datagram (RFC 7983)."""
TAG = 10
"""Bytes that authenticate a packet at the least (RFC 3711)."""


def without_key(sdp: str) -> str:
    """A description as somebody writes it who wants plain RTP."""
    sdp = re.sub(r"a=(fingerprint|setup):.*\r\n", "", sdp)
    return sdp.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP")


async def test_r63_every_packet_of_a_call_is_a_check_a_handshake_or_sealed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What both ends send, as their sockets see it, beside what they wanted to say."""
    plain: list[bytes] = []
    sent: list[bytes] = []
    watched: list[Any] = []
    seal = RTCDtlsTransport._send_rtp

    async def said(transport: Any, data: bytes) -> None:
        plain.append(data)
        if transport not in watched:
            watched.append(transport)
            send = transport.transport._send

            async def on_the_wire(packet: bytes) -> None:
                sent.append(packet)
                await send(packet)

            transport.transport._send = on_the_wire
        await seal(transport, data)

    monkeypatch.setattr(RTCDtlsTransport, "_send_rtp", said)
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        await until(lambda: len(sent) > 200 and len(watched) == 2)
    assert {packet[0] in SRTP or packet[0] in DTLS for packet in sent} == {True}
    sealed = [packet for packet in sent if packet[0] in SRTP]
    said_of = {packet[:12]: packet for packet in plain if len(packet) > 40}
    known = [(packet, said_of[packet[:12]]) for packet in sealed if packet[:12] in said_of]
    assert len(known) > 100, "the packets of speech and picture were not found"
    for packet, wanted in known:
        assert len(packet) >= len(wanted) + TAG
        assert wanted[-16:] not in packet


async def test_r63_an_answer_without_a_key_is_refused_and_nothing_is_sent() -> None:
    async with call_bench(patience=Patience(answer_s=1.0)) as bench:
        bench.far.change_answer = without_key
        bench.view = stage_view()
        await until(lambda: len(bench.far.offers) > 0 and bench.far.pc is not None)
        (first, *_) = bench.far.sdp
        assert "a=fingerprint:sha-256 " in first
        assert "a=crypto:" not in first
        assert re.findall(r"m=\w+ \d+ (\S+)", first) == ["UDP/TLS/RTP/SAVPF"] * 2
        await until(lambda: len(bench.far.offers) > 1, 30.0)
        assert (bench.shown, bench.far.frames, bench.doing.proven) == ([], 0, False)
        with pytest.raises(RefusedError, match="sdp-no-fingerprint"):
            clean_answer(without_key(first))
