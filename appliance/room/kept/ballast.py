"""The ballast: room on the card that is held until the card is full, then given to the store."""

import contextlib
import os
from pathlib import Path

from appliance.link.files import keep_folder

SIZE = 4 * 1024 * 1024
"""Twice what the fullest outbox takes, in bytes."""
SPARE = 2 * SIZE
"""So much must be free before the ballast is taken up again, so that it does not come and go."""


class Ballast:
    """One file of ``size`` bytes that are really on the disk."""

    def __init__(self, file: Path, size: int = SIZE, spare: int = SPARE) -> None:
        self._file = file
        self._size = size
        self._spare = spare

    @property
    def held(self) -> bool:
        """Whether it is there, whole."""
        try:
            return self._file.stat().st_blocks * 512 >= self._size
        except OSError:
            return False

    def give_up(self) -> bool:
        """Free its room; whether there was any. An OSError is the disk's, which says no too."""
        try:
            had = self.held
            self._file.unlink()
            keep_folder(self._file.parent)
        except OSError:
            return False
        return had

    def take_up(self) -> bool:
        """Hold it where there is room enough; whether it is held now."""
        if self.held:
            return True
        try:
            disk = os.statvfs(self._file.parent)
            if disk.f_bavail * disk.f_frsize < self._size + self._spare:
                return False
            self._allocate()
        except OSError:
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)
            return False
        return True

    def _allocate(self) -> None:
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, self._size)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        keep_folder(self._file.parent)
