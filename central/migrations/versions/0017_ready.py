"""Whether each booked visit can be held, as its unit tells it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.add_column("latest", sa.Column("ready", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("latest", "ready")
