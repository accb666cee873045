"""stage.toml: defaults, relative folders, and errors that name file and key."""

from pathlib import Path

import pytest

from appliance.stage.settings import read
from wire.faults import WireError


def test_an_empty_file_has_sensible_defaults_and_paths_start_at_the_file(tmp_path: Path) -> None:
    file = tmp_path / "stage.toml"
    file.write_text('runtime = "run"\nscreen_size = [1024, 600]\n')
    settings, runtime = read(file)
    assert runtime == tmp_path / "run"
    assert settings.screen_size == (1024, 600)
    assert (settings.width, settings.height, settings.fps) == (1280, 720, 30)
    assert (settings.video_codec, settings.video_profile) == ("auto", "auto")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("camra = 'x'", "camra"),
        ("width = 1281", "width"),
        ("video_codec = 'av1'", "video_codec"),
        ("video_profile = 'fast'", "video_profile"),
        ("fps = 'many'", "fps"),
        ("width", "file"),
        ("language = 'tlh'", "language"),
        ("loudspeaker = true\nroom_speaker = 'Jabra'", "room_speaker"),
        ("timezone = 'Mars/One'", "timezone"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(tmp_path: Path, text: str, field: str) -> None:
    file = tmp_path / "stage.toml"
    file.write_text(text + "\n")
    with pytest.raises(WireError) as caught:
        read(file)
    assert caught.value.fault == str(file)
    assert caught.value.field == field
