"""Enrolment and withdrawal of units, boots that take turns, samples of longer spans."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    op.add_column("unit", sa.Column("withdrawn_at", sa.Double(), nullable=True))
    op.add_column("latest", sa.Column("boots", sa.JSON(), nullable=True))
    op.add_column("latest", sa.Column("cloned_at", sa.Double(), nullable=True))
    op.create_index("sample_by_time", "sample", ["at"])
    op.create_table(
        "rollup",
        sa.Column("unit", sa.String(length=65), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "span", "at"),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("unit", sa.String(length=65), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Take them back; a unit that was withdrawn stays without a room."""
    op.drop_table("enrolment")
    op.drop_table("rollup")
    op.drop_index("sample_by_time", "sample")
    op.drop_column("latest", "cloned_at")
    op.drop_column("latest", "boots")
    op.drop_column("unit", "withdrawn_at")
