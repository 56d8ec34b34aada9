"""The tables of rich menus: which one a friend shall see, and which of LINE's carries which of ours."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, text

from bot.db import Millis, metadata

wanted_menus = Table(
    "wanted_menus",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("menu", Text, nullable=False),
    Column("wanted", Text, nullable=False),
    Column("applied", Text),
    Column("tries", Integer, nullable=False),
    Column("next_at", Millis),
    Column("leased_until", Millis, nullable=False, server_default="0"),
    Index(
        "ix_wanted_menus_due",
        "next_at",
        postgresql_where=text("next_at IS NOT NULL"),
        sqlite_where=text("next_at IS NOT NULL"),
    ),
    comment="menus: the rich menu that a friend shall see; next_at is set while LINE is still to be told",
)

rich_menus = Table(
    "rich_menus",
    metadata,
    Column("name", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("rich_menu_id", Text, nullable=False),
    comment="menus: which of LINE's rich menus carries which of the content's",
)
