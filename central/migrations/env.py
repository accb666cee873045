"""Runs migrations on the connection that ``central.store.database.migrate`` hands over."""

from alembic import context

from central.store import (
    code_tables,
    desk_tables,
    enrolment_tables,
    fleet_tables,
    guest_tables,
    staff_tables,
    visit_tables,
)
from central.store.tables import Base

KNOWN = (
    code_tables,
    desk_tables,
    enrolment_tables,
    fleet_tables,
    guest_tables,
    staff_tables,
    visit_tables,
)
for tables in KNOWN:
    assert tables.Base.metadata is Base.metadata  # every file's tables are known

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
