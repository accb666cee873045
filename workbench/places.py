"""Where a demo keeps its files, its sockets and its claim that it runs.

``folder`` holds everything that may be read afterwards; the sockets stand in ``runtime`` on a
tmpfs, because a Unix socket's path may have 107 bytes only and because nothing in it shall last.
"""

import fcntl
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from workbench.faults import WorkbenchError

MARK = ".ostord-demo"
FRESH = ("central", "unit", "broker", "log")
"""What each start makes anew; the keys are kept."""


class AlreadyRuns(WorkbenchError):  # noqa: N818
    """Another demo holds this folder; ``links`` are its links."""

    def __init__(self, folder: Path, links: dict[str, str]) -> None:
        super().__init__(f"A demo already runs in {folder}; these are its links.")
        self.links = links


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one demo, all made, all absolute."""

    folder: Path
    runtime: Path
    claim: TextIO

    @property
    def keys(self) -> Path:
        """What ``ostord-central pki`` makes."""
        return self.folder / "keys"

    @property
    def central(self) -> Path:
        """Central's settings, database and outbox."""
        return self.folder / "central"

    @property
    def broker(self) -> Path:
        """The broker's settings."""
        return self.folder / "broker"

    @property
    def unit(self) -> Path:
        """The unit's settings, key, store and state file."""
        return self.folder / "unit"

    @property
    def log(self) -> Path:
        """One file a process."""
        return self.folder / "log"

    def publish(self, links: dict[str, str]) -> None:
        """Leave the links for whoever starts a second demo here."""
        _write_note(self.folder, self.runtime, links)

    def give_back(self) -> None:
        """Remove the sockets and the claim."""
        shutil.rmtree(self.runtime, ignore_errors=True)
        (self.folder / "run").unlink(missing_ok=True)
        (self.folder / "running.json").unlink(missing_ok=True)
        self.claim.close()


def take_places(folder: Path) -> Places:
    """Claim ``folder`` and make it ready; AlreadyRuns when another demo holds it."""
    folder = folder.absolute()
    mark = folder / MARK
    if folder.exists() and not mark.exists() and any(folder.iterdir()):
        raise WorkbenchError(f"{folder} holds other files; choose another --folder.")
    folder.mkdir(parents=True, exist_ok=True)
    claim = mark.open("a+")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        claim.close()
        raise AlreadyRuns(folder, _read_note(folder).get("links", {})) from None
    _clear(folder)
    runtime = Path(tempfile.mkdtemp(prefix="ostord-", dir=_tmpfs()))
    (folder / "run").symlink_to(runtime)
    places = Places(folder, runtime, claim)
    for place in (places.keys, places.central, places.broker, places.unit, places.log):
        place.mkdir(mode=0o750, exist_ok=True)
    places.publish({})
    return places


def _clear(folder: Path) -> None:
    """Remove what an earlier demo left, the sockets of one that was killed too."""
    left = _read_note(folder).get("runtime", "")
    if Path(left).name.startswith("ostord-"):
        shutil.rmtree(left, ignore_errors=True)
    (folder / "run").unlink(missing_ok=True)
    for name in FRESH:
        shutil.rmtree(folder / name, ignore_errors=True)


def _tmpfs() -> Path:
    """A folder in memory with a short path; the temporary folder where there is none."""
    for name in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):  # noqa: S108
        if name and os.access(name, os.W_OK | os.X_OK) and len(name) < 40:
            return Path(name)
    return Path(tempfile.gettempdir())


def _write_note(folder: Path, runtime: Path, links: dict[str, str]) -> None:
    note = folder / "running.json"
    note.touch(mode=0o600)
    note.write_text(json.dumps({"pid": os.getpid(), "runtime": str(runtime), "links": links}))


def _read_note(folder: Path) -> dict[str, Any]:
    try:
        note = json.loads((folder / "running.json").read_text())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
