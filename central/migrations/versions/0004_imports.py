"""Foreign booking systems and where imported bookings came from."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.create_table(
        "import_source",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("tried_at", sa.Double(), nullable=False),
        sa.Column("read_at", sa.Double(), nullable=True),
        sa.Column("problem", sa.String(length=32), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("bad", sa.JSON(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("gone_accepted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "import_row",
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("foreign_id", sa.String(length=255), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=True),
        sa.Column("appointment", sa.String(length=64), nullable=True),
        sa.Column("paired", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("room", sa.String(length=200), nullable=True),
        sa.Column("location", sa.String(length=64), nullable=True),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["import_source.name"]),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"]),
        sa.PrimaryKeyConstraint("source", "foreign_id"),
    )
    op.create_index("ix_import_row_appointment", "import_row", ["appointment"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_import_row_appointment", "import_row")
    op.drop_table("import_row")
    op.drop_table("import_source")
