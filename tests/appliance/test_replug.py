"""What root does when room asks: one word, few times a day, the settings' device and no other."""

import json
from pathlib import Path

import pytest

from appliance import replug
from appliance.link.asking import ASKED, PARTS, ask
from appliance.replug import MOST_A_DAY, begin_anew, counted, main, take
from appliance.stage.settings import StageSettings
from hardware.faults import DeviceMissing
from tests.hardware.test_usb import camera, headset


@pytest.mark.parametrize("part", PARTS)
def test_what_room_asks_for_is_taken_once(tmp_path: Path, part: str) -> None:
    ask(tmp_path, part)
    ask(tmp_path, part)
    assert [one.name for one in tmp_path.iterdir()] == [ASKED]
    assert (tmp_path / ASKED).stat().st_mode & 0o777 == 0o640
    assert take(tmp_path / ASKED) == part
    assert take(tmp_path / ASKED) is None
    assert list(tmp_path.iterdir()) == []


def test_a_link_or_a_flood_in_its_place_opens_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("camera")
    (tmp_path / ASKED).symlink_to(secret)
    assert take(tmp_path / ASKED) is None
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]
    (tmp_path / ASKED).write_text("camera" * 1_000_000)
    told = take(tmp_path / ASKED)
    assert told is not None
    assert len(told) <= replug.LONGEST


def test_what_another_account_leaves_in_the_way_is_not_written_to(tmp_path: Path) -> None:
    """The folder is one of several accounts: stage, which decodes, is one."""
    secret = tmp_path / "secret"
    secret.write_text("kept")
    for name in (ASKED, f"{ASKED}.new"):
        (tmp_path / name).symlink_to(secret)
    ask(tmp_path, "camera")
    assert secret.read_text() == "kept"
    assert take(tmp_path / ASKED) == "camera"
    (tmp_path / f"{ASKED}.new").mkdir()
    ask(tmp_path, "camera")
    assert take(tmp_path / ASKED) is None


def test_it_is_done_six_times_a_day_and_anew_the_next(tmp_path: Path) -> None:
    count = tmp_path / "its own" / "count"
    today = [counted(count, "2026-11-28") for _ in range(MOST_A_DAY + 2)]
    assert today == [True] * MOST_A_DAY + [False] * 2
    assert counted(count, "2026-11-29")
    count.write_text("rubbish")
    assert counted(count, "2026-11-29")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.usb.OFF_S", 0.0)


@pytest.mark.usefixtures("quick")
def test_the_camera_of_the_settings_begins_anew_and_no_other(tmp_path: Path) -> None:
    plug = camera(tmp_path)
    (plug / "authorized").write_text("0")
    begin_anew("camera", StageSettings(camera="v4l2:/dev/video7"), tmp_path)
    assert (plug / "authorized").read_text() == "1"
    for other in ("v4l2:/dev/video3", "simulated", "disabled"):
        with pytest.raises(DeviceMissing):
            begin_anew("camera", StageSettings(camera=other), tmp_path)


@pytest.mark.usefixtures("quick")
def test_the_headset_is_no_cameras_microphone(tmp_path: Path) -> None:
    headset(tmp_path, "1-2", 1, "HD Webcam")
    camera(tmp_path)
    plug = headset(tmp_path, "1-4", 2, "Jabra Evolve 20")
    (plug / "authorized").write_text("0")
    begin_anew("headset", StageSettings(camera="v4l2:/dev/video7"), tmp_path)
    assert (plug / "authorized").read_text() == "1"


def test_the_command_says_what_became_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(replug, "COUNT", tmp_path / "count")
    config = tmp_path / "stage.toml"
    config.write_text('runtime = "."\ncamera = "simulated"\n')
    for asked in ("camera", "reboot", *["camera"] * MOST_A_DAY):
        (tmp_path / ASKED).write_text(asked)
        assert main(config) == 0
        assert not (tmp_path / ASKED).exists()
    said = [json.loads(line)["what"] for line in capsys.readouterr().err.splitlines()]
    assert said[:3] == ["replug.failed", "replug.not-understood", "replug.failed"]
    assert said[-1] == "replug.enough"
