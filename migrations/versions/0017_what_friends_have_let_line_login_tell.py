"""What friends have let LINE Login tell us

Runs while the previous release is still up: add, fill, switch and drop in separate releases.
"""

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_consents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=True),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("access_until", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("unwanted_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_consents")),
        sa.UniqueConstraint("friend_id", name=op.f("uq_login_consents_friend_id")),
        comment="linking.consents: what a friend has let LINE Login tell us; nobody's once she was erased",
    )
    op.create_index(
        "ix_login_consents_unwanted",
        "login_consents",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("unwanted_at IS NOT NULL"),
        sqlite_where=sa.text("unwanted_at IS NOT NULL"),
    )
    op.create_index("ix_login_consents_until", "login_consents", ["until"], unique=False)


def downgrade() -> None:
    op.drop_table("login_consents")
