"""Passwords: argon2id in a few threads of its own, so that neither an import nor a flood of sign-ins blocks.

Used by the directory. It never stores anything, and tells nothing of why a password did not match.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

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


@cache
def _nobodys(time_cost: int, memory_cost: int, parallelism: int) -> str:
    """Return what the password of a member who does not exist is compared with, made once a process."""
    return PasswordHasher(time_cost, memory_cost, parallelism).hash("the password of nobody")
