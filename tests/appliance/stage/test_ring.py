"""The unit rings for *Boka nu* and knocks in the countdown: through the loudspeaker alone."""

import asyncio
from pathlib import Path

from appliance.core.views import StageView
from tests.support.stage_call import stage_view, until
from tests.support.stage_works import WorksBench, works_bench


def ringing(*, rings: bool = True, name: str = "idle") -> StageView:
    view = stage_view(call=False, capture=None)
    screen = view.screen.model_copy(update={"rings": rings, "name": name})
    return view.model_copy(update={"screen": screen})


def told(bench: WorksBench) -> float:
    return bench.board.remote_level


async def test_r04_a_visit_booked_at_once_is_heard_and_nothing_is_captured(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(ringing())
        await until(lambda: told(bench) > 0.3)
        assert not bench.handles(), "output alone is no capture (S1)"
        bench.room.want(ringing(rings=False))
        took = await until(lambda: told(bench) == 0.0)
        assert took < 1.0
        await asyncio.sleep(0.3)
        assert told(bench) == 0.0


async def test_the_countdown_is_heard(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(ringing(rings=False, name="countdown"))
        await until(lambda: told(bench) > 0.3)
        assert not bench.handles()


async def test_nothing_rings_on_when_room_is_gone(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(ringing())
        await until(lambda: told(bench) > 0.3)
        await bench.room.stop()
        await until(lambda: told(bench) == 0.0)


async def test_without_a_headset_the_screen_alone_says_it(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        await bench.tell("headset", "unplug")
        bench.room.want(ringing())
        await until(lambda: bench.board.view is not None and bench.board.view.screen.rings)
        await asyncio.sleep(0.3)
        assert bench.room.connected
        assert told(bench) == 0.0
        await bench.tell("headset", "plug")
        await until(lambda: told(bench) > 0.3)
