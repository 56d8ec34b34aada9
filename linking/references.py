"""Signed addresses: the friend reference of the link button, which never goes stale, and gift pages.

Built by deciding modules, read by the pages. A reference says whose button was opened, never by whom.
"""

from __future__ import annotations

import hashlib
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


def gift_id(secret_key: str, member_id: str, page: str) -> str:
    """Return what stands for a page given to a member: always the same, and nobody can guess it."""
    return hashlib.sha256(sign(secret_key, "given", f"{member_id}\n{page}").encode()).hexdigest()[:40]


def gift_url(public_url: str, secret_key: str, gift_id: str, language: str | None = None) -> str:
    """Return the address of a gift that was given; it names no one."""
    address = f"{public_url}/gift/{sign(secret_key, 'gift', gift_id)}"
    return f"{address}?{urlencode({'lang': language})}" if language else address


def enter_url(public_url: str, site: str, ticket: str | None = None, language: str | None = None) -> str:
    """Return the address that leads to one of the operator's sites; with a ticket, only one friend there."""
    query = {name: value for name, value in {"t": ticket, "lang": language}.items() if value}
    address = f"{public_url}/enter/{site}"
    return f"{address}?{urlencode(query)}" if query else address


def ticket(secret_key: str, site: str, friend_id: str) -> str:
    """Return what says whose link to a site it is. It signs nobody in, so it need not end."""
    return sign(secret_key, f"ticket.{site}", friend_id)


def ticketed(secret_key: str, site: str, ticket: str) -> str | None:
    """Return whose link to this site it is, or None when we did not sign it."""
    return read(secret_key, f"ticket.{site}", ticket)
