"""Whom advisors suit and how long friends wait

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CONVERSATION: tuple[tuple[str, Any], ...] = (
    ("called", sa.LargeBinary()),
    ("avoided", sa.LargeBinary()),
    ("unanswered_since", sa.BigInteger()),
    ("snoozed_until", sa.BigInteger()),
    ("left_by", sa.Text()),
    ("left_at", sa.BigInteger()),
    ("result", sa.Text()),
)
DESK: tuple[tuple[str, Any], ...] = (("capacity", sa.Integer()), ("skills", sa.LargeBinary()))


def upgrade() -> None:
    # The previous release writes rows without them: all of them may be empty.
    for name, kind in CONVERSATION:
        op.add_column("conversations", sa.Column(name, kind, nullable=True))
    for name, kind in DESK:
        op.add_column("desks", sa.Column(name, kind, nullable=True))
    op.create_index(
        "ix_conversations_answered_at",
        "conversations",
        ["answered_at"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NOT NULL"),
        sqlite_where=sa.text("answered_at IS NOT NULL"),
    )
    op.create_index(
        "ix_conversations_left",
        "conversations",
        ["left_by", "left_at"],
        unique=False,
        postgresql_where=sa.text("left_by IS NOT NULL"),
        sqlite_where=sa.text("left_by IS NOT NULL"),
    )
    op.create_table(
        "acquaintances",
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("advisor_id", sa.Text(), nullable=True),
        sa.Column("avoided", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("friend_id", name=op.f("pk_acquaintances")),
        comment="handoff, in the friend's lane: whom she has talked with last, and with whom she shall not again",
    )


def downgrade() -> None:
    op.drop_table("acquaintances")
    op.drop_index("ix_conversations_left", "conversations")
    op.drop_index("ix_conversations_answered_at", "conversations")
    for name, _ in DESK:
        op.drop_column("desks", name)
    for name, _ in CONVERSATION:
        op.drop_column("conversations", name)
