"""Runs migrations on the connection that ``central.store.database.migrate`` hands over."""

from alembic import context

from central.store import visit_tables
from central.store.tables import Base

assert visit_tables.Course.metadata is Base.metadata  # both files' tables are known

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
