"""The outbox: one file a message, there whole or not at all, until a mail or SMS port takes it."""

import calendar
import contextlib
import math
import os
import secrets
import time
from pathlib import Path

from central.core.letters import Letter
from central.delivery.routes import Routes, all_by_file, routes
from central.faults import SetupError
from central.settings import CentralSettings

SUFFIX = ".txt"
DRAFT = ".new"
STAMP = "%Y%m%dT%H%M%SZ"


class Outbox:
    """A folder of messages that wait to be sent, and the rule where each letter goes."""

    def __init__(self, folder: Path, legs: Routes = all_by_file) -> None:
        self._folder = folder
        self.legs = legs

    def draft(self, letter: Letter, now: float) -> "Draft":
        """Write ``letter`` to the disk; it is in the outbox only after ``send``."""
        stamp = time.strftime(STAMP, time.gmtime(now))
        path = self._folder / f"{stamp}-{letter.kind}-{secrets.token_hex(4)}{SUFFIX}"
        temporary = path.with_suffix(DRAFT)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(letter.as_text())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise SetupError(f"{self._folder}: {error.strerror}") from None
        return Draft(temporary, path)

    def drafts(self) -> "list[Draft]":
        """What is on the disk and not yet in the outbox, oldest first."""
        found = self._folder.glob(f"*{DRAFT}") if self._folder.is_dir() else ()
        return [self.drafted(path.with_suffix(SUFFIX).name) for path in sorted(found)]

    def drafted(self, name: str) -> "Draft":
        """The draft of the message ``name``, whether it still is one or not."""
        path = self._folder / name
        return Draft(path.with_suffix(DRAFT), path)

    def forget(self, before: float) -> int:
        """Delete messages older than ``before`` (Unix seconds); they name people (R07)."""
        old = [
            path
            for path in (self._folder.iterdir() if self._folder.is_dir() else ())
            if path.suffix in (SUFFIX, DRAFT) and _written(path) < before
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def outbox_of(settings: CentralSettings) -> Outbox:
    """Central's outbox, with the ways of ``[messages]``."""
    return Outbox(settings.outbox, routes(settings.messages, settings.all_clinics))


def _written(path: Path) -> float:
    """When; in the future for a message that was sent or taken a moment ago."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


class Draft:
    """A message on the disk that nobody sends yet."""

    def __init__(self, temporary: Path, path: Path) -> None:
        self._temporary = temporary
        self.path = path

    @property
    def written_at(self) -> float:
        """When it was drafted, Unix seconds, as its name says; 0 where that says nothing."""
        try:
            return calendar.timegm(time.strptime(self.path.name.split("-")[0], STAMP))
        except ValueError:
            return 0.0

    def send(self) -> bool:
        """Put it in the outbox, for good; False when somebody else did."""
        try:
            self._temporary.replace(self.path)
        except FileNotFoundError:
            return False
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return True

    def drop(self) -> None:
        """Throw it away."""
        self._temporary.unlink(missing_ok=True)
