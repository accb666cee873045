"""Chromium's picture over a bad network, measured: what a browser kiosk would show (issue 5)."""

import asyncio
import shutil

import pytest

from tests.appliance.stage.net.test_chromium import page_at_the_other_end
from tests.support.impaired import impaired
from tests.support.stage_call import call_bench, stage_view, until
from tests.support.trouble import Trouble

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]
WATCHED_S = 13.0
LOSSY = Trouble(loss=0.05, delay_s=0.05)


@pytest.mark.parametrize("codec", ["vp8", "h264"])
async def test_five_percent_loss_and_a_round_trip_of_100_ms_freeze_little(codec: str) -> None:
    async with call_bench(codec) as bench, page_at_the_other_end(bench) as page:
        with impaired(to_unit=LOSSY, to_page=LOSSY) as network:
            network.join(bench)
            bench.view = stage_view()
            await until(lambda: bench.doing is not None and bench.doing.proven, 20.0)
            await asyncio.sleep(3.0)
            before = await bench.switchboard.numbers()
            await asyncio.sleep(WATCHED_S)
            after = await bench.switchboard.numbers()
            assert network.counts("unit")["lost"] > 20
            assert (await page.evaluate("numbers()"))["target"] > 0
    assert after["nackCount"] > before["nackCount"]
    assert after["totalFreezesDuration"] - before["totalFreezesDuration"] <= 1.5
    assert after["framesDecoded"] - before["framesDecoded"] > 20 * WATCHED_S
