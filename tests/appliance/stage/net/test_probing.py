"""Servers are asked before the visit: who is dead is known when a call begins (A5)."""

import asyncio
import logging
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from aioice import stun

from appliance.stage.net import probing, servers
from appliance.stage.net.probing import Probing, answers, lives, request_to
from appliance.stage.net.servers import ANY_WAY, Route, read_servers
from tests.appliance.stage.net.test_relays import asked
from tests.support.central_house import free_port
from tests.support.coturn import Coturn, coturn
from tests.support.stage_call import until
from wire.signaling import IceServer

needs_coturn = pytest.mark.skipif(
    shutil.which("turnserver") is None, reason="coturn is not installed"
)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    with coturn(tmp_path_factory.mktemp("coturn")) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_dead", {})


@pytest.fixture
def silent() -> Iterator[IceServer]:
    """A port where somebody takes everything and says nothing."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as deaf:
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        yield IceServer(urls=(f"turn:127.0.0.1:{port}",), username="u", credential="c")


@needs_coturn
@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_a5_a_relay_answers_without_any_right(relay: Coturn, way: str) -> None:
    (server,) = read_servers((IceServer(urls=(relay.url(way),)),))
    assert await lives(server, Route(relay_ca=relay.ca))


@needs_coturn
async def test_a5_a_stun_server_answers_and_a_stranger_s_certificate_does_not_count(
    relay: Coturn,
) -> None:
    (server,) = read_servers((IceServer(urls=(f"stun:{relay.host}:{relay.port}",)),))
    assert await lives(server, ANY_WAY)
    (server,) = read_servers((IceServer(urls=(relay.url("tls"),)),))
    assert not await lives(server, ANY_WAY)


@pytest.mark.parametrize("way", ["udp", "tcp"])
async def test_a5_nobody_there_is_told_and_raises_nothing(way: str) -> None:
    (server,) = read_servers((IceServer(urls=(f"turn:127.0.0.1:{free_port()}?transport={way}",)),))
    assert not await lives(server, ANY_WAY)


@pytest.mark.parametrize("way", ["udp", "tcp"])
async def test_a5_a_name_that_is_none_is_nobody(way: str, silent: IceServer) -> None:
    url = f"turn:{'x' * 64}.example?transport={way}"
    nameless = IceServer(urls=(url,), username="u", credential="c")
    (server,) = read_servers((nameless,))
    assert not await lives(server, ANY_WAY)
    assert (await asked(nameless))[0] == []
    assert url in servers._dead


@needs_coturn
async def test_a5_a_dead_relay_is_known_before_the_call_and_costs_it_nothing(
    relay: Coturn, silent: IceServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    probe, both = Probing(ANY_WAY), (silent, relay.server("udp"))
    probe.follow(both, time.monotonic())
    await until(lambda: bool(servers._dead))
    told, took = await asked(*both)
    assert [one.type for one in told] == ["relay"]
    assert took < servers.PATIENCE_S, "the dead one was not waited for"
    facts = [vars(one)["facts"] for one in caplog.records if one.msg == "call.servers"]
    assert facts == [{"known": 2, "silent": 1}]
    assert "call.relay" not in [one.msg for one in caplog.records], "it was not even asked"
    await probe.close()


async def test_a_server_that_answers_again_is_asked_in_its_turn(
    monkeypatch: pytest.MonkeyPatch, silent: IceServer
) -> None:
    monkeypatch.setattr(probing, "ANSWER_S", 0.2)
    probe, now = Probing(ANY_WAY), time.monotonic()
    probe.follow((silent,), now)
    await until(lambda: bool(servers._dead))
    deaf = int(silent.urls[0].rsplit(":", 1)[1])
    probe.follow((), now + 1)

    async def answered(server: servers.Server, _: Route) -> bool:
        return server.port == deaf

    monkeypatch.setattr(probing, "lives", answered)
    probe.follow((silent,), now + 2)
    await until(lambda: not servers._dead)
    await probe.close()


async def test_servers_are_asked_once_a_minute_while_a_visit_is_near(
    monkeypatch: pytest.MonkeyPatch, silent: IceServer
) -> None:
    looked = 0

    async def count(_server: servers.Server, _: Route) -> bool:
        nonlocal looked
        looked += 1
        return True

    monkeypatch.setattr(probing, "lives", count)
    probe = Probing(ANY_WAY)
    for second in (0, 1, 30, 59, 60, 61):
        probe.follow((silent,), 1000.0 + second)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert looked == 2
    probe.follow((), 1062.0)
    await probe.close()


@pytest.mark.parametrize("said", [b"", b"x", b"\x01\x13\x00\x00" + b"\xff" * 16, bytes(20)])
def test_what_is_no_answer_counts_for_nothing(said: bytes) -> None:
    (server,) = read_servers((IceServer(urls=("turn:192.0.2.1",)),))
    request = request_to(server)
    assert not answers(request, said)
    other = stun.Message(stun.Method.ALLOCATE, stun.Class.ERROR)
    assert not answers(request, bytes(other)), "an answer to another request"
    assert not answers(request, bytes(request)), "what comes back as it was sent"
