"""The tables are those of the migrations, up and down."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from central.faults import SetupError
from central.store.database import PRAGMAS, Database
from central.store.migrate import MIGRATIONS, migrate
from central.store.tables import HEAD, Base


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'central.sqlite'}"


def test_the_migrated_tables_are_the_models(url: str) -> None:
    migrate(url)
    database = Database(url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.require_schema()
    database.close()


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_migrations_go_down_and_up_again(url: str) -> None:
    for revision, tables in (("head", True), ("base", False), ("head", True), ("head", True)):
        migrate(url, revision)
        database = Database(url)
        assert inspect(database.engine).has_table("appointment") is tables
        database.close()


def test_an_old_or_empty_database_is_refused_in_one_line(url: str) -> None:
    database = Database(url)
    with pytest.raises(SetupError, match="ostord-central migrate"):
        database.require_schema()
    database.close()


def test_a_database_that_cannot_be_opened_is_refused_in_one_line(tmp_path: Path) -> None:
    bad = f"sqlite:///{tmp_path}/no/such/folder/x.sqlite"
    with pytest.raises(SetupError, match="cannot be opened"):
        migrate(bad)
    database = Database(bad)
    with pytest.raises(SetupError, match="cannot be opened"):
        database.require_schema()
    database.close()


def test_every_connection_is_durable_and_forgetful(url: str) -> None:
    database = Database(url)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with database.engine.connect() as connection:
        for name, value in expected.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
    assert len(PRAGMAS) == 5
    database.close()
