"""Where she is in the menus

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("friends", sa.Column("tab", sa.Text(), nullable=True))
    op.add_column("friends", sa.Column("heading", sa.Text(), nullable=True))
    op.add_column("friends", sa.Column("heading_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("friends", "heading_at")
    op.drop_column("friends", "heading")
    op.drop_column("friends", "tab")
