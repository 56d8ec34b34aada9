"""The tables of the machine; each names in its comment the one module that writes it.

Features keep theirs in their own rooms. All times are milliseconds since 1970 in UTC.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, TextClause, false, text

from bot.db import Blob, Millis, Seq, metadata

OPEN = text("status = 'open'")
PARKED = text("status = 'parked'")
UNSENT = text("status <> 'sent'")


def only(rows: TextClause) -> dict[str, Any]:
    """Return what makes an index one of these rows only, on either database."""
    return {"postgresql_where": rows, "sqlite_where": rows}


lanes = Table(
    "lanes",
    metadata,
    Column("lane", Text, primary_key=True),
    comment="inbox: one row a lane, from its first event on, never updated; its lock is its ownership",
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Seq, primary_key=True, autoincrement=True),
    Column("event_id", Text, nullable=False, unique=True),
    Column("lane", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Blob, nullable=False),
    Column("message_id", Text),
    Column("occurred_at", Millis, nullable=False),
    Column("accepted_at", Millis, nullable=False),
    Column("status", String(8), nullable=False, server_default="open"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("crashes", Integer, nullable=False, server_default="0"),
    Column("not_before", Millis),
    Column("error", Text),
    Index("ix_inbox_open", "lane", "seq", postgresql_where=OPEN, sqlite_where=OPEN),
    Index(
        "ix_inbox_waiting",
        "not_before",
        postgresql_where=text("status = 'open' AND not_before IS NOT NULL"),
        sqlite_where=text("status = 'open' AND not_before IS NOT NULL"),
    ),
    Index(
        "ix_inbox_message_id",
        "message_id",
        postgresql_where=text("message_id IS NOT NULL"),
        sqlite_where=text("message_id IS NOT NULL"),
    ),
    Index("ix_inbox_accepted_at", "accepted_at"),
    Index("ix_inbox_parked", "seq", postgresql_where=PARKED, sqlite_where=PARKED),
    comment="inbox: everything that happened, once; status open, done or parked",
)

workers = Table(
    "workers",
    metadata,
    Column("worker_id", Text, primary_key=True),
    Column("started_at", Millis, nullable=False),
    Column("beat_at", Millis, nullable=False),
    comment="worker: a row while it runs; one that stayed behind tells of an unclean exit",
)

friends = Table(
    "friends",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("first_seen_at", Millis, nullable=False),
    Column("followed", Boolean, nullable=False),
    Column("followed_at", Millis),
    Column("blocked_at", Millis),
    Column("call_name", Text),
    Column("language", Text),
    Column("zone", Text),
    Column("notice_version", Text),
    Column("notice_at", Millis),
    Column("route", Text),
    Column("role", String(8)),
    Column("staff_name", Text),
    Column("suspended", String(8)),
    Column("with_human", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("tab", Text),
    Column("heading", Text),
    Column("heading_at", Millis),
    Index(
        "ix_friends_role",
        "role",
        postgresql_where=text("role IS NOT NULL"),
        sqlite_where=text("role IS NOT NULL"),
    ),
    comment="friends: one row for whoever has written to the account or added it",
)

profiles = Table(
    "profiles",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("display_name", Text),
    Column("picture_url", Text),
    Column("language", Text),
    Column("asked_at", Millis, nullable=False),
    comment="profiles: what LINE says of a friend; no name when LINE would not say",
)

tags = Table(
    "tags",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("since", Millis, nullable=False),
    Index("ix_tags_tag", "tag", "friend_id"),
    comment="friends: a tag is present while at least one source holds it",
)

attributes = Table(
    "attributes",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("value", Blob, nullable=False),
    Column("since", Millis, nullable=False),
    comment="friends: a typed fact (JSON scalar) and who said it",
)

reply_tokens = Table(
    "reply_tokens",
    metadata,
    Column("token", Text, primary_key=True),
    Column("friend_id", Text, nullable=False),
    Column("received_at", Millis, nullable=False),
    Column("used_by", Text, unique=True),
    Index(
        "ix_reply_tokens_unused",
        "friend_id",
        "received_at",
        postgresql_where=text("used_by IS NULL"),
        sqlite_where=text("used_by IS NULL"),
    ),
    comment="outbox: a friend's chances of a free answer; bound by the sender when it leases",
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Seq, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("recipient", Text, nullable=False),
    Column("klass", String(9), nullable=False),
    Column("message", Blob, nullable=False),
    Column("status", String(8), nullable=False),
    Column("pushable", Boolean, nullable=False),
    Column("timed", Boolean, nullable=False),
    Column("expires_at", Millis),
    Column("not_before", Millis),
    Column("created_at", Millis, nullable=False),
    Column("cause", Text, nullable=False),
    Column("about", Text),
    Column("message_id", Text),
    Column("conversation", Text),
    Column("attempt_id", Text),
    Column("settled_at", Millis),
    Column("line_id", Text),
    Column("quote_token", Text),
    Column("error", Text),
    Index("ix_outbox_line", "recipient", "seq", **only(text("status = 'waiting'"))),
    Index("ix_outbox_deferred", "not_before", **only(text("status = 'deferred'"))),
    Index("ix_outbox_unsent", "status", **only(UNSENT)),
    Index("ix_outbox_settled_at", "settled_at"),
    Index("ix_outbox_attempt", "attempt_id", **only(text("attempt_id IS NOT NULL"))),
    Index("ix_outbox_line_id", "line_id", **only(text("line_id IS NOT NULL"))),
    Index("ix_outbox_message_id", "message_id", **only(text("message_id IS NOT NULL"))),
    Index("ix_outbox_conversation", "conversation", **only(text("conversation IS NOT NULL"))),
    comment="outbox: one row a message; about: whom it speaks of; message_id: LINE's id of what it passes on",
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("method", String(5), nullable=False),
    Column("token_at", Millis),
    Column("body", Blob, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("status", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("first_at", Millis, nullable=False),
    Column("next_at", Millis, nullable=False),
    Column("leased_until", Millis, nullable=False),
    Column("settled_at", Millis),
    Column("request_id", Text),
    Column("error", Text),
    Index("ix_attempts_open", "recipient", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
    Index("ix_attempts_due", "next_at", postgresql_where=OPEN, sqlite_where=OPEN),
    Index("ix_attempts_settled_at", "settled_at"),
    comment="outbox: a request to LINE, written down before it is made; its id is the retry key of a push",
)

timers = Table(
    "timers",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("due_at", Millis, nullable=False),
    Column("data", Blob, nullable=False),
    Index("ix_timers_due_at", "due_at"),
    comment="timers: what is to happen later; a due one becomes an event named after its version",
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("params", Blob, nullable=False),
    Column("asked_at", Millis, nullable=False),
    Column("status", String(8), nullable=False),
    Column("error", Text),
    Index("ix_reports_open", "asked_at", postgresql_where=OPEN, sqlite_where=OPEN),
    comment="reports: answers that need more than a turn loads",
)

switches = Table(
    "switches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Millis, nullable=False),
    Column("by", Text),
    comment="switches: what all processes obey: 'stopped', the published 'content', …",
)

contents = Table(
    "contents",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("body", Blob, nullable=False),
    Column("published_at", Millis, nullable=False),
    comment="contents: every content folder that was checked clean and published",
)
