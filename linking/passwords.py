"""Passwords: argon2id in a few threads of its own, so that neither an import nor a flood of sign-ins blocks.

Used by the directory. It never stores anything, and tells nothing of why a password did not match.
"""

from __future__ import annotations

import asyncio
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 10
LONGEST = 256
"""Characters; hashing what is longer would only serve whoever wants to keep us busy."""


class Passwords:
    """One argon2 profile; the default is OWASP's recommendation of 19 MiB and two passes."""

    def __init__(self, time_cost: int = 2, memory_cost: int = 19 * 1024, parallelism: int = 1) -> None:
        self._hasher = PasswordHasher(time_cost, memory_cost, parallelism)
        # argon2 releases the interpreter's lock: threads are enough, and their number bounds the memory.
        self._threads = ThreadPoolExecutor(min(4, os.cpu_count() or 1), thread_name_prefix="argon2")
        self._nobodys = _nobodys(time_cost, memory_cost, parallelism)

    async def hash_all(self, passwords: Sequence[str]) -> list[str]:
        """Hash passwords side by side, in their order."""
        loop = asyncio.get_running_loop()
        jobs = [loop.run_in_executor(self._threads, self._hasher.hash, each) for each in passwords]
        return list(await asyncio.gather(*jobs))

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Tell whether a password is right; None, for a member who does not exist, takes just as long."""
        loop = asyncio.get_running_loop()
        right = await loop.run_in_executor(self._threads, self._verify, hashed or self._nobodys, password)
        return right and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Tell whether a hash was made with another profile and should be made anew."""
        return self._hasher.check_needs_rehash(hashed)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False


ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
COMMON: Final = (
    *("password", "passw0rd", "pass", "word", "パスワード", "iloveyou", "welcome", "letmein", "admin"),
    *("sakura", "arigatou", "line", "monkey", "dragon", "baseball", "soccer", "doraemon", "pokemon"),
)


def weakness(password: str, known: Iterable[str] = ()) -> Literal["short", "long", "guessed"] | None:
    """Say why a new password would not do: what is left of it without what everybody guesses is too little.

    `known` is what stands beside it, such as her name. No kind of character is asked for (NIST SP 800-63B).
    """
    if len(password) < LEAST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    left = unicodedata.normalize("NFKC", password).casefold()
    for word in (*COMMON, *(each.casefold() for each in known if len(each) > 2)):
        left = left.replace(word, "")
    left = _without_rows(re.sub(r"(19|20)\d\d", "", left))
    return "guessed" if len(left) < LEAST // 2 or len(set(left)) < 4 else None


def _without_rows(word: str) -> str:
    """Leave out three or more in a row that are neighbours on a keyboard or in an alphabet, or alike."""
    kept, place = "", 0
    while place < len(word):
        rest = word[place:]
        length = max(_run(rest, row) for row in (*ROWS, *(row[::-1] for row in ROWS), rest[0] * len(rest)))
        kept += "" if length > 2 else rest[0]
        place += length if length > 2 else 1
    return kept


def _run(word: str, row: str) -> int:
    """Return how many letters at the word's beginning stand side by side in the row."""
    length = 0
    while length < len(word) and word[: length + 1] in row:
        length += 1
    return length


@cache
def _nobodys(time_cost: int, memory_cost: int, parallelism: int) -> str:
    """Return what the password of a member who does not exist is compared with, made once a process."""
    return PasswordHasher(time_cost, memory_cost, parallelism).hash("the password of nobody")
