"""The preview writes a picture of every screen."""

from pathlib import Path

import pygame

from appliance.stage.screen.examples import EXAMPLES
from appliance.stage.screen.preview import main


def test_every_screen_becomes_a_file(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--size", "800x480", "--language", "sv"]) == 0
    files = sorted(path.stem for path in (tmp_path / "800x480-sv").glob("*.png"))
    assert files == sorted([*EXAMPLES, "starting", "out-of-order"])
    assert pygame.image.load(tmp_path / "800x480-sv" / "call.png").get_size() == (800, 480)


def test_one_screen_can_be_asked_for(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--size", "800x480", "--language", "en", "--screen", "idle"]) == 0
    assert [path.name for path in tmp_path.rglob("*.png")] == ["idle.png"]
