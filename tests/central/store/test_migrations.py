"""The tables are those of the migrations, up and down."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from central.faults import SetupError
from central.store.database import OF_PEOPLE, PRAGMAS, Database, open_engine
from central.store.migrate import MIGRATIONS, migrate
from central.store.tables import HEAD, Appointment, Base, Person


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'central.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, sqlite: str) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return sqlite
    return str(request.getfixturevalue("postgres").make())


def test_the_migrated_tables_are_the_models(url: str) -> None:
    migrate(url)
    database = Database(url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.require_schema()
    assert set(OF_PEOPLE) <= Base.metadata.tables.keys()
    database.close()


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_migrations_go_down_and_up_again(url: str) -> None:
    for revision, tables in (("head", True), ("base", False), ("head", True), ("head", True)):
        migrate(url, revision)
        database = Database(url)
        assert inspect(database.engine).has_table("appointment") is tables
        database.close()


def test_a_database_with_people_in_it_comes_up_and_goes_down_again(url: str) -> None:
    """Tables that others point at are not made anew: nothing of anybody is lost."""
    migrate(url, "0001")
    engine = open_engine(url)
    with engine.begin() as old:
        for row in (
            'appointment (id, location, start, "end", status, confirmation, language,'
            " interpreter, version, changed_at)"
            " VALUES ('a', 'room-12', 1, 2, 'booked', 'yes', 'sv', false, 1, 1)",
            "person VALUES ('a', 'A B', '1', '1912-12-12', NULL, NULL, false)",
            "ticket (appointment, digest, wrong) VALUES ('a', 'd', 0)",
        ):
            old.execute(text(f"INSERT INTO {row}"))
    engine.dispose()
    for revision in ("head", "base"):
        migrate(url, revision)
        if revision == "head":
            database = Database(url)
            with database.begin() as session:
                found = session.get(Appointment, "a")
                assert found is not None
                assert (found.at_once, found.practice, found.outcome_at) == (False, False, None)
                assert session.get(Person, "a") is not None
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


def test_every_connection_is_durable_and_forgetful(sqlite: str) -> None:
    database = Database(sqlite)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with database.engine.connect() as connection:
        for name, value in expected.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
    assert len(PRAGMAS) == 5
    database.close()
