"""Private notes, lateness said at the desk, and an audit log that refuses to be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FIVE_YEARS_S = 1827 * 86_400
SAID = "the audit log is kept unchanged for 5 years"
SQLITE = (
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit"
    f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit"
    f" WHEN OLD.at > CAST(strftime('%s', 'now') AS REAL) - {FIVE_YEARS_S}"
    f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit"
    " FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW"
    f" WHEN (OLD.at > extract(epoch FROM now()) - {FIVE_YEARS_S})"
    " EXECUTE FUNCTION audit_refuses()",
    "CREATE TRIGGER audit_whole BEFORE TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
)


def upgrade() -> None:
    """Add it."""
    op.add_column("course", sa.Column("late_until", sa.Double(), nullable=True))
    op.create_table(
        "note",
        sa.Column("appointment", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"]),
        sa.PrimaryKeyConstraint("appointment", "subject"),
    )
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[_dialect()]:
        op.execute(statement)


def downgrade() -> None:
    """Take it back."""
    on = " ON audit" if _dialect() == "postgresql" else ""
    for trigger in ("audit_unchanged", "audit_kept"):
        op.execute(f"DROP TRIGGER {trigger}{on}")
    if on:
        op.execute("DROP TRIGGER audit_whole ON audit")
        op.execute("DROP FUNCTION audit_refuses()")
    op.drop_table("note")
    op.drop_column("course", "late_until")


def _dialect() -> str:
    return op.get_bind().dialect.name
