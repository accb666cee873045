"""The bad network of the tests is as bad as it says, and a real call goes through it."""

import asyncio
import itertools
import shutil
import socket

import pytest

from appliance.core.words import Link
from tests.appliance.stage.net.test_chromium import page_at_the_other_end
from tests.support.impaired import SIDES, Impaired, impaired
from tests.support.stage_call import call_bench, stage_view, until
from tests.support.trouble import HEADERS, OneWay, Trouble
from wire.signaling import Candidate

CANDIDATE = "candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host"


def lost_of(trouble: Trouble, count: int = 20_000, seed: int = 1) -> list[bool]:
    """Whether each of ``count`` datagrams, 10 ms apart, was lost."""
    way = OneWay(trouble, seed)
    return [not way.pass_on(number * 0.01, 1000) for number in range(count)]


def test_loss_is_as_said_and_the_same_for_the_same_seed() -> None:
    lost = lost_of(Trouble(loss=0.05))
    assert 0.045 < sum(lost) / len(lost) < 0.055
    assert lost == lost_of(Trouble(loss=0.05))
    assert lost != lost_of(Trouble(loss=0.05), seed=2)


def test_bursts_are_as_long_as_said() -> None:
    lost = lost_of(Trouble(burst=0.01, burst_length=8), 100_000)
    begins = sum(now and not before for before, now in itertools.pairwise(lost))
    assert 7 < sum(lost) / begins < 9
    assert 0.06 < sum(lost) / len(lost) < 0.09


@pytest.mark.parametrize("reorder", [False, True])
def test_jitter_changes_the_order_only_where_it_may(reorder: bool) -> None:
    way = OneWay(Trouble(delay_s=0.05, jitter_s=0.03, reorder=reorder), 1)
    sent = [number * 0.01 for number in range(1000)]
    out = [way.pass_on(now, 100)[0] for now in sent]
    assert (out != sorted(out)) is reorder
    assert all(0.05 <= then - now <= 0.08 for now, then in zip(sent, out, strict=True))


def test_a_cap_holds_and_its_queue_is_bounded() -> None:
    way = OneWay(Trouble(cap_bit_s=80_000, queue_s=0.5), 1)
    size = 1000 - HEADERS  # 0.1 s each
    out = [way.pass_on(0.0, size) for _ in range(20)]
    went = [one[0] for one in out if one]
    assert went == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert way.counts["queue_full"] == 14
    assert way.pass_on(0.6, size) == pytest.approx((0.7,))


def test_duplicates_and_a_cut() -> None:
    way = OneWay(Trouble(duplicate=1.0), 1)
    assert way.pass_on(1.0, 100) == (1.0, 1.0)
    way.cut = True
    assert way.pass_on(2.0, 100) == ()
    assert way.counts == {"came": 2, "went": 2, "bytes": 200, "duplicated": 1, "cut": 1}


def open_end(network: Impaired, side: str) -> tuple[socket.socket, tuple[str, int]]:
    """A socket of this side, and the address that the other side is told."""
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.bind(("127.0.0.1", 0))
    end.settimeout(5.0)
    told = Candidate(candidate=CANDIDATE.format(port=end.getsockname()[1]))
    body = network.rewrite(side, told)  # type: ignore[arg-type]
    assert isinstance(body, Candidate)
    host, port = body.candidate.split()[4:6]
    return end, (host, int(port))


def test_neither_end_sees_the_other_ends_own_address() -> None:
    with impaired() as network:
        unit, unit_gate = open_end(network, "unit")
        page, page_gate = open_end(network, "page")
        with unit, page:
            unit.sendto(b"to the page", page_gate)
            assert page.recvfrom(100) == (b"to the page", unit_gate)
            page.sendto(b"to the unit", unit_gate)
            assert unit.recvfrom(100) == (b"to the unit", page_gate)
            network.cut("page")
            unit.sendto(b"into nothing", page_gate)
            network.mend()
            unit.sendto(b"again", page_gate)
            assert page.recvfrom(100)[0] == b"again"
        assert network.counts("page")["cut"] == 1


def test_what_cannot_be_relayed_is_not_told() -> None:
    with impaired() as network:
        tcp = CANDIDATE.format(port=9).replace("udp", "tcp")
        name = CANDIDATE.format(port=9).replace("127.0.0.1", "1f2a.local")
        assert network.rewrite("page", Candidate(candidate=tcp)) is None
        assert network.rewrite("page", Candidate(candidate=name)) is None
        assert network.rewrite("page", Candidate(candidate="")) == Candidate(candidate="")


async def test_a_call_with_an_aiortc_peer_goes_through_it() -> None:
    with impaired(to_unit=Trouble(delay_s=0.03), to_page=Trouble(loss=0.02)) as network:
        async with call_bench() as bench:
            network.join(bench)
            bench.view = stage_view()
            await until(lambda: bench.doing is not None and bench.doing.proven, 15.0)
            await until(lambda: network.counts("page").get("lost", 0) > 0, 15.0)
            network.cut()
            await until(lambda: bench.doing.link is Link.SILENT, 5.0)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
async def test_a_call_with_a_browser_goes_through_it() -> None:
    with impaired(to_unit=Trouble(delay_s=0.02)) as network:
        async with call_bench() as bench, page_at_the_other_end(bench) as page:
            network.join(bench)
            bench.view = stage_view()
            await until(lambda: bench.doing is not None and bench.doing.proven, 15.0)
            before = (await page.evaluate("numbers()"))["frames"]
            await until(lambda: min(network.counts(side)["went"] for side in SIDES) > 20)
            while (await page.evaluate("numbers()"))["frames"] <= before:
                await asyncio.sleep(0.1)
            network.cut()
            await until(lambda: bench.doing.link is Link.SILENT, 5.0)
