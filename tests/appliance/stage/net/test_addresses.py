"""A call finds its way on a machine without any network."""

import asyncio
import os
import subprocess
import sys

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


async def test_s8_a_call_whose_address_is_gone_is_renewed_at_once() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        own = frozenset(addresses.host_addresses(use_ipv4=True, use_ipv6=True))
        bench.switchboard.moved(own | {"198.51.100.1"})
        await asyncio.sleep(0.2)
        assert bench.doing.generation == 1, "one more changes nothing"
        bench.switchboard.moved(frozenset({"198.51.100.1"}))
        await until(lambda: bench.doing.generation == 2, 1.0)
        assert bench.doing.link is Link.LIVE, "nobody waited for silence"
        await until(lambda: bench.doing.proven)
        assert bench.doing.generation == 2, "the old one was not taken back"


WATCH = """
import asyncio, subprocess
from appliance.stage.net.addresses import AddressWatch

def ip(*words):
    subprocess.run(("ip", *words), check=True)

async def main():
    told = asyncio.Queue()
    ip("link", "set", "lo", "up")
    watch = AddressWatch(told.put_nowait)
    ip("address", "add", "10.9.0.1/24", "dev", "lo")
    print(sorted(await asyncio.wait_for(told.get(), 5)))
    ip("address", "add", "10.9.0.2/24", "dev", "lo")
    ip("address", "del", "10.9.0.1/24", "dev", "lo")
    while "10.9.0.1" in (now := await asyncio.wait_for(told.get(), 5)):
        pass
    print(sorted(now))
    watch.close()

asyncio.run(main())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="a network of one's own needs root")
def test_s8_an_address_that_comes_or_goes_is_told_at_once() -> None:
    command = ("unshare", "--net", sys.executable, "-c", WATCH)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=30, text=True)
    first, last = done.stdout.splitlines()
    assert "10.9.0.1" in first
    assert "10.9.0.1" not in last
