"""Stage in the function test: what is open at each step, what is heard and played (S1, S2, R20)."""

from pathlib import Path

import numpy as np
import pytest

from appliance.core.views import StageView, TestLine
from appliance.core.words import Hearing, Reason, TestStep
from appliance.stage.rounds import listens
from appliance.stage.speech import voice
from hardware.sound import RATE_HZ
from tests.support.stage_call import stage_view, until
from tests.support.stage_works import works_bench


def wanted(step: TestStep) -> StageView:
    camera, microphone = step is TestStep.PICTURE, step is TestStep.VOICE
    view = stage_view(call=False, capture=Reason.FUNCTION_TEST if camera or microphone else None)
    screen = view.screen.model_copy(
        update={"name": "function-test", "test": TestLine(step=step), "capture": view.capture}
    )
    return view.model_copy(update={"screen": screen, "camera": camera, "microphone": microphone})


async def test_s1_r20_one_device_at_a_time_and_the_microphone_hears_a_voice(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(wanted(TestStep.PICTURE))
        await until(lambda: bench.handles() == {"camera"})
        assert bench.room.doing.sign_confirmed
        await until(lambda: bench.room.doing.capture is Reason.FUNCTION_TEST)
        await until(lambda: bench.board.sure, 20.0)
        assert bench.board.advice is None, "the drawn person sits well"
        assert bench.room.doing.hearing is None
        bench.room.want(wanted(TestStep.VOICE))
        await until(lambda: bench.handles() == {"headset"})
        await until(lambda: bench.room.doing.hearing is Hearing.VOICE, 20.0)
        assert not bench.board.sure
        bench.room.want(wanted(TestStep.SOUND))
        await until(lambda: not bench.handles())
        await until(lambda: bench.room.doing.hearing is None)
        await until(lambda: bench.board.remote_level > 0.3)
        bench.room.want(wanted(TestStep.WELL))
        await until(lambda: bench.board.remote_level == 0.0)


async def test_r20_an_unplugged_headset_hears_and_plays_nothing(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        await bench.tell("headset", "unplug")
        bench.room.want(wanted(TestStep.VOICE))
        await until(lambda: bench.room.doing.hearing is Hearing.QUIET)
        bench.room.want(wanted(TestStep.SOUND))
        await until(lambda: bench.room.doing.hearing is None)
        assert bench.board.remote_level == 0.0


async def test_r20_what_the_unit_reads_by_its_loudspeaker_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def said(*_: str) -> np.ndarray:
        return np.full(60 * RATE_HZ, 9000, np.int16)

    monkeypatch.setattr(voice, "program", lambda _: "a voice")
    monkeypatch.setattr(voice, "speech", said)
    asked = wanted(TestStep.VOICE)
    assert (listens(asked), listens(asked, reads_aloud=True)) == (True, False)
    async with works_bench(tmp_path, loudspeaker=True) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(asked)
        await until(lambda: bench.room.doing.hearing is not None)
        bench.board.read(("Räkna högt till fem",))
        await until(lambda: bench.room.doing.hearing is None)
        bench.board.read(())
        await until(lambda: bench.room.doing.hearing is Hearing.VOICE, 20.0)
