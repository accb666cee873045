"""The screen while stage cannot run: the way out stands there; then stage is tried again."""

import signal
import threading
from pathlib import Path

from appliance.link.journal import record, start_journal
from appliance.stage.screen.compose import Composer
from appliance.stage.screen.draw import out_of_order
from appliance.stage.screen.kit.themes import THEMES
from appliance.stage.screen.words import Words
from appliance.stage.settings import StageSettings, read
from hardware.display import Display
from hardware.display_choose import display
from hardware.faults import DeviceError
from wire.faults import WireError

STANDS_S = 60.0
"""So long it stands before it makes room for stage."""
LOOK_S = 0.25


def main(config: Path) -> int:
    """Stand ``STANDS_S`` seconds or until told to stop; 0. ``config`` is stage's.

    Where it is wrong, which may be why stage falls, what a unit has by default counts.
    Raises WireError where there is no such screen.
    """
    start_journal("help", "INFO")
    try:
        settings, runtime = read(config)
    except WireError as error:
        settings = StageSettings()
        runtime = Path(settings.runtime)
        record("help.settings-refused", problem=str(error))
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        screen = display(settings.screen, settings.screen_size, runtime)
    except DeviceError as error:
        raise WireError(str(config), error.device, error.problem) from None
    record("help.shown")
    try:
        stand(screen, settings, stopped)
    finally:
        screen.close()
    return 0


def stand(screen: Display, settings: StageSettings, stopped: threading.Event) -> None:
    """Show the card until ``stopped`` or its time is over; touches press nothing."""
    words, theme = Words(settings.language), THEMES[settings.theme]
    drawing = out_of_order(screen.size, words, settings.support, theme)
    composer = Composer(screen.surface())
    for _ in range(round(STANDS_S / LOOK_S)):
        if composer.paint(drawing, None, None, 0.0):
            screen.show()
        screen.touches()
        if stopped.wait(LOOK_S):
            return
