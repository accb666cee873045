"""What a browser's person proved, and whether a clinician checked who it is (R60)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it: whoever came in before proved the link alone."""
    level = sa.Column("level", sa.String(length=12), nullable=False, server_default="link")
    op.add_column("session", level)
    op.add_column("session", sa.Column("vouched_at", sa.Double(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    for name in ("vouched_at", "level"):
        op.drop_column("session", name)
