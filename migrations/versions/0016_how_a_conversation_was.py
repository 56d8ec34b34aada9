"""How a conversation was for the friend

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("rated", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "rated")
