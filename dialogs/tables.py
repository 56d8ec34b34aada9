"""The tables of the dialogs; each comment names the one module that writes it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, text

from bot.db import Blob, Millis, metadata

DRAFT = text("status = 'draft'")

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

earlier_runs = Table(
    "earlier_runs",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("friend_id", Text, nullable=False),
    Column("survey", Text, nullable=False),
    Column("position", Blob, nullable=False),
    Column("updated_at", Millis, nullable=False),
    Index("ix_earlier_runs_friend_id", "friend_id"),
    Index("ix_earlier_runs_survey", "survey", "run_id"),
    comment="runs: what a friend answered before she was asked the same survey again",
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

rewordings = Table(
    "rewordings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("number", Integer),
    Column("body", Blob, nullable=False),
    Column("began_at", Millis, nullable=False),
    Column("ended_at", Millis),
    Column("undone_by", Text),
    Column("undone_at", Millis),
    Index("ix_rewordings_number", "number", unique=True),
    Index("ix_rewordings_draft", "by", "survey", unique=True, postgresql_where=DRAFT, sqlite_where=DRAFT),
    comment="overlay: new words that admins gave surveys by chat, who and when; never deleted",
)
