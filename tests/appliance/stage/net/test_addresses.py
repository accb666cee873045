"""A call finds its way on a machine without any network."""

import aioice.ice
import pytest

from appliance.core.words import Link
from appliance.stage.net import addresses
from tests.support.stage_call import call_bench, stage_view, until


def test_loopback_is_taken_only_when_there_is_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses.register()
    assert aioice.ice.get_host_addresses is addresses.host_addresses
    monkeypatch.setattr(addresses, "_found", lambda *_: ["192.0.2.9"])
    assert addresses.host_addresses(use_ipv4=True, use_ipv6=True) == ["192.0.2.9"]
    monkeypatch.setattr(addresses, "_found", lambda *_: [])
    assert addresses.host_addresses(use_ipv4=True, use_ipv6=True) == ["127.0.0.1"]


async def test_a_call_without_any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_found", lambda *_: [])
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        assert bench.doing.link is Link.LIVE
        assert " 127.0.0.1 " in bench.far.sdp[0]
