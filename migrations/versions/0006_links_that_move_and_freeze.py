"""Links that move and freeze

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("links", sa.Column("frozen_at", sa.BigInteger(), nullable=True))
    op.add_column("link_nonces", sa.Column("over", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("link_nonces", "over")
    op.drop_column("links", "frozen_at")
