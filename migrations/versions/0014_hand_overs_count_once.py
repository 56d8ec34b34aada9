"""Which hand-overs have counted

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_handovers")),
        comment="linking.handover: SHA-256 of the name of each hand-over that has counted, until it could not",
    )
    op.create_index("ix_handovers_expires_at", "handovers", ["expires_at"])


def downgrade() -> None:
    op.drop_table("handovers")
