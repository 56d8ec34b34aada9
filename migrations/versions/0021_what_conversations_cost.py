"""What belongs to which conversation, and words that wait for a moment

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("held_until", sa.BigInteger(), nullable=True))
    op.add_column("conversations", sa.Column("gathered_until", sa.BigInteger(), nullable=True))
    op.add_column("conversations", sa.Column("read_token", sa.Text(), nullable=True))
    op.add_column("desks", sa.Column("sent", sa.LargeBinary(), nullable=True))
    op.add_column("outbox", sa.Column("conversation", sa.Text(), nullable=True))
    op.create_index(
        "ix_outbox_conversation",
        "outbox",
        ["conversation"],
        postgresql_where=sa.text("conversation IS NOT NULL"),
        sqlite_where=sa.text("conversation IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_conversation", "outbox")
    op.drop_column("outbox", "conversation")
    op.drop_column("desks", "sent")
    op.drop_column("conversations", "read_token")
    op.drop_column("conversations", "gathered_until")
    op.drop_column("conversations", "held_until")
