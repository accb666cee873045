"""Brings the tables to this version, or takes them back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

from central.faults import SetupError
from central.store.database import open_engine

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the tables to ``revision``, up or down."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            (command.downgrade if revision == "base" else command.upgrade)(config, revision)
    except OperationalError:
        raise SetupError("database: cannot be opened") from None
    finally:
        engine.dispose()
