"""Calls through a real coturn: UDP, TCP and TLS, rights that end, servers that are dead."""

import asyncio
import logging
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from aioice import Connection

from appliance.stage.net import servers
from appliance.stage.net.servers import ANY_WAY, LateCandidates, Route
from tests.support.central_house import free_port
from tests.support.coturn import SECRET, Coturn, coturn
from tests.support.stage_call import CallBench, call_bench, stage_view, until
from wire.signaling import IceServer

pytestmark = pytest.mark.skipif(
    shutil.which("turnserver") is None, reason="coturn is not installed"
)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    with coturn(tmp_path_factory.mktemp("coturn")) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_dead", {})


async def asked(*given: IceServer, route: Route = ANY_WAY) -> tuple[list[Any], float]:
    """What a connection is told by these servers, and after how long."""
    connection = Connection(ice_controlling=True)
    told: list[Any] = []
    late = LateCandidates(connection, given, route)
    await connection.gather_candidates()
    begun = time.monotonic()
    await late.gather(told.append)
    took = time.monotonic() - begun
    await connection.close()
    return told, took


def codes(caplog: pytest.LogCaptureFixture) -> list[str]:
    facts = [getattr(one, "facts", {}) for one in caplog.records if one.msg == "call.relay"]
    return [one["code"] for one in facts]


def pair_of(bench: CallBench) -> Any:
    call = bench.switchboard._call
    assert call is not None
    transport = call._new.connection.getTransceivers()[0].receiver.transport.transport
    return transport._connection._nominated[1]


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_a_unit_that_may_only_use_a_relay_talks_through_it(relay: Coturn, way: str) -> None:
    before = relay.carried()
    async with call_bench(route=Route(relay_only=True, relay_ca=relay.ca)) as bench:
        bench.view = stage_view(ice_servers=(relay.server(way),))
        await until(lambda: bench.doing is not None and bench.doing.proven, 20.0)
        lines = bench.far.sdp[0].splitlines()
        told = [one for one in lines if one.startswith("a=candidate")]
        assert told
        assert all("typ relay raddr 0.0.0.0" in one for one in told), "its own address is told"
        assert not bench.far.candidates
        assert pair_of(bench).local_candidate.type == "relay"
        frames = bench.far.frames
        await until(lambda: bench.far.frames > frames + 10, 10.0)
    await until(lambda: relay.carried() > before + 50_000, 10.0)


@pytest.mark.parametrize(
    "right", [{"lasts_s": -600.0}, {"secret": SECRET + "x"}], ids=["expired", "forged"]
)
async def test_a_right_that_does_not_count_is_refused_and_told(
    relay: Coturn, right: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    told, _ = await asked(relay.server("udp", **right))
    assert told == []
    assert codes(caplog) == ["refused"]


async def test_a_relay_that_nobody_vouches_for_is_not_used(
    relay: Coturn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    assert (await asked(relay.server("tls")))[0] == []
    assert codes(caplog) == ["untrusted"]
    told, _ = await asked(relay.server("tls"), route=Route(relay_ca=relay.ca))
    assert [one.type for one in told] == ["relay"]


async def test_a5_a_dead_relay_is_passed_over_at_once_and_asked_last_next_time(
    relay: Coturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "PATIENCE_S", 1.0)
    dead = IceServer(urls=(f"turn:192.0.2.200:{free_port()}",), username="u", credential="c")
    told: list[float] = []
    connection = Connection(ice_controlling=True)
    await connection.gather_candidates()
    late = LateCandidates(connection, (dead, relay.server("udp")), Route())
    begun = time.monotonic()
    gathering = asyncio.create_task(late.gather(lambda _: told.append(time.monotonic() - begun)))
    await until(lambda: bool(told))
    assert told[0] < 0.9, "not what the dead one's patience costs"
    await gathering
    await connection.close()
    assert len(servers._dead) == 1
    again, took = await asked(dead, relay.server("udp"))
    assert len(again) == 1
    assert took < 0.9, "the dead one was not even asked"


async def test_one_relay_is_enough(relay: Coturn) -> None:
    told, _ = await asked(relay.server("udp", "tcp"))
    assert [one.type for one in told] == ["relay"]


async def test_without_any_relay_a_relay_only_unit_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    told, _ = await asked(route=Route(relay_only=True))
    assert told == []
    assert "call.no-relay" in [one.getMessage() for one in caplog.records]
