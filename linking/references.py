"""Signed addresses: the friend reference of the link button, which never goes stale, and gift pages.

Built by deciding modules, read by the pages. A reference says whose button was opened, never by whom.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from bot import seals

ROUTE = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What may be told of where a link came from."""


def sign(secret_key: str, purpose: str, value: str) -> str:
    """Return the value with a signature for one of linking's purposes."""
    return seals.sign(secret_key, f"linking.{purpose}", value)


def read(secret_key: str, purpose: str, signed: str) -> str | None:
    """Return what was signed for that purpose, or None for anything else."""
    return seals.read(secret_key, f"linking.{purpose}", signed)


def refer(secret_key: str, friend_id: str) -> str:
    """Return the reference to a friend that her link button carries."""
    return sign(secret_key, "friend", friend_id)


def referred(secret_key: str, reference: str) -> str | None:
    """Return the friend whom a reference names, or None when we did not sign it."""
    return read(secret_key, "friend", reference)


def link_url(
    public_url: str, secret_key: str, friend_id: str, route: str | None = None, language: str | None = None
) -> str:
    """Return the address of a friend's link page, at most 1,000 characters (LINE's limit for a button)."""
    query = {"f": refer(secret_key, friend_id)}
    if route and ROUTE.fullmatch(route):
        query["r"] = route
    if language:
        query["lang"] = language
    return f"{public_url}/link?{urlencode(query)}"


def gift_url(public_url: str, secret_key: str, gift_id: str, language: str | None = None) -> str:
    """Return the address of a gift that was given; it names no one."""
    address = f"{public_url}/gift/{sign(secret_key, 'gift', gift_id)}"
    return f"{address}?{urlencode({'lang': language})}" if language else address
