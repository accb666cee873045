"""Calls come and go: no socket, task or connection is left of them."""

import asyncio
import gc
from pathlib import Path

import pytest
from aiortc import RTCPeerConnection

from tests.support.stage_call import CallBench, call_bench, stage_view, until


def held() -> tuple[int, int, int]:
    """Open handles, tasks and connections of this process."""
    gc.collect()
    connections = sum(isinstance(one, RTCPeerConnection) for one in gc.get_objects())
    return len(list(Path("/proc/self/fd").iterdir())), len(asyncio.all_tasks()), connections


async def calls(bench: CallBench, count: int) -> None:
    """So many calls, each proven and ended; every third is renewed, every fourth not answered."""
    for number in range(count):
        bench.far.deaf = number % 4 == 3
        bench.view = stage_view(peer=f"peer-patient-{number}")
        if bench.far.deaf:
            offers = len(bench.far.offers)
            await until(lambda before=offers: len(bench.far.offers) > before)  # type: ignore[misc]
        else:
            await until(lambda: bench.doing is not None and bench.doing.proven, 15.0)
        if number % 3 == 2:
            bench.switchboard.moved(frozenset({"198.51.100.1"}))
            await asyncio.sleep(0.1)
        bench.view = stage_view(call=False)
        await until(lambda: bench.doing is None)
    bench.far.deaf = False
    await until(lambda: not bench.switchboard._closing, 5.0)
    if bench.far.pc is not None:
        await bench.far.hang_up()


async def _grow_by(count: int) -> None:
    async with call_bench() as bench:
        await calls(bench, 4)
        before = held()
        await calls(bench, count)
        await asyncio.sleep(0.2)
        assert held() <= tuple(one + 2 for one in before), "handles, tasks, connections"


async def test_nothing_is_left_of_a_call() -> None:
    await _grow_by(8)


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_nothing_is_left_of_two_hundred_calls() -> None:
    await _grow_by(200)
