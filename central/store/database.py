"""Opens the database: SQLite durable and forgetful, PostgreSQL by its URL."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from central.faults import SetupError, StoreError
from central.store.tables import HEAD, Base

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",
)
"""FULL loses nothing that was acknowledged; secure_delete overwrites what is deleted (R07)."""
CONNECTIONS = 20
"""Kept open; as many again when much happens at once, one for each of the server's threads."""
ENDS_S = 5.0
"""So long closing waits for what is under way."""
OF_PEOPLE = (
    *("person", "ticket", "link", "session", "seat", "guest", "delivery", "attachment"),
    *("entry_code", "contact", "note", "report", "staff_session"),
)
"""The tables that PostgreSQL writes anew each night: what it deletes stays in their files else."""


class Database:
    """One engine; ``begin`` gives a session that commits at its end, or not at all."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._under_way = 0
        self._ended = threading.Condition()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session in a transaction; StoreError when the database cannot do its part."""
        with self._ended:
            self._under_way += 1
        try:
            with self._sessions.begin() as session:
                yield session
        except OperationalError as error:
            raise StoreError(f"database: {error.orig}") from None
        finally:
            with self._ended:
                self._under_way -= 1
                self._ended.notify_all()

    def require_schema(self) -> None:
        """SetupError unless the tables are those of this version."""
        if _revision(self.engine) != HEAD:
            raise SetupError("database: is not of this version; run `ostord-central migrate`")

    def forget(self) -> None:
        """Drop what the files still hold of deleted rows.

        SetupError while somebody reads SQLite's log. PostgreSQL's own log keeps them until it
        uses its segments again.
        """
        if self.engine.dialect.name != "sqlite":
            self._write_anew()
            return
        with self.engine.connect() as connection:
            busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar()
        if busy:
            raise SetupError("database: is in use; its log still holds what was deleted")

    def _write_anew(self) -> None:
        try:
            with self.engine.connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                alone.execute(text(f"VACUUM (FULL) {', '.join(OF_PEOPLE)}"))
        except OperationalError as error:
            raise StoreError(f"database: {error.orig}") from None

    def close(self) -> None:
        """Close every connection, once the transactions under way have ended."""
        with self._ended:
            self._ended.wait_for(lambda: not self._under_way, ENDS_S)
        self.engine.dispose()


def open_engine(url: str) -> Engine:
    """An engine on ``url`` whose every connection has the house's pragmas.

    Its errors never repeat the values of a statement: they name people (S6).
    """
    engine = create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_pre_ping=not url.startswith("sqlite"),  # a server may have been restarted
        hide_parameters=True,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
    event.listen(engine, "handle_error", _without_values)
    return engine


def put_once(transaction: Session, table: type[Base], **values: object) -> None:
    """A row that may be there: of two who make it at once the later one waits, and makes none."""
    insert = _INSERTS[transaction.get_bind().dialect.name]
    transaction.execute(insert(table).values(**values).on_conflict_do_nothing())


_INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL's DETAIL shows the row, and its message about bad data (class 22) the value."""
    found = context.original_exception
    state = getattr(found, "sqlstate", None)
    if state is None or context.sqlalchemy_exception is None:
        return
    said = "bad data" if state.startswith("22") else str(found).partition("\n")[0]
    found.args = (said,)
    context.sqlalchemy_exception.args = (f"({type(found).__name__}) {said}",)


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _revision(engine: Engine) -> str | None:
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError:
        raise SetupError("database: cannot be opened") from None
