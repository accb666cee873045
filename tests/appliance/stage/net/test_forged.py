"""Whoever finds the media ports without the keys changes nothing; hostile texts are refused."""

import asyncio
import random
import socket
from typing import Any

import pytest
from aioice import Connection, stun
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.words import Link
from appliance.stage.net.descriptions import MOST_CANDIDATES, RefusedError, clean_answer, usable
from appliance.stage.net.doorkeeper import MOST_WAITING, keep_the_door, passes
from tests.support.stage_call import call_bench, stage_view, until

CLOSE_NOTIFY = bytes.fromhex("15fefd0000000000000063000201 00".replace(" ", ""))


def check(key: bytes | None) -> bytes:
    """A binding request, signed with ``key`` or not at all."""
    made = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    made.attributes["USERNAME"] = "abcd:efgh"
    made.attributes["PRIORITY"] = 1
    made.attributes["ICE-CONTROLLED"] = 1
    if key is not None:
        made.add_message_integrity(key)
    return bytes(made)


def forged(draw: random.Random) -> bytes:
    """One datagram of the kinds that media ports get, without any key."""
    body = draw.randbytes(draw.randrange(1, 1200))
    return draw.choice(
        [
            check(None),
            check(b"guessed"),
            b"\x80\x60" + body,  # RTP
            b"\x80\xc8\x00\x06" + body,  # RTCP
            b"\x16\xfe\xfd" + body,  # DTLS handshake
            b"\x17\xfe\xfd" + body,  # DTLS data
            CLOSE_NOTIFY,
            body,
            body[:1],
            b"\x80",
            b"\x16",
            b"",
        ]
    )


async def test_forged_datagrams_do_not_disturb_a_call() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call: Any = bench.switchboard._call
        ice = call._new.connection.getTransceivers()[0].receiver.transport.transport._connection
        known = len(ice.remote_candidates)
        ports = [one.transport.get_extra_info("sockname")[:2] for one in ice._protocols]
        draw = random.Random(7)
        shown, frames = len(bench.shown), bench.far.frames
        for number in range(6000):
            host, port = ports[number % len(ports)]
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            if number % 100 == 0:
                attacker = socket.socket(family, socket.SOCK_DGRAM)
            if attacker.family == family:
                attacker.sendto(forged(draw), (host, port))
            if number % 100 == 99:
                attacker.close()
                await asyncio.sleep(0.02)
        await until(lambda: len(bench.shown) > shown + 5 and bench.far.frames > frames + 5)
        assert bench.doing.link is Link.LIVE
        assert bench.doing.generation == 1
        assert len(ice.remote_candidates) == known, "nobody unknown is answered with media"


@pytest.mark.parametrize(
    ("data", "goes_on"),
    [
        (b"", False),
        (b"\x16", False),
        (b"\x16\xfe\xfd" + bytes(10), True),
        (b"\x80" + bytes(11), True),
        (b"\x80" + bytes(10), False),
        (b"\x00" * 40, False),
        (b"\xff" * 40, False),
    ],
)
def test_only_what_may_be_a_packet_goes_on(data: bytes, goes_on: bool) -> None:
    assert passes(data) is goes_on


async def test_a_flood_before_there_is_a_path_is_not_kept() -> None:
    connection = Connection(ice_controlling=True)
    keep_the_door(connection)
    for _ in range(3 * MOST_WAITING):
        connection.data_received(b"\x80" + bytes(40), 1)
    assert connection._queue.qsize() == MOST_WAITING
    await connection.close()


async def test_s8_forged_datagrams_do_not_keep_a_silent_call_alive() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call: Any = bench.switchboard._call
        ice = call._new.connection.getTransceivers()[0].receiver.transport.transport._connection
        at = next(one for one in ice._protocols if ":" not in one.local_candidate.host)
        bench.far.cut()
        bench.far.deaf = True
        draw = random.Random(8)

        def silent() -> bool:
            attacker.sendto(forged(draw), at.transport.get_extra_info("sockname")[:2])
            return bench.doing.link is Link.SILENT

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attacker:
            await until(silent, 4.0)


LINES = st.sampled_from(
    [
        *("v=0", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=video 9 UDP/TLS/RTP/SAVPF 96"),
        *("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=fingerprint:sha-256 AA", "m="),
        *("a=candidate:1 1 udp 1 192.0.2.1 9 typ host", "a=end-of-candidates", "a=candidate:"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES | st.text(max_size=60), max_size=80))
def test_a7_any_text_is_either_our_two_media_or_refused(lines: list[str]) -> None:
    try:
        kept = clean_answer("\r\n".join(lines)).splitlines()
    except RefusedError:
        return
    media = [one.split()[0] for one in kept if one.startswith("m=")]
    assert media == ["m=audio", "m=video"]
    candidates = [one for one in kept if one.startswith("a=candidate:")]
    assert len(candidates) <= MOST_CANDIDATES
    assert all(usable(one.removeprefix("a=candidate:")) for one in candidates)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120) | st.lists(st.text(max_size=12), max_size=12).map(" ".join))
def test_a7_no_candidate_raises(text: str) -> None:
    assert usable(text) in (True, False)
