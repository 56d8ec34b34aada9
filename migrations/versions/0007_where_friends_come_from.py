"""Where friends come from

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("friends", sa.Column("route", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("friends", "route")
