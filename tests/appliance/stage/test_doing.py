"""What room is told, and when; what nobody waited for is recorded (A11)."""

import asyncio
import logging

import pytest

from appliance.core.words import DeviceState, Link
from appliance.link.messages import CallDoing
from appliance.stage.board import NOTHING_DONE
from appliance.stage.doing import Telling
from appliance.stage.works import loop_fault


def test_told_on_change_and_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("appliance.stage.doing.time.monotonic", lambda: now)
    telling = Telling()
    assert telling.due(NOTHING_DONE)
    assert not telling.due(NOTHING_DONE)
    changed = NOTHING_DONE.model_copy(update={"camera": DeviceState.OK})
    assert telling.due(changed)
    now += 0.9
    assert not telling.due(changed)
    now += 0.1
    assert telling.due(changed)
    call = CallDoing(
        visit="v", peer="p", generation=1, link=Link.LIVE, proven=False, picture=False, sound=False
    )
    assert telling.due(changed.model_copy(update={"call": call}))


async def test_a11_a_fault_that_nobody_waited_for_is_recorded_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "ostord")

    async def fail() -> None:
        raise MemoryError("a secret")

    task = asyncio.create_task(fail(), name="connect")
    await asyncio.wait([task])
    error = task.exception()
    loop_fault(asyncio.get_running_loop(), {"exception": error, "task": task, "message": "x"})
    entry = caplog.records[-1]
    assert entry.getMessage() == "loop.fault"
    assert vars(entry)["facts"] == {"error": "MemoryError", "task": "connect"}
