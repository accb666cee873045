"""What can be wrong with the card that the store's file lies on, as IT is told it."""

import os
import sqlite3
from enum import StrEnum
from pathlib import Path


class Problem(StrEnum):
    """The slugs of ``StoreSaid``."""

    DISK_FULL = "disk-full"
    READ_ONLY = "read-only"
    """The file system, or whose the files are: the room's process may not write."""
    DISK_FAILING = "disk-failing"
    STORE_DAMAGED = "store-damaged"
    """A file that could not be read was set aside; a new one has taken its place."""


PROBLEMS = {
    sqlite3.SQLITE_FULL: Problem.DISK_FULL,
    sqlite3.SQLITE_READONLY: Problem.READ_ONLY,
    sqlite3.SQLITE_PERM: Problem.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Problem.STORE_DAMAGED,
    sqlite3.SQLITE_NOTADB: Problem.STORE_DAMAGED,
    sqlite3.SQLITE_FORMAT: Problem.STORE_DAMAGED,
    sqlite3.SQLITE_ERROR: Problem.STORE_DAMAGED,
}
"""By SQLite's primary result code. ERROR: a table or column of ours is not in it."""


def problem_of(error: sqlite3.Error, folder: Path) -> Problem:
    """What ``error`` of a database in ``folder`` means; what SQLite does not say, the folder does.

    A file system that turned read-only answers like a failing one, a full one may too.
    """
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_IOERR)
    known = PROBLEMS.get(code & 0xFF)
    return known or _problem_of_folder(folder)


def _problem_of_folder(folder: Path) -> Problem:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return Problem.DISK_FAILING
    if disk.f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK | os.X_OK):
        return Problem.READ_ONLY
    return Problem.DISK_FULL if disk.f_bavail == 0 else Problem.DISK_FAILING
