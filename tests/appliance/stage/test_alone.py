"""Room is away: a living call goes on, what nobody can end any more ends by itself."""

from pathlib import Path

import pytest

from appliance.core.views import StageView
from appliance.core.words import Reason
from appliance.stage import alone
from appliance.stage.alone import CALL_S, PICTURE_S, Alone
from tests.support.stage_call import stage_view, until
from tests.support.stage_works import works_bench

CALL = stage_view()
PICTURE = stage_view(call=False, capture=Reason.LOBBY)


def test_a_living_call_goes_on_for_ever() -> None:
    one = Alone()
    assert all(one.follow(CALL, hour * 3600.0, accompanied=True) is CALL for hour in range(48))


@pytest.mark.parametrize(("view", "patience"), [(CALL, CALL_S), (PICTURE, PICTURE_S)])
def test_s2_without_room_and_without_anybody_capture_ends(view: StageView, patience: float) -> None:
    one = Alone()
    assert one.follow(view, 100.0, accompanied=False) is view
    assert one.follow(view, 99.9 + patience, accompanied=False) is view
    left = one.follow(view, 100.0 + patience, accompanied=False)
    assert left is not None
    assert left.capture is None
    assert left.call is None


def test_the_wait_begins_anew_when_room_was_there() -> None:
    one = Alone()
    one.follow(CALL, 0.0, accompanied=False)
    assert one.follow(CALL, CALL_S, accompanied=True) is CALL
    assert one.follow(CALL, CALL_S + 1, accompanied=False) is CALL


async def test_s2_an_own_picture_does_not_outlive_room_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "PICTURE_S", 0.5)
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view(call=False, capture=Reason.LOBBY))
        await until(lambda: bench.handles() == {"camera", "headset"})
        await bench.room.stop()
        took = await until(lambda: not bench.handles())
        assert took > 0.4
        await bench.room.start()
        await until(lambda: bench.handles() == {"camera", "headset"})
