"""A call with a real other end: media both ways, silence, new generations (S8, A6)."""

import asyncio

from appliance.core.words import Link
from appliance.stage.net.call import Patience
from tests.support.stage_call import call_bench, stage_view, until


async def test_media_flow_both_ways_and_are_proven() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        took = await until(lambda: bench.doing is not None and bench.doing.proven)
        assert took < 2.0
        await until(lambda: bench.far.frames > 5 and bench.far.sound_energy > 0)
        assert bench.far.size == (640, 360)
        assert bench.doing.link is Link.LIVE
        assert bench.doing.picture
        assert bench.doing.sound
        assert bench.shown[-1].shape == (540, 640)
        assert bench.heard > 0
        numbers = await bench.switchboard.numbers()
        assert numbers["framesDecoded"] > 0
        assert numbers["frameWidth"] == 640
        assert numbers["totalAudioEnergy"] > 0
        assert numbers["bytesSent"] > 0
