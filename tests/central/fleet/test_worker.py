"""``ostord-central ingest`` beside nobody: killed under load, it loses nothing acknowledged."""

from pathlib import Path

import pytest

from appliance.room.fleet import broker as unit_broker
from central.command import main
from tests.support.fleet_line import fleet_line


async def test_an_ingest_that_is_killed_loses_no_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_broker, "RESEND_S", 1.0)
    async with fleet_line(tmp_path) as line:
        await line.happens(40)
        await line.holds(1)
        await line.happens(80)
        line.workers[0].kill()
        await line.happens(40)
        line.workers[0].start()
        await line.is_whole()


def test_without_a_broker_there_is_nothing_to_take_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "central.toml").write_text('base_url = "http://localhost:1"\n')
    assert main(["ingest", "--config", str(tmp_path / "central.toml")]) == 2
    assert "broker: is missing" in capsys.readouterr().err
