"""One request to LINE's API: bearer, size, limits, faults, journal, request id, alike for every endpoint.

`app` wraps each endpoint's function with `endpoint`; the functions see a Call and return an Answer.
"""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from emulator.errors import (
    LineError,
    bad_content_type,
    bad_json,
    internal,
    quota_reached,
    rate_limited,
    too_large,
    unauthorized,
)
from emulator.faults import Fault
from emulator.world import World

WORLD = web.AppKey("world", World)
BODY_BYTES = 2 * 1024 * 1024
PRESET = {"500": internal, "429_rate": rate_limited, "429_quota": quota_reached}


@dataclass(slots=True)
class Call:
    """A request as the endpoints see it; `template` is the path with its parameters' names."""

    world: World
    method: str
    path: str
    template: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes
    id: str
    parsed: Any = None
    bearer: bool = True

    @property
    def token(self) -> str:
        """The bearer token that came along; empty without one."""
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        return token if kind == "Bearer" else ""

    def form(self) -> dict[str, str]:
        """The fields of a form; LineError when the body is another type."""
        kind = self.headers.get("Content-Type", "")
        if kind.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            raise bad_content_type(kind)
        return dict(parse_qsl(self.raw.decode(errors="replace"), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """The body as an object; LineError when it is another type, not JSON or not an object."""
        kind = self.headers.get("Content-Type", "")
        if kind.partition(";")[0].strip().lower() != "application/json":
            raise bad_content_type(kind)
        try:
            self.parsed = json.loads(self.raw)
        except json.JSONDecodeError as error:
            raise bad_json(error.lineno, error.colno) from None
        except (UnicodeDecodeError, RecursionError):
            raise bad_json(1, 1) from None
        if not isinstance(self.parsed, dict):
            raise bad_json(1, 1)
        return self.parsed


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answers; `data` with its type instead of JSON where LINE sends a file."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes | None = None
    data_type: str = "application/octet-stream"

    @property
    def accepted(self) -> bool:
        """Whether LINE has done what was asked."""
        return 200 <= self.status < 300


Endpoint = Callable[[Call], Answer | Awaitable[Answer]]
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


def endpoint(function: Endpoint, template: str, bearer: bool = True) -> Serve:
    """The aiohttp handler around an endpoint's function; `bearer` is whether the bot's token is asked for.

    LINE Login's endpoints look at who calls by themselves.
    """

    async def serve(request: web.Request) -> web.StreamResponse:
        world = request.app[WORLD]
        call = await _read(request, world, template, bearer)
        fault = world.faults.strike(template)
        if fault is not None:
            return await _struck(call, function, fault, request)
        answer = await _answer(call, function)
        _note(call, answer, accepted=answer.accepted)
        return _response(call, answer)

    return serve


async def _read(request: web.Request, world: World, template: str, bearer: bool) -> Call:
    world.public_url = world.public_url or f"{request.scheme}://{request.host}"
    large = (request.content_length or 0) > BODY_BYTES
    raw = b"\0" * (BODY_BYTES + 1) if large else await request.read()
    return Call(
        world,
        request.method,
        request.path,
        template,
        request.match_info,
        request.query,
        request.headers,
        raw,
        world.ids.request(),
        bearer=bearer,
    )


async def _answer(call: Call, function: Endpoint) -> Answer:
    try:
        _admit(call)
        answer = function(call)
        return answer if isinstance(answer, Answer) else await answer
    except LineError as error:
        return Answer(error.body, error.status, error.headers)
    except RecursionError:
        return Answer(bad_json(1, 1).body, 400)


def _admit(call: Call) -> None:
    if call.bearer and call.token != call.world.config.channel_access_token:
        raise unauthorized()
    if len(call.raw) > BODY_BYTES:
        raise too_large()
    if not call.world.limits.allow(call.method, call.template):
        raise rate_limited()


def _response(call: Call, answer: Answer) -> web.Response:
    headers = {"x-line-request-id": call.id, **answer.headers}
    if answer.data is not None:
        return web.Response(
            body=answer.data, status=answer.status, headers=headers, content_type=answer.data_type
        )
    body = json.dumps(answer.body, ensure_ascii=False).encode(errors="surrogatepass")
    return web.Response(body=body, status=answer.status, headers=headers, content_type="application/json")


def _note(call: Call, answer: Answer | None, *, accepted: bool) -> None:
    retry_key = call.headers.get("X-Line-Retry-Key")
    call.world.journal.write(
        {
            "at": call.world.now(),
            "method": call.method,
            "path": call.path,
            "template": call.template,
            "body": call.parsed if call.parsed is not None else _parsed(call),
            "status": None if answer is None else answer.status,
            "accepted": accepted,
            "headers": {"retryKey": retry_key} if retry_key else {},
            "response": None if answer is None or answer.data is not None else answer.body,
        }
    )


def _parsed(call: Call) -> Any:
    if not call.raw or len(call.raw) > BODY_BYTES:
        return None
    try:
        return json.loads(call.raw)
    except (ValueError, RecursionError):
        return None


async def _struck(call: Call, function: Endpoint, fault: Fault, request: web.Request) -> web.StreamResponse:
    if fault.kind in PRESET:
        error = PRESET[fault.kind]()
        return _finish(call, Answer(error.body, error.status), accepted=False)
    if fault.kind == "latency":
        await _hold(call.world, request, fault.seconds)
        answer = await _answer(call, function)
        return _finish(call, answer, accepted=answer.accepted)
    if fault.kind == "nonsense":
        return _nonsense(call, await _answer(call, function))
    accepted = fault.kind.endswith("_after") and (await _answer(call, function)).accepted
    _note(call, None, accepted=accepted)
    if fault.kind.startswith("timeout"):
        await _hold(call.world, request, fault.seconds)
    return _cut(request)


def _finish(call: Call, answer: Answer, *, accepted: bool) -> web.Response:
    _note(call, answer, accepted=accepted)
    return _response(call, answer)


def _nonsense(call: Call, answer: Answer) -> web.Response:
    _note(call, answer, accepted=answer.accepted)
    if not answer.accepted:
        return _response(call, answer)
    garbled = Answer(data=b"<html>it works!</html>", data_type="text/html")
    return _response(call, garbled)


async def _hold(world: World, request: web.Request, seconds: float) -> None:
    """Keep the client waiting, but no longer than it or the server wants to."""
    left = seconds
    while left > 0 and not world.closing.is_set():
        transport = request.transport
        if transport is None or transport.is_closing():
            return
        step = min(left, 0.25)
        await asyncio.sleep(step)
        left -= step


def _cut(request: web.Request) -> web.Response:
    """Reset the connection: with a linger time of 0 the kernel sends RST instead of FIN."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
