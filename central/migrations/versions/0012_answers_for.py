"""Who invited somebody without an e-ID, and answers for the check of identity (R61)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.add_column("appointment", sa.Column("answers_for", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("appointment", "answers_for")
