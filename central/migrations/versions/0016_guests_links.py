"""Further links of guests, in their reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.add_column("link", sa.Column("guest", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.execute("DELETE FROM link WHERE guest IS NOT NULL")
    op.drop_column("link", "guest")
