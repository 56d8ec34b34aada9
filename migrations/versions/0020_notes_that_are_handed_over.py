"""Where the note stands that an advisor has left at the end of his shift

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("note_place", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "note_place")
