"""What staff see of a friend at a glance, by the language of whoever reads it

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("glances", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "glances")
