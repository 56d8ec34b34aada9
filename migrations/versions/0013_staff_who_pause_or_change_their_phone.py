"""Staff who are suspended, have a new phone, or miss their cards

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("friends", sa.Column("suspended", sa.String(length=8), nullable=True))
    op.add_column("staff_codes", sa.Column("replaces", sa.Text(), nullable=True))
    op.add_column("desks", sa.Column("missed", sa.Integer(), nullable=True))
    op.add_column("desks", sa.Column("formerly", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("desks", "formerly")
    op.drop_column("desks", "missed")
    op.drop_column("staff_codes", "replaces")
    op.drop_column("friends", "suspended")
