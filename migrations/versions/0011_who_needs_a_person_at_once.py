"""Since when a conversation is urgent

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("urgent_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "urgent_at")
