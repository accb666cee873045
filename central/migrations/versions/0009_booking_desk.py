"""The booking desk: guardian, proxy, which number, the clinician's message; presses, contacts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    no = sa.text("false")
    for name in ("guardian", "proxy"):
        column: sa.Column[bool] = sa.Column(name, sa.Boolean(), nullable=False, server_default=no)
        op.add_column("appointment", column)
    op.add_column("person", sa.Column("id_kind", sa.String(length=24), nullable=True))
    op.add_column("person", sa.Column("message", sa.String(length=500), nullable=True))
    op.create_table(
        "booking_key",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("appointment", sa.String(length=64), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "unsuitable",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "day", "question"),
    )
    op.create_table(
        "contact",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("patient", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "patient"),
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("contact", "unsuitable", "booking_key"):
        op.drop_table(table)
    for name in ("message", "id_kind"):
        op.drop_column("person", name)
    for name in ("proxy", "guardian"):
        op.drop_column("appointment", name)
