"""When a friend was told that her advisor is away, and he that his words wait for her

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COLUMNS = ("away_told_at", "quota_told_at")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("conversations", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("conversations", name)
