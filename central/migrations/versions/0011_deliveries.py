"""Letters on their way, further links, visits by their start."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("appointment", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("masked", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("subject", sa.String(length=500), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("segments", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.Column("about", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delivery_letter", "delivery", ["letter"])
    op.create_index("ix_delivery_appointment", "delivery", ["appointment"])
    op.create_index("delivery_due", "delivery", ["state", "way", "next_at"])
    op.create_table(
        "link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("appointment", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_link_appointment", "link", ["appointment"])
    op.create_index("appointment_by_start", "appointment", ["start"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("appointment_by_start", "appointment")
    for index in ("delivery_due", "ix_delivery_appointment", "ix_delivery_letter"):
        op.drop_index(index, "delivery")
    op.drop_index("ix_link_appointment", "link")
    for table in ("link", "delivery"):
        op.drop_table(table)
