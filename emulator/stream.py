"""Server-sent events: tells each open page whose chat has changed.

Pages subscribe through the control API; every room publishes; a page that lags gets each news once.
"""

import asyncio
import json

from aiohttp import web

HEARTBEAT_S = 15.0


class _Reader:
    """News that one page has not read yet; the same news is kept once."""

    def __init__(self) -> None:
        self.news: dict[tuple[str, str | None], None] = {}
        self.bell = asyncio.Event()

    async def next_batch(self) -> list[tuple[str, str | None]]:
        """Wait for news and take all of them; empty after a quiet while or at the end."""
        try:
            await asyncio.wait_for(self.bell.wait(), HEARTBEAT_S)
        except TimeoutError:
            return []
        self.bell.clear()
        batch = list(self.news)
        self.news.clear()
        return batch


class Stream:
    """The pages that listen."""

    def __init__(self) -> None:
        self._readers: set[_Reader] = set()
        self._open = True

    def publish(self, kind: str, user_id: str | None = None) -> None:
        """Tell every page; user_id None stands for everybody."""
        for reader in self._readers:
            reader.news[kind, user_id] = None
            reader.bell.set()

    def close(self) -> None:
        """End every page's stream, for the process is going down."""
        self._open = False
        for reader in self._readers:
            reader.bell.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one page with an endless text/event-stream."""
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        await response.write(b": hello\n\n")
        reader = _Reader()
        self._readers.add(reader)
        try:
            await self._pump(reader, response)
        except ConnectionResetError:
            pass  # the page was closed; the browser reconnects by itself if it was not
        finally:
            self._readers.discard(reader)
        return response

    async def _pump(self, reader: _Reader, response: web.StreamResponse) -> None:
        while self._open:
            batch = await reader.next_batch()
            lines = [json.dumps({"user": user_id, "kind": kind}) for kind, user_id in batch]
            text = "".join(f"data: {line}\n\n" for line in lines) or ": still here\n\n"
            await response.write(text.encode())
