"""The store's file on the unit's card: it follows what the room holds in RAM.

Whatever goes wrong with it has one answer: close it, make room or set it aside, and write it anew
from RAM; where that fails too the room goes on without it, and it is tried again at each look.
"""

import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from appliance.link.files import make_folder
from appliance.link.journal import record
from appliance.room.kept.ballast import Ballast
from appliance.room.kept.database import (
    add_missing,
    copy_all,
    newest_aside,
    open_file,
    salvage,
    set_aside,
)
from appliance.room.kept.problems import Problem, problem_of

DAMAGE_TOLD_S = 24 * 3600.0
"""So long a file that was set aside is told: a card that damaged one may damage more."""

CHECK_EVERY_S = 3600.0
TRIES = 2
"""After the first, the file is tried again so often: way may have been made for it."""

Work = Callable[[sqlite3.Connection], None]


class Card:
    """``file`` as a follower of ``ram``; ``scratch`` is a folder on a tmpfs."""

    def __init__(self, file: Path, ram: sqlite3.Connection, scratch: Path) -> None:
        """Read ``file`` into ``ram``: whole, or what can be had of it."""
        self.ballast = Ballast(file.with_name("ballast"))
        self._file = file
        self._ram = ram
        self._db: sqlite3.Connection | None = None
        self._trouble: Problem | None = None
        self._gave_up_ballast = False
        self._unread = False
        """What the file held is not all in RAM: it is added before the file is written anew."""
        self._damaged_at = newest_aside(file.parent)
        self._inode = 0
        self._checked = time.monotonic()
        try:
            self._db = self._open()
            copy_all(self._db, ram)
        except sqlite3.Error as error:
            self._unread = not salvage(file, ram, scratch)
            self._mend(error)
        self.look()

    @property
    def problem(self) -> Problem | None:
        """What IT must know of it now; asked without touching the card, which may hang."""
        if self._trouble is not None:
            return self._trouble
        if self._gave_up_ballast:
            return Problem.DISK_FULL
        lately = time.time() - self._damaged_at < DAMAGE_TOLD_S
        return Problem.STORE_DAMAGED if lately else None

    def follow(self, work: Work) -> None:
        """Do on the file what RAM did already; when this returns without problem it is safe."""
        if self._db is None:
            return
        try:
            with self._db:
                work(self._db)
        except sqlite3.Error as error:
            self._mend(error)

    def sweep(self) -> None:
        """Empty the write-ahead log, so that nothing erased stays in it."""
        if self._db is None:
            return
        try:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            self._mend(error)

    def look(self) -> None:
        """Find what went wrong unseen; take up what the card gives again, file and ballast."""
        if self._db is not None:
            self._mend(self._wrong())
        if self._db is None:
            self._mend(self._write_anew())
        if self._db is not None and self.ballast.take_up():
            self._gave_up_ballast = False

    def close(self) -> None:
        """Close the file; RAM is left alone."""
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def _mend(self, error: sqlite3.Error | None) -> None:
        """After ``error`` make way for the file, and write it anew."""
        for _ in range(TRIES):
            if error is None:
                return
            self.close()
            self._say(problem_of(error, self._file.parent))
            self._make_way()
            error = self._write_anew()

    def _open(self) -> sqlite3.Connection:
        with contextlib.suppress(OSError):
            make_folder(self._file.parent, 0o700)
        db = open_file(self._file)
        self._inode = _inode(self._file)
        self._checked = time.monotonic()
        return db

    def _wrong(self) -> sqlite3.Error | None:
        """What no write has met: somebody took the file away, or (looked at each hour) damage."""
        if _inode(self._file) != self._inode:
            return sqlite3.OperationalError("the file was taken away")
        if time.monotonic() - self._checked < CHECK_EVERY_S:
            return None
        try:
            self._open().close()
        except sqlite3.Error as error:
            return error
        return None

    def _make_way(self) -> None:
        if self._trouble is Problem.DISK_FULL and self.ballast.give_up():
            self._gave_up_ballast = True
            record("store.ballast-given-up", logging.WARNING)
        if self._trouble is Problem.STORE_DAMAGED:
            with contextlib.suppress(OSError):
                self._damaged_at = time.time()
                aside = set_aside(self._file, self._damaged_at)
                self._unread = False
                record("store.set-aside", logging.ERROR, file=aside.name)

    def _write_anew(self) -> sqlite3.Error | None:
        """Make the file hold what RAM holds; the error where the card refuses: RAM must do."""
        with contextlib.ExitStack() as stack:
            try:
                db = self._open()
                stack.callback(db.close)
                if self._unread:
                    add_missing(db, self._ram)
                copy_all(self._ram, db)
            except sqlite3.Error as error:
                return error
            stack.pop_all()
        if self._trouble is not None:
            record("store.safe-again")
        self._db, self._trouble, self._unread = db, None, False
        return None

    def _say(self, problem: Problem) -> None:
        if problem is not self._trouble:
            self._trouble = problem
            record("store.failing", logging.ERROR, problem=problem.value)


def _inode(file: Path) -> int:
    """Which file stands there; 0 where there is none."""
    try:
        return file.stat().st_ino
    except OSError:
        return 0
