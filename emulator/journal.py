"""Every request that LINE's API received, the last 20,000 of them.

Written by `calls`, read through the control API.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

LENGTH = 20_000


class Journal:
    """Numbered entries in a bounded line."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=LENGTH)
        self._count = 0

    def write(self, entry: dict[str, Any]) -> None:
        """Append an entry under the next number, from 1."""
        self._count += 1
        self._entries.append({"n": self._count} | entry)

    def since(self, number: int) -> Iterator[dict[str, Any]]:
        """The kept entries with a higher number."""
        first = self._count - len(self._entries) + 1
        return islice(self._entries, max(0, number + 1 - first), None)
