"""The process itself: it starts with simulated devices, stops when told, and says what is wrong."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.stage_call import stage_view, until
from tests.support.stage_works import RoomEnd, SignEnd

SIMULATED = 'runtime = "."\ncamera = "simulated"\nheadset = "simulated"\nscreen = "simulated"\n'


def started(folder: Path, text: str) -> subprocess.Popen[str]:
    file = folder / "stage.toml"
    file.write_text(text)
    code = "from appliance.command import main; raise SystemExit(main())"
    arguments = [sys.executable, "-c", code, "stage", "--config", str(file)]
    return subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SIMULATED + "camra = 1\n", "camra"),
        (SIMULATED.replace('camera = "simulated"', 'camera = "film"'), "'film' is none of"),
        (SIMULATED.replace('screen = "simulated"', 'screen = "wall"'), "'wall' is none of"),
    ],
)
def test_wrong_settings_are_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    process = started(tmp_path, text)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    last = errors.strip().splitlines()[-1]
    assert "stage.toml" in last
    assert said in last
    assert "Traceback" not in errors


async def test_it_captures_when_wanted_and_ends_clean_when_told(tmp_path: Path) -> None:
    sign, room = SignEnd(tmp_path), RoomEnd(tmp_path)
    await sign.start()
    await room.start()
    room.view = stage_view(call=False)
    process = started(tmp_path, SIMULATED)
    try:
        await until(lambda: room.doing.capture is not None, 20.0)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits)  # S6
        process.send_signal(signal.SIGTERM)
        await until(lambda: process.poll() is not None, 5.0)
        assert process.returncode == 0
        assert sign.keeper is not None
        assert sign.keeper._sign.lost_until is None
        assert not sign.keeper._sign.held
    finally:
        process.kill()
        _, errors = process.communicate(timeout=5)
        await room.stop()
        await sign.stop()
        sign.lamp.close()
    assert '"capture.closed", "device": "camera"' in errors
    assert "Traceback" not in errors
