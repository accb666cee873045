"""Runs migrations on the connection that ``central.store.database.migrate`` hands over."""

from alembic import context

from central.store import guest_tables, visit_tables
from central.store.tables import Base

for table in (guest_tables.Guest, visit_tables.Course):  # every file's tables are known
    assert table.metadata is Base.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
