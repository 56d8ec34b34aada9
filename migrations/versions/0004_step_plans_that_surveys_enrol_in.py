"""Step plans that surveys enrol in

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolments",
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("friend_id", "plan", "source", name=op.f("pk_enrolments")),
        comment="runs: who was enrolled in which step plan, by which survey, and when last",
    )
    op.create_index("ix_enrolments_plan", "enrolments", ["plan", "enrolled_at"], unique=False)


def downgrade() -> None:
    op.drop_table("enrolments")
