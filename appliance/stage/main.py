"""The stage process: camera, microphone, loudspeaker, screen and the call.

The display runs here in the main thread; leases, room and connections run in a second one, in
an asyncio loop. They share the board and nothing else. Whichever ends first ends the process.
"""

import asyncio
import contextlib
import os
import resource
import signal
import threading
from pathlib import Path
from types import FrameType

import cv2

from appliance.link.journal import log, record, start_journal
from appliance.stage.board import Board
from appliance.stage.media.echo import EchoCanceller
from appliance.stage.settings import StageSettings, read
from appliance.stage.works import Works
from hardware.choose import camera, loudspeaker, sound
from hardware.faults import DeviceError
from wire.faults import WireError

URGENCY = -8
"""The nice value of this process; every thread inherits it."""


def main(config: Path) -> int:
    """Run until told to stop or until something that must not end ends; 0 after a stop.

    Raises WireError for what cannot be: an unknown key, a device of no such name, no screen.
    """
    settings, runtime = read(config)
    start_journal("stage", settings.log_level)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold initials, pictures (S6)
    record("stage.started")
    try:
        return _run(settings, runtime)
    except DeviceError as error:
        raise WireError(str(config), error.device, error.problem) from None
    except Exception:  # noqa: BLE001 - the last guard: a traceback's text may quote what was shown
        log.critical("failed", exc_info=True)
        return 1


def _come_first() -> None:
    """Sound is late when anything else comes first; what Chromium does with its own threads."""
    with contextlib.suppress(OSError):  # without the right to (LimitNICE) it works as it can
        os.setpriority(os.PRIO_PROCESS, 0, URGENCY)


def _run(settings: StageSettings, runtime: Path) -> int:
    _come_first()
    cv2.setNumThreads(1)  # a second thread waits for work by spinning: dearer than what it does
    board = Board()
    speaker = settings.room_speaker
    echo = EchoCanceller() if settings.loudspeaker or speaker else None
    headset = sound(settings.headset, runtime)
    works = Works(
        settings,
        runtime,
        board,
        camera(settings.camera, runtime),
        headset,
        echo,
        loudspeaker(speaker, runtime) if speaker else None,
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        board.stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    failed: list[BaseException] = []
    thread = threading.Thread(target=_work, args=(works, board, failed), name="works")
    thread.start()
    try:
        _show(board, settings, runtime)
    finally:
        board.stopped.set()
        works.wake()
        thread.join(5.0)
    record("stage.ended", failed=type(failed[0]).__name__ if failed else None)
    return 1 if failed else 0


def _work(works: Works, board: Board, failed: list[BaseException]) -> None:
    try:
        asyncio.run(works.run())
    except Exception as error:  # noqa: BLE001 - told to the main thread, which ends the process
        failed.append(error)
    finally:
        board.stopped.set()


def _show(board: Board, settings: StageSettings, runtime: Path) -> None:
    """Draw until stopped; a closed window stops the process too."""
    from appliance.stage.screen.show import run
    from hardware.display_choose import display

    screen = display(settings.screen, settings.screen_size, runtime)
    try:
        run(board, screen, settings)
    except SystemExit:
        record("screen.window-closed")
    finally:
        screen.close()
