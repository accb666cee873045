"""The card that stands while stage cannot run, by the command that its unit file calls."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.stage.screen import help as card
from appliance.stage.settings import StageSettings
from hardware.display_simulated import SimulatedDisplay

UNIT = str(Path(sys.executable).with_name("ostord-unit"))


class Patience:
    """Never told to stop; how long was waited, in seconds."""

    waited = 0.0

    def wait(self, for_s: float) -> bool:
        """Let ``for_s`` pass at once."""
        self.waited += for_s
        return False


def test_the_card_stands_a_minute_and_then_makes_room(tmp_path: Path) -> None:
    screen = SimulatedDisplay((320, 200), tmp_path / "devices")
    patience = Patience()
    card.stand(screen, StageSettings(support="010-123 45 00"), patience)  # type: ignore[arg-type]
    screen.close()
    assert patience.waited == pytest.approx(card.STANDS_S)


@pytest.mark.parametrize("told", ['screen = "simulated"\n', 'screen = "simulated"\nheadset = ""\n'])
def test_the_card_needs_nothing_of_stage_but_the_screen(tmp_path: Path, told: str) -> None:
    config = tmp_path / "stage.toml"
    config.write_text(f'runtime = "run"\n{told}')
    with subprocess.Popen(
        (UNIT, "help", "--config", str(config)), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert json.loads(process.stderr.readline())["what"] == "help.shown"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
