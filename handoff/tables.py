"""The tables of the handoff, written by `handoff.room`, each row from the lane that its comment names."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, text

from bot.db import Blob, Millis, metadata

NOT_DONE = text("status <> 'done'")
WAITING = text("status = 'waiting'")
OPEN = text("status = 'open'")
LEFT = text("left_by IS NOT NULL")
ANSWERED = text("answered_at IS NOT NULL")

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("friend_id", Text, nullable=False),
    Column("status", String(8), nullable=False),
    Column("reason", Text, nullable=False),
    Column("topic", Text),
    Column("name", Text, nullable=False),
    Column("glance", Blob, nullable=False),
    Column("words", Blob, nullable=False),
    Column("asked_at", Millis, nullable=False),
    Column("called_at", Millis),
    Column("calls", Integer, nullable=False),
    Column("soothed_at", Millis),
    Column("advisor_id", Text),
    Column("advisor_name", Text),
    Column("label", Text),
    Column("taken_at", Millis),
    Column("answered_at", Millis),
    Column("last_friend_at", Millis),
    Column("last_advisor_at", Millis),
    Column("done_at", Millis),
    Column("outcome", Text),
    Column("called", Blob),
    Column("avoided", Blob),
    Column("unanswered_since", Millis),
    Column("snoozed_until", Millis),
    Column("left_by", Text),
    Column("left_at", Millis),
    Column("result", Text),
    Column("urgent_at", Millis),
    Column("rated", Integer),
    Column("last_said", Text),
    Column("frozen_at", Millis),
    Column("note_place", Text),
    Column("held_until", Millis),
    Column("gathered_until", Millis),
    Column("read_token", Text),
    Column("glances", Blob),
    Column("away_told_at", Millis),
    Column("quota_told_at", Millis),
    Column("gathered", Integer),
    Column("filled_by", Text),
    Index(
        "uq_conversations_friend", "friend_id", unique=True, postgresql_where=NOT_DONE, sqlite_where=NOT_DONE
    ),
    # Two friends may share a name, but never the label under which one advisor sees them.
    Index(
        "uq_conversations_label", "advisor_id", "label", unique=True, postgresql_where=OPEN, sqlite_where=OPEN
    ),
    Index("ix_conversations_waiting", "asked_at", postgresql_where=WAITING, sqlite_where=WAITING),
    Index("ix_conversations_advisor", "advisor_id", "done_at"),
    Index("ix_conversations_answered_at", "answered_at", postgresql_where=ANSWERED, sqlite_where=ANSWERED),
    Index("ix_conversations_left", "left_by", "left_at", postgresql_where=LEFT, sqlite_where=LEFT),
    comment="handoff, in the friend's lane: waiting, open or done; words = what she wrote before",
)

desks = Table(
    "desks",
    metadata,
    Column("advisor_id", Text, primary_key=True),
    Column("on_duty", Boolean, nullable=False),
    Column("since", Millis, nullable=False),
    Column("focus", Text),
    Column("firm", Boolean, nullable=False),
    Column("focus_since", Millis, nullable=False),
    Column("focus_until", Millis, nullable=False),
    Column("reaching", Text),
    Column("reaching_at", Millis, nullable=False),
    Column("held", Blob, nullable=False),
    Column("capacity", Integer),
    Column("skills", Blob),
    Column("missed", Integer),
    Column("formerly", Blob),
    Column("sent", Blob),
    comment="handoff, in the advisor's own lane: on duty, whom plain text goes to, what has no name yet",
)

acquaintances = Table(
    "acquaintances",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("advisor_id", Text),
    Column("avoided", Blob, nullable=False),
    comment="handoff, in the friend's lane: whom she has talked with last, and with whom she shall not again",
)

notes = Table(
    "notes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("friend_id", Text, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Millis, nullable=False),
    Index("ix_notes_friend_id", "friend_id", "at"),
    Index("ix_notes_message_id", "message_id"),
    comment="handoff, in the friend's lane: what staff have noted on her, for their eyes only",
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Millis, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("staff_name", Text, nullable=False),
    Column("deed", Text, nullable=False),
    Column("friend_id", Text),
    Column("detail", Text, nullable=False),
    Index("ix_audit_log_friend_id", "friend_id"),
    comment="handoff: what staff have done, only ever added to; ids sort by time",
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False),
    Column("friend_id", Text),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Millis, nullable=False),
    Column("closed_by", Text),
    Column("closed_at", Millis),
    Index("ix_incidents_friend_id", "friend_id"),
    comment="handoff, in the friend's lane: a conversation that was frozen; ids sort by time",
)

incident_lines = Table(
    "incident_lines",
    metadata,
    Column("incident_id", Text, primary_key=True),
    Column("outbox_id", Text, primary_key=True),
    Column("recipient", Text),
    Column("klass", String(9), nullable=False),
    Column("status", String(8), nullable=False),
    Column("at", Millis, nullable=False),
    Column("line_id", Text),
    Column("message_id", Text),
    comment="handoff: who had received what when a conversation was frozen; never the words themselves",
)
