"""Members who register in LINE

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("credentials", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("credentials", sa.Column("registered_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_credentials_email", "credentials", ["email"])
    op.create_table(
        "registrations",
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("attributes", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_registrations")),
        comment="linking.newcomers: who has registered, until LINE says that it was she, for an hour at most",
    )
    op.create_index("ix_registrations_friend_id", "registrations", ["friend_id"])
    op.create_index("ix_registrations_created_at", "registrations", ["created_at"])


def downgrade() -> None:
    op.drop_table("registrations")
    op.drop_index("ix_credentials_email", "credentials")
    op.drop_column("credentials", "registered_at")
    op.drop_column("credentials", "email")
