"""Where kills are ordered and struck: a few bytes that the conductor shares with every process under test.

The memory is a file's, so it outlives the process that strikes itself dead.
"""

from __future__ import annotations

import mmap
import os
import signal
import struct
from pathlib import Path
from typing import Final

STAGES: Final = ("accept", "decide", "commit", "send", "settle")
_SLOT = struct.Struct("<HHHI")
"""Ordered stage (0: none), how many times it is passed first, struck stage, stages passed since the start."""


class Board:
    """One slot for each process; the conductor writes orders, the process what it passes."""

    def __init__(self, file: Path, slots: int) -> None:
        if not file.exists():
            file.write_bytes(bytes(_SLOT.size * slots))
        with file.open("r+b") as handle:
            self._memory = mmap.mmap(handle.fileno(), 0)

    def _read(self, slot: int) -> tuple[int, int, int, int]:
        ordered, after, struck, passed = _SLOT.unpack_from(self._memory, slot * _SLOT.size)
        return ordered, after, struck, passed

    def _write(self, slot: int, ordered: int, after: int, struck: int, passed: int) -> None:
        _SLOT.pack_into(self._memory, slot * _SLOT.size, ordered, after, struck, passed)

    def clear(self, slot: int) -> None:
        """Forget everything about the process that had this slot."""
        self._write(slot, 0, 0, 0, 0)

    def order(self, slot: int, stage: str, after: int) -> None:
        """Let the process die inside that stage, when it has passed it so many times more."""
        self._write(slot, STAGES.index(stage) + 1, after, 0, self._read(slot)[3])

    def withdraw(self, slot: int) -> None:
        """Let the process live, unless it is too late."""
        _, _, struck, passed = self._read(slot)
        self._write(slot, 0, 0, struck, passed)

    def struck(self, slot: int) -> str | None:
        """Return the stage in which the process killed itself."""
        stage = self._read(slot)[2]
        return STAGES[stage - 1] if stage else None

    def passed(self, slot: int) -> int:
        """Return how many stages the process has passed since it was started."""
        return self._read(slot)[3]

    def probe(self, slot: int, stage: str) -> None:
        """Note that this process is inside a stage, and die there if that was ordered."""
        ordered, after, struck, passed = self._read(slot)
        if ordered != STAGES.index(stage) + 1:
            self._write(slot, ordered, after, struck, passed + 1)
        elif after:
            self._write(slot, ordered, after - 1, struck, passed + 1)
        else:
            self._write(slot, 0, 0, ordered, passed + 1)
            os.kill(os.getpid(), signal.SIGKILL)
