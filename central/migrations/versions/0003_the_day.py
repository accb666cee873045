"""A visit's course, its report, who saw a number, letters on their way; undo, try, practice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    no = sa.text("false")
    for name in ("at_once", "practice"):
        column: sa.Column[bool] = sa.Column(name, sa.Boolean(), nullable=False, server_default=no)
        op.add_column("appointment", column)
    op.add_column("appointment", sa.Column("outcome_at", sa.Double(), nullable=True))
    op.add_column("ticket", sa.Column("tried_at", sa.Double(), nullable=True))
    op.create_table(
        "course",
        sa.Column("appointment", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=65), nullable=True),
        sa.Column("client", sa.String(length=64), nullable=True),
        sa.Column("clinic_told_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"]),
        sa.PrimaryKeyConstraint("appointment"),
    )
    op.create_table(
        "report",
        sa.Column("appointment", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("heading", sa.String(length=20), nullable=True),
        sa.Column("story", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"]),
        sa.PrimaryKeyConstraint("appointment"),
    )
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(length=65), nullable=False),
        sa.Column("appointment", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_disclosure_appointment", "disclosure", ["appointment"])
    op.create_table(
        "letter",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("written_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("letter")
    op.drop_index("ix_disclosure_appointment", "disclosure")
    op.drop_table("disclosure")
    op.drop_table("report")
    op.drop_table("course")
    op.drop_column("ticket", "tried_at")
    for name in ("outcome_at", "practice", "at_once"):
        op.drop_column("appointment", name)
