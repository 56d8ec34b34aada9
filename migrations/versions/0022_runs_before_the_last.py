"""Runs before the last

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_runs",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("survey", sa.Text(), nullable=False),
        sa.Column("position", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_earlier_runs")),
        comment="runs: what a friend answered before she was asked the same survey again",
    )
    op.create_index("ix_earlier_runs_friend_id", "earlier_runs", ["friend_id"])
    op.create_index("ix_earlier_runs_survey", "earlier_runs", ["survey", "run_id"])


def downgrade() -> None:
    op.drop_table("earlier_runs")
