"""Events of members, and member IDs to be compared without their case

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_events",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_member_events")),
        comment="linking.member_events: what members did elsewhere, each once; friend_id = whose lane was told",
    )
    op.create_index("ix_member_events_member_id", "member_events", ["member_id"])
    op.create_index("ix_member_events_received_at", "member_events", ["received_at"])
    op.add_column("members", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_members_folded", "members", ["folded"])
    _fold()


def _fold() -> None:
    """Only Python folds as the code does: the databases disagree about letters beyond ASCII."""
    members = sa.table("members", sa.column("member_id", sa.Text), sa.column("folded", sa.Text))
    connection = op.get_bind()
    ids = connection.execute(sa.select(members.c.member_id)).scalars().all()
    mine = sa.update(members).where(members.c.member_id == sa.bindparam("m"))
    for start in range(0, len(ids), 1000):
        rows = [
            {"m": each, "f": unicodedata.normalize("NFKC", each).strip().casefold()}
            for each in ids[start : start + 1000]
        ]
        connection.execute(mine.values(folded=sa.bindparam("f")), rows)


def downgrade() -> None:
    op.drop_index("ix_members_folded", "members")
    op.drop_column("members", "folded")
    op.drop_table("member_events")
