"""The one table of the handlers: codes that make staff of whoever sends them first."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

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
    comment="office: one-time codes, kept as SHA-256",
)
