"""The tables of the handlers: codes that make staff of whoever sends them first, and erasures."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, text

from bot.db import Millis, metadata

staff_codes = Table(
    "staff_codes",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("role", String(8), nullable=False),
    Column("staff_name", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False),
    Column("used_by", Text),
    Column("replaces", Text),
    comment="office: one-time codes, kept as SHA-256",
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("friend_id", Text),
    Column("member_id", Text),
    Column("language", String(8)),
    Column("asked_at", Millis, nullable=False),
    Column("erased_at", Millis),
    Column("finished_at", Millis),
    Index(
        "ix_erasures_open",
        "asked_at",
        postgresql_where=text("finished_at IS NULL"),
        sqlite_where=text("finished_at IS NULL"),
    ),
    comment="erasing: that somebody had her data deleted; friend_id and member_id only until it is done",
)
