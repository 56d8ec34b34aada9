"""Photos, videos, voices and files that friends and advisors have sent

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("preview", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=8), nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("wish_id", sa.Text(), nullable=False),
        sa.Column("wanted_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_until", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_media")),
        comment="media: a photo, video, voice or file; waiting for the fetcher, ready, or refused",
    )
    op.create_index(
        "ix_media_waiting",
        "media",
        ["next_at"],
        postgresql_where=sa.text("status = 'waiting'"),
        sqlite_where=sa.text("status = 'waiting'"),
    )
    op.create_index("ix_media_friend_id", "media", ["friend_id"])
    op.create_index("ix_media_kept_until", "media", ["kept_until"])
    op.create_table(
        "media_pieces",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "part", "number", name=op.f("pk_media_pieces")),
        comment="media: the bytes of what was sent ('file') and of its small picture ('preview'), in pieces",
    )


def downgrade() -> None:
    op.drop_table("media_pieces")
    op.drop_table("media")
