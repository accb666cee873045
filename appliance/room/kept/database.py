"""The room's SQLite file: opened so that a power cut loses nothing written.

WAL with synchronous=FULL; ``user_version`` counts SCHEMA's steps, which only ever add, so that the
software before this one can still read it.
"""

import contextlib
import logging
import sqlite3
from pathlib import Path

from appliance.link.journal import record

SCHEMA = (
    """
    CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE visit (
        id TEXT PRIMARY KEY, start REAL NOT NULL, end REAL NOT NULL, standing TEXT NOT NULL,
        confirmed INTEGER NOT NULL, interpreter INTEGER NOT NULL, sealed BLOB);
    CREATE TABLE outcome (visit TEXT PRIMARY KEY, outcome TEXT NOT NULL);
    CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT, boot TEXT NOT NULL, seq INTEGER NOT NULL,
        at REAL NOT NULL, code TEXT NOT NULL, evidence TEXT NOT NULL, UNIQUE (boot, seq));
    CREATE TABLE generation (visit TEXT PRIMARY KEY, highest INTEGER NOT NULL, at REAL NOT NULL);
    """,
)


def open_database(file: Path) -> sqlite3.Connection:
    """Open or make ``file``; a broken one is put aside, and without a disk RAM must do."""
    try:
        return _open(str(file))
    except sqlite3.OperationalError:
        record("store.unreachable", logging.ERROR)
        return _open(":memory:")
    except sqlite3.DatabaseError:
        record("store.broken", logging.ERROR)
        _put_aside(file)
        return _open(str(file))


def _put_aside(file: Path) -> None:
    for part in ("", "-wal", "-shm"):
        old = file.with_name(file.name + part)
        with contextlib.suppress(FileNotFoundError):
            old.replace(old.with_name(old.name + ".broken"))


def _open(file: str) -> sqlite3.Connection:
    db = sqlite3.connect(file, check_same_thread=False, timeout=5.0)
    try:
        db.execute("PRAGMA journal_mode=WAL").fetchone()
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA secure_delete=ON").fetchone()
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("damaged")
        done = int(db.execute("PRAGMA user_version").fetchone()[0])
        for number, step in enumerate(SCHEMA[done:], start=done + 1):
            db.executescript(f"BEGIN; {step} PRAGMA user_version={number}; COMMIT;")
    except sqlite3.DatabaseError:
        db.close()
        raise
    if file != ":memory:":
        Path(file).chmod(0o600)
    return db
