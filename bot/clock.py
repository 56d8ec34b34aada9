"""Time, ids and secrets: the one place where the outside world's clock and randomness come in.

Times are integer milliseconds since 1970 in UTC everywhere, in memory and in the database.
Handed to every loop by the composition root; tests hand in a clock that stands still.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DEAL = 100
_PAIRS = [first + second for first in _CROCKFORD for second in _CROCKFORD]


class Clock:
    """The clock of the database: this machine's, shifted by what the database's differs."""

    def __init__(self) -> None:
        self.skew = 0
        self._dealt: Iterator[bytes] = iter(())

    def now(self) -> int:
        """Return milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000 + self.skew

    def new_id(self) -> str:
        """Return a ULID: 26 characters that sort by time and cannot be guessed."""
        number = (self.now() << 80) | int.from_bytes(self._random(), "big")
        return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -10, -10)])

    def new_uuid(self) -> str:
        """Return a UUID (version 7), the only form of a retry key that LINE takes; later ones sort later.

        So rows with such keys are appended to their index, and do not touch another page of it each.
        https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
        """
        number = (self.now() << 80) | int.from_bytes(self._random(), "big")
        number = number & ~(0xF << 76 | 3 << 62) | 7 << 76 | 2 << 62
        digits = f"{number:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def _random(self) -> bytes:
        """Deal 80 random bits of many that were fetched in one go: to ask the system each time is slow."""
        dealt = next(self._dealt, None)
        if dealt is None:
            many = secrets.token_bytes(10 * _DEAL)
            self._dealt = iter([many[at : at + 10] for at in range(0, len(many), 10)])
            return self._random()
        return dealt

    def new_secret(self, bits: int = 192) -> str:
        """Return that many random bits as base64url text without padding."""
        return secrets.token_urlsafe(bits // 8)


def derived_id(*causes: str) -> str:
    """Return an id that is the same whenever it is derived from the same causes, 32 hex characters."""
    return hashlib.sha256("\x1f".join(causes).encode()).hexdigest()[:32]


@lru_cache(256)  # a batch has one moment, and asks about it for each friend
def local(at: int, zone: str) -> datetime:
    """Return that moment on the wall clock of an IANA zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))


def month_start(now: int) -> int:
    """Return when the month of LINE's bill began: its days are Japan's."""
    here = local(now, "Asia/Tokyo").replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return int(here.timestamp() * 1000)


def decent(at: int, zone: str, opens: int = 9, closes: int = 21) -> int:
    """Return the first moment from `at` on that lies between 9:00 and 21:00 in that zone."""
    there = local(at, zone)
    if opens <= there.hour < closes:
        return at
    if there.hour >= closes:
        there += timedelta(days=1)
    return int(there.replace(hour=opens, minute=0, second=0, microsecond=0).timestamp() * 1000)
