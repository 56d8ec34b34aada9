"""HTTP/1.1 on raw asyncio protocols: callers with one keep-alive connection each, and a stub of LINE's API.

So fast that neither is what a benchmark measures; they understand just what the servers under test say.
"""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Final, cast

TOKEN: Final = re.compile(rb'"replyToken": ?"([0-9a-f]{32})"')
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class _Messages(asyncio.Protocol, ABC):
    """Cuts what arrives into HTTP messages that have a Content-Length."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own is not a subclass

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        while self._buffer:
            head_end = self._buffer.find(b"\r\n\r\n")
            if head_end < 0:
                return
            head = self._buffer[: head_end + 2]
            found = _LENGTH.search(head)
            end = head_end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < end:
                return
            body, self._buffer = self._buffer[head_end + 4 : end], self._buffer[end:]
            self.got(head, body)

    @abstractmethod
    def got(self, head: bytes, body: bytes) -> None:
        """Handle one message."""

    def send(self, data: bytes) -> None:
        """Write a whole message."""
        if self.transport is not None:
            self.transport.write(data)


class Caller(_Messages):
    """One connection to the server under test; `answered` is called with the status of each response."""

    def __init__(self, answered: Callable[[int], None]) -> None:
        super().__init__()
        self._answered = answered

    def got(self, head: bytes, body: bytes) -> None:
        self._answered(int(head[9:12]))


async def call(port: int, answered: Callable[[int], None]) -> Caller:
    """Connect to the server under test."""
    _, caller = await asyncio.get_running_loop().create_connection(
        lambda: Caller(answered), "127.0.0.1", port
    )
    return caller


_SENT = b'{"sentMessages":[{"id":"%018d","quoteToken":"yHAz4Ua2wx7%d"}]}'
_OTHERS: Final = (
    (
        b"/v2/bot/profile/",
        b'{"displayName":"\xe3\x81\xbf\xe3\x81\x95\xe3\x81\x8d","userId":"U","language":"ja"}',
    ),
    (b"/v2/bot/richmenu/list", b'{"richmenus":[]}'),
    (b"/v2/bot/richmenu ", b'{"richMenuId":"richmenu-bench"}'),
)


class Stub(_Messages):
    """LINE's API: a reply is reported to `replied` with its body, everything else is answered kindly."""

    def __init__(self, replied: Callable[[bytes], None]) -> None:
        super().__init__()
        self._replied = replied
        self._count = 0

    def got(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"POST /v2/bot/message/"):
            self._count += 1
            self._answer(_SENT % (id(self) * 1000 + self._count, self._count))
            self._replied(body)
            return
        line = head[: head.find(b"\r\n")]
        self._answer(next((said for path, said in _OTHERS if path in line), b"{}"))

    def _answer(self, body: bytes) -> None:
        self.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Line-Request-Id: 5e1a\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )


async def listen(replied: Callable[[bytes], None]) -> tuple[asyncio.Server, int]:
    """Serve a stub of LINE on a free port."""
    server = await asyncio.get_running_loop().create_server(lambda: Stub(replied), "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


class Null(_Messages):
    """A server that only answers, to find the ceiling of the load: 200, and a fixed reply to each token."""

    def __init__(self, line: Caller | None) -> None:
        super().__init__()
        self._line = line

    def got(self, head: bytes, body: bytes) -> None:
        self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")
        if self._line is not None and (token := TOKEN.search(body)):
            said = b'{"replyToken":"%s","messages":[{"type":"text","text":"-"}]}' % token[1]
            self._line.send(
                b"POST /v2/bot/message/reply HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said)
            )
