"""The room's SQLite file: opened so that a power cut loses nothing written, copied row by row.

WAL with synchronous=FULL; ``user_version`` counts SCHEMA's steps, which only ever add (columns with
a default), so that the software before this one can still use it.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from functools import partial
from pathlib import Path

from appliance.link.files import keep_folder

SCHEMA = (
    """
    CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE secret (name TEXT PRIMARY KEY, sealed BLOB NOT NULL);
    CREATE TABLE visit (id TEXT PRIMARY KEY, start REAL NOT NULL, plain TEXT NOT NULL, sealed BLOB);
    CREATE TABLE report (
        visit TEXT PRIMARY KEY, number INTEGER NOT NULL, at REAL NOT NULL, body TEXT,
        tried TEXT NOT NULL);
    CREATE TABLE event (
        number INTEGER PRIMARY KEY, boot TEXT NOT NULL, seq INTEGER NOT NULL,
        at REAL NOT NULL, code TEXT NOT NULL, evidence TEXT NOT NULL, UNIQUE (boot, seq));
    CREATE TABLE generation (visit TEXT PRIMARY KEY, highest INTEGER NOT NULL, at REAL NOT NULL);
    """,
)
COLUMNS = {
    "report": {"visit": "text", "number": "integer", "at": "real", "body": "text", "tried": "text"},
    "fact": {"name": "text", "value": "text"},
    "secret": {"name": "text", "sealed": "blob"},
    "visit": {"id": "text", "start": "real", "plain": "text", "sealed": "blob"},
    "generation": {"visit": "text", "highest": "integer", "at": "real"},
    "event": {
        "number": "integer", "boot": "text", "seq": "integer",
        "at": "real", "code": "text", "evidence": "text",
    },
}  # fmt: skip
"""Every table with what is in its columns; what only this unit has comes first."""
LOG_PAGES = 128
"""The write-ahead log is taken in at half a megabyte, well below what the ballast frees."""
SIDES = ("", "-wal", "-shm")
ASIDE = "damaged-*.sqlite"
SET_ASIDE_KEPT = 2
"""So many damaged files are kept for IT; the oldest leave."""


def in_ram() -> sqlite3.Connection:
    """An empty store that no disk holds."""
    db = sqlite3.connect(":memory:", check_same_thread=False)
    _bring_up_to_date(db)
    return db


def open_file(file: Path) -> sqlite3.Connection:
    """Open or make ``file``; raises sqlite3.Error where it is damaged or the disk refuses."""
    db = _connect(file)
    try:
        db.execute("PRAGMA journal_mode=WAL").fetchone()
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA secure_delete=ON").fetchone()
        db.execute("PRAGMA cell_size_check=ON")
        db.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}").fetchone()
        _check(db)
        _bring_up_to_date(db)
        for table in COLUMNS:
            _rows(db, table).close()
        _try_to_write(db)
        with contextlib.suppress(OSError):
            file.chmod(0o600)
            keep_folder(file.parent)
    except sqlite3.Error:
        db.close()
        raise
    except UnicodeDecodeError:  # what SQLite says of a garbled schema quotes it
        db.close()
        raise _damaged() from None
    return db


def _connect(file: Path) -> sqlite3.Connection:
    """Open ``file``; a garbled text in it is a text, and its reader passes over it."""
    db = sqlite3.connect(file, check_same_thread=False, timeout=5.0)
    db.text_factory = partial(str, encoding="utf-8", errors="replace")
    return db


def _check(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise _damaged()


def _damaged() -> sqlite3.DatabaseError:
    damaged = sqlite3.DatabaseError("damaged")
    damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return damaged


def _try_to_write(db: sqlite3.Connection) -> None:
    """A file that may only be read says so now, not at the first visit."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    db.execute(f"PRAGMA user_version={version}")


def _bring_up_to_date(db: sqlite3.Connection) -> None:
    done = int(db.execute("PRAGMA user_version").fetchone()[0])
    for number, step in enumerate(SCHEMA[done:], start=done + 1):
        db.executescript(f"BEGIN; {step} PRAGMA user_version={number}; COMMIT;")


def add_missing(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Add to ``target`` the rows of ``source`` that it does not have."""
    with target:
        for table in COLUMNS:
            _copy(source, target, table)


def copy_all(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Make ``target`` hold what ``source`` holds and nothing else, in one transaction."""
    with target:
        target.execute("BEGIN IMMEDIATE")
        for table in COLUMNS:
            target.execute(f"DELETE FROM {table}")  # noqa: S608 - our own words
            _copy(source, target, table)


def salvage(file: Path, target: sqlite3.Connection, scratch: Path) -> bool:
    """Add what can be read of ``file`` to ``target``; whether that was all of it.

    It is read from a copy in ``scratch``, a folder in RAM: only where it can be written does
    SQLite take in a write-ahead log.
    """
    try:
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            copy = Path(folder) / file.name
            for side in SIDES[:2]:
                with contextlib.suppress(FileNotFoundError):
                    old = file.with_name(file.name + side)
                    shutil.copyfile(old, copy.with_name(copy.name + side))
            with contextlib.closing(_connect(copy)) as source:
                had = [_salvaged(source, target, table) for table in COLUMNS]
                return all(had)
    except (OSError, sqlite3.Error):
        return False


def _salvaged(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> bool:
    """Row by row, so that those before a damaged page are had."""
    try:
        with contextlib.closing(_rows(source, table)) as rows:
            for row in rows:
                with contextlib.suppress(sqlite3.IntegrityError), target:
                    target.execute(_put(table), row)
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    return True


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    target.executemany(_put(table), _rows(source, table))


def _rows(db: sqlite3.Connection, table: str) -> sqlite3.Cursor:
    """Its rows, without those where a failing disk made a value one of another kind."""
    columns = COLUMNS[table]
    sound = " AND ".join(f"typeof({name}) IN ('{kind}', 'null')" for name, kind in columns.items())
    return db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {sound}")  # noqa: S608


def _put(table: str) -> str:
    columns = COLUMNS[table]
    marks = ", ".join("?" * len(columns))
    return f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def set_aside(file: Path, at: float) -> Path:
    """Rename a damaged ``file`` (Unix seconds ``at`` in its name); raises OSError."""
    aside = file.with_name(f"damaged-{int(at):011d}.sqlite")
    for side in SIDES:
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + side).replace(aside.with_name(aside.name + side))
    former = sorted(file.parent.glob(ASIDE))[:-SET_ASIDE_KEPT]
    for old in former:
        for side in SIDES:
            old.with_name(old.name + side).unlink(missing_ok=True)
    keep_folder(file.parent)
    return aside


def newest_aside(folder: Path) -> float:
    """When a file was set aside last in ``folder``, Unix seconds; 0 where none is known."""
    stamps: list[str] = []
    with contextlib.suppress(OSError):
        stamps = [file.stem.removeprefix("damaged-") for file in folder.glob(ASIDE)]
    return float(max((stamp for stamp in stamps if stamp.isdecimal()), default=0))
