"""Acts from afar, and what came of them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "act",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=65), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=True),
        sa.Column("asked_at", sa.Double(), nullable=False),
        sa.Column("expires", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("answered_at", sa.Double(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_act_asked_at", "act", ["asked_at"])
    op.create_index("act_by_unit", "act", ["unit", "asked_at"])


def downgrade() -> None:
    """Take them back."""
    op.drop_index("act_by_unit", "act")
    op.drop_index("ix_act_asked_at", "act")
    op.drop_table("act")
