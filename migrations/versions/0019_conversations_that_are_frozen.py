"""Conversations that are frozen, who had received what by then, and the last words of a conversation

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("last_said", sa.Text(), nullable=True))
    op.add_column("conversations", sa.Column("frozen_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        comment="handoff, in the friend's lane: a conversation that was frozen; ids sort by time",
    )
    op.create_index("ix_incidents_friend_id", "incidents", ["friend_id"])
    op.create_table(
        "incident_lines",
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("klass", sa.String(length=9), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("incident_id", "outbox_id", name=op.f("pk_incident_lines")),
        comment="handoff: who had received what when a conversation was frozen; never the words themselves",
    )


def downgrade() -> None:
    op.drop_table("incident_lines")
    op.drop_table("incidents")
    op.drop_column("conversations", "frozen_at")
    op.drop_column("conversations", "last_said")
