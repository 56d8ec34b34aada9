"""The tables of linking; each names in its comment the one module that writes it.

All times are milliseconds since 1970 in UTC.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, text

from bot.db import Blob, Millis, metadata

members = Table(
    "members",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("attributes", Blob, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Millis, nullable=False),
    # Of the previous release's rows it is empty, which is nobody's.
    Column("folded", Text, nullable=False, server_default=""),
    Index("ix_members_folded", "folded"),
    comment="linking.directory: what the operator's service says of a member; version grows with each change",
)

member_events = Table(
    "member_events",
    metadata,
    Column("key", Text, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("at", Millis, nullable=False),
    Column("data", Blob, nullable=False),
    Column("received_at", Millis, nullable=False),
    Column("friend_id", Text),
    Index("ix_member_events_member_id", "member_id"),
    Index("ix_member_events_received_at", "received_at"),
    comment="linking.member_events: what members did elsewhere, each once; friend_id = whose lane was told",
)

credentials = Table(
    "credentials",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("changed_at", Millis, nullable=False),
    # Of those who have registered here: the address that they sign in with, and when.
    Column("email", Text),
    Column("registered_at", Millis),
    Index("ix_credentials_email", "email"),
    comment="linking.directory: argon2 hashes of those who sign in with the built-in directory",
)

registrations = Table(
    "registrations",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("friend_id", Text, nullable=False),
    Column("email", Text),
    Column("password_hash", Text, nullable=False),
    Column("attributes", Blob, nullable=False),
    Column("created_at", Millis, nullable=False),
    Index("ix_registrations_friend_id", "friend_id"),
    Index("ix_registrations_created_at", "created_at"),
    comment="linking.newcomers: who has registered, until LINE says that it was she, for an hour at most",
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("since", Millis, nullable=False),
    Index("ix_sign_in_tries_since", "since"),
    comment="linking.throttle: tries to sign in, by a digest of the member ID typed or of the friend",
)

handovers = Table(
    "handovers",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("expires_at", Millis, nullable=False),
    Index("ix_handovers_expires_at", "expires_at"),
    comment="linking.handover: SHA-256 of the name of each hand-over that has counted, until it could not",
)

link_nonces = Table(
    "link_nonces",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("friend_id", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("route", Text),
    Column("over", Text),
    Column("created_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False),
    Column("used_at", Millis),
    Column("used_by", Text),
    Index("ix_link_nonces_session", "session"),
    Index("ix_link_nonces_created_at", "created_at"),
    comment="linking.nonces: SHA-256 of each nonce on its way through LINE; friend_id = whose button it was",
)

links = Table(
    "links",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("member_id", Text, nullable=False, unique=True),
    Column("linked_at", Millis, nullable=False),
    Column("route", Text),
    Column("frozen_at", Millis),
    comment="linking.book: the tie, one friend to one member and one member to one friend",
)

gifts = Table(
    "gifts",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("gift_id", Text, nullable=False, unique=True),
    Column("page", Text, nullable=False),
    Column("friend_id", Text, nullable=False),
    Column("given_at", Millis, nullable=False),
    comment="linking.book: what a member was given for linking, once for ever; gift_id is in its address",
)

survey_gifts = Table(
    "survey_gifts",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("page", Text, primary_key=True),
    Column("gift_id", Text, nullable=False, unique=True),
    Column("friend_id", Text, nullable=False),
    Column("given_at", Millis, nullable=False),
    comment="linking.book: what surveys gave a member, each page once for ever; gift_id is in its address",
)

login_consents = Table(
    "login_consents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("friend_id", Text, unique=True),
    Column("tokens", Blob, nullable=False),
    Column("access_until", Millis, nullable=False),
    Column("until", Millis, nullable=False),
    Column("unwanted_at", Millis),
    Column("tries", Integer, nullable=False),
    Column("next_at", Millis, nullable=False),
    Index(
        "ix_login_consents_unwanted",
        "next_at",
        postgresql_where=text("unwanted_at IS NOT NULL"),
        sqlite_where=text("unwanted_at IS NOT NULL"),
    ),
    Index("ix_login_consents_until", "until"),
    comment="linking.consents: what a friend has let LINE Login tell us; nobody's once she was erased",
)
