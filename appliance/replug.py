"""Makes a hung device begin anew when room asks for it: the one thing of a unit that root does.

Room writes one word into ``{runtime}/replug``; systemd starts this, which takes the word away and
does what it says, at most so often a day. Which device is meant stands in stage.toml alone.
"""

import logging
import os
import time
from pathlib import Path

from appliance.link.asking import ASKED, PARTS
from appliance.link.journal import record, start_journal
from appliance.stage.settings import StageSettings, read
from hardware import connectors, usb
from hardware.faults import DeviceError, DeviceMissing

MOST_A_DAY = 6
LONGEST = 16
COUNT = Path(os.environ.get("RUNTIME_DIRECTORY", "/run/ostord-replug")) / "count"
"""``2026-11-28 3``: the day (UTC) and how often on it; the folder is root's own."""


def main(config: Path) -> int:
    """Do what was asked once; 0 also where it cannot be done: it is recorded."""
    settings, runtime = read(config)
    start_journal("replug", settings.log_level)
    part = take(runtime / ASKED)
    if part not in PARTS:
        record("replug.not-understood", logging.WARNING)
        return 0
    if not counted(COUNT, time.strftime("%Y-%m-%d", time.gmtime())):
        record("replug.enough", logging.WARNING, part=part)
        return 0
    try:
        begin_anew(part, settings)
    except DeviceError as error:
        record("replug.failed", logging.WARNING, part=part, problem=error.problem)
        return 0
    record("replug.done", part=part)
    return 0


def take(asked: Path) -> str | None:
    """The word that was written, which is gone then; None where none can be read."""
    try:
        handle = os.open(asked, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        asked.unlink(missing_ok=True)
        return None
    with os.fdopen(handle, "rb") as file:
        asked.unlink(missing_ok=True)
        return (file.read(LONGEST) or b"").decode("ascii", "replace").strip()


def counted(count: Path, today: str) -> bool:
    """Whether it may be done once more ``today``; then it counts."""
    day, _, done = (count.read_text() if count.exists() else "").partition(" ")
    before = int(done) if day == today and done.isdigit() else 0
    if before >= MOST_A_DAY:
        return False
    count.parent.mkdir(parents=True, exist_ok=True)
    count.write_text(f"{today} {before + 1}")
    return True


def begin_anew(part: str, settings: StageSettings, root: Path = Path("/")) -> None:
    """Shut ``part`` out and let it in again, or look anew for screens; raises DeviceError."""
    if part == "screen":
        connectors.look_anew(root)
        return
    kind, _, node = settings.camera.partition(":")
    camera = Path(node) if kind == "v4l2" else None
    if part == "headset":
        usb.replug(usb.headset(settings.headset, camera, root), root)
    elif camera is None:
        raise DeviceMissing("camera", "is no USB camera")
    else:
        usb.replug(camera, root)
