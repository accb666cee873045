"""The unit that last held a visit."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.add_column("course", sa.Column("held_by", sa.String(length=65), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("course", "held_by")
