"""Files that a power cut leaves either old or new, never half."""

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o640) -> None:
    """Replace ``path`` by ``content``: temporary file, fsync, rename, fsync of the folder.

    Raises OSError where the disk refuses; ``path`` is then as it was, and nothing is left over.
    """
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)  # a power cut may have left one, with another mode
    try:
        _write_new(temporary, content, mode)
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    keep_folder(path.parent)


def make_folder(folder: Path, mode: int = 0o755) -> None:
    """Make ``folder`` and those above it where they are missing, so that a power cut keeps them."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode, exist_ok=True)
    keep_folder(folder.parent)


def keep_folder(folder: Path) -> None:
    """Make sure that the names in ``folder`` (new, changed, gone) survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_new(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        left = memoryview(content)
        while left:  # a disk that is nearly full takes a part without a word
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
