"""One address for several web processes: a TCP door; each connection goes to the next one that answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import count


class Door:
    """A listening port in front of others, all on loopback; open it, and close it at the end."""

    def __init__(self, port: int, behind: Sequence[int]) -> None:
        self.port, self._behind = port, behind
        self._turn = count()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._enter, "127.0.0.1", self.port)

    def close(self) -> None:
        """Listen no more; connections end by themselves."""
        if self._server is not None:
            self._server.close()

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(self._turn)
        for step in range(len(self._behind)):
            port = self._behind[(first + step) % len(self._behind)]
            with suppress(OSError):
                there, back = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(_pass(reader, back), _pass(there, writer))
                return
        writer.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes until either side hangs up; then hang up too."""
    with suppress(OSError, RuntimeError):  # uvloop's word for writing where the other has hung up
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    writer.close()
