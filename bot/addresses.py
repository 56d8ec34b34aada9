"""The addresses of what friends and advisors have sent, signed and good until a moment, and of drawn icons.

Built by whoever passes a photo or a file on, read by `bot.media_web`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from bot import seals

PURPOSE = "media"
PORTRAITS = 8
"""Drawn icons that there are: see `bot.portraits`."""
Part = Literal["", "/file", "/preview"]
"""The page, what was sent itself, and the small picture of it."""


@dataclass(frozen=True)
class Addresses:
    """Where this house can be reached, and what proves that an address is ours."""

    public_url: str
    secret_key: str

    def of(self, message_id: str, until: int, part: Part = "") -> str:
        """Return an address of what was sent in that message, good until that moment (ms)."""
        signed = seals.sign(self.secret_key, PURPOSE, f"{message_id}.{until // 1000:x}")
        return f"{self.public_url}/media/{signed}{part}"

    def portrait(self, person_id: str) -> str | None:
        """Return the address of somebody's drawn icon, always the same; None where nobody can reach us."""
        number = hashlib.sha256(person_id.encode()).digest()[0] % PORTRAITS
        return f"{self.public_url}/portraits/{number}.png" if self.public_url else None


def read(secret_key: str, signed: str, now: int) -> tuple[str, int] | None:
    """Return LINE's id of the message and until when (ms) an address is good; None for any other."""
    value = seals.read(secret_key, PURPOSE, signed)
    message_id, _, until = (value or "").rpartition(".")
    ends = int(until, 16) * 1000 if value else 0
    return (message_id, ends) if message_id and now < ends else None
