"""Gifts of surveys

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_gifts",
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("gift_id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "page", name=op.f("pk_survey_gifts")),
        sa.UniqueConstraint("gift_id", name=op.f("uq_survey_gifts_gift_id")),
        comment="linking.book: what surveys gave a member, each page once for ever; gift_id is in its address",
    )


def downgrade() -> None:
    op.drop_table("survey_gifts")
