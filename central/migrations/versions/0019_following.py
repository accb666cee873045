"""What IT follows: how parts changed, and alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "fleet_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("unit", sa.String(length=65), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("condition", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("fleet_change_by_unit", "fleet_change", ["unit", "at"])
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("told", sa.String(length=8), nullable=True),
        sa.Column("hooked", sa.String(length=8), nullable=True),
        sa.Column("resolved_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alert_opened_at", "alert", ["opened_at"])


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_alert_opened_at", "alert")
    op.drop_table("alert")
    op.drop_index("fleet_change_by_unit", "fleet_change")
    op.drop_table("fleet_change")
