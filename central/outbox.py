"""The outbox: one file a message, there whole or not at all, until a mail or SMS port takes it."""

import contextlib
import math
import os
import secrets
import time
from pathlib import Path

from central.core.letters import Letter
from central.faults import SetupError

SUFFIX = ".txt"
DRAFT = ".new"


class Outbox:
    """A folder of messages that wait to be sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def draft(self, letter: Letter, now: float) -> "Draft":
        """Write ``letter`` to the disk; it is in the outbox only after ``send``."""
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
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
        return [Draft(path, path.with_suffix(SUFFIX)) for path in sorted(found)]

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

    def send(self) -> None:
        """Put it in the outbox, for good; somebody else may have done so."""
        with contextlib.suppress(FileNotFoundError):
            self._temporary.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def written_at(self) -> float:
        """When it was drafted, Unix seconds; in the future once it was sent or dropped."""
        return _written(self._temporary)

    def drop(self) -> None:
        """Throw it away."""
        self._temporary.unlink(missing_ok=True)
