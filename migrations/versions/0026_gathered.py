"""How much of a friend's burst is on its way to her advisor already

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("gathered", sa.Integer(), nullable=True))
    op.add_column("conversations", sa.Column("filled_by", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "filled_by")
    op.drop_column("conversations", "gathered")
