"""The presence sensor as the room hears it."""

import asyncio
from pathlib import Path

import pytest

from appliance.core.events import Event, Presence
from appliance.room import presence as presence_module
from appliance.room.presence import watch
from hardware import choose
from hardware.faults import DeviceFailed
from hardware.presence import Presence as Sensor
from tests.support.room_process import until


async def test_somebody_comes_and_goes(tmp_path: Path) -> None:
    told: list[Event] = []
    watching = asyncio.create_task(
        watch(lambda: choose.presence("simulated", tmp_path), told.append)
    )
    socket = tmp_path / "devices" / "presence.sock"
    await until(lambda: told == [Presence(somebody=False)], "nobody at first")
    _, writer = await asyncio.open_unix_connection(socket)
    writer.write(b'{"do": "come"}\n')
    await until(lambda: told[-1] == Presence(somebody=True), "somebody")
    writer.write(b'{"do": "go"}\n')
    await until(lambda: told[-1] == Presence(somebody=False), "nobody")
    assert len(told) == 3
    writer.close()
    await writer.wait_closed()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_no_sensor_is_unknown(tmp_path: Path) -> None:
    told: list[Event] = []
    watching = asyncio.create_task(
        watch(lambda: choose.presence("disabled", tmp_path), told.append)
    )
    await until(lambda: told == [Presence(somebody=None)], "unknown")
    watching.cancel()


async def test_a_sensor_that_fails_is_unknown_and_fitted_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(presence_module, "AGAIN_S", 0.05)
    tries: list[int] = []

    def fit() -> Sensor:
        tries.append(1)
        if len(tries) < 3:
            raise DeviceFailed("presence", "does not answer")
        return choose.presence("simulated", tmp_path)

    told: list[Event] = []
    watching = asyncio.create_task(watch(fit, told.append))
    await until(lambda: told and told[-1] == Presence(somebody=False), "mended")
    assert told[0] == Presence(somebody=None)
    assert [entry.message for entry in caplog.records] == ["presence.failed"]
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
