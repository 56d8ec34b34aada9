"""The tables of the dialogs; each comment names the one module that writes it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table, Text

from bot.db import Blob, Millis, metadata

runs = Table(
    "runs",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("survey", Text, primary_key=True),
    Column("run_id", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("position", Blob, nullable=False),
    Column("updated_at", Millis, nullable=False),
    comment="runs: where a friend stands in each survey, her answers included",
)

survey_versions = Table(
    "survey_versions",
    metadata,
    Column("survey", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("body", Blob, nullable=False),
    comment="published: every survey as it once was, since a run ends on the version with which it began",
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("enrolled_at", Millis, nullable=False),
    Index("ix_enrolments_plan", "plan", "enrolled_at"),
    comment="runs: who was enrolled in which step plan, by which survey, and when last",
)
