"""What the operator's own systems tell us of members, by HTTP with a bearer key; only bot.app imports it.

`PUT /api/members/{member_id}` and `POST /api/events`. Answers are JSON and never repeat a value.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web

from bot import content, log
from bot.clock import Clock
from bot.db import TROUBLE, Database
from bot.errors import Unavailable
from linking import directory, member_data, member_events
from linking.member_data import Wrong

MOST_BYTES = 64 * 1024
LONGEST_KEY = 255
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}

Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True)
class Operator:
    """What the routes need of the house; without a key they answer 404. `told` rings the inbox's bell."""

    database: Database
    clock: Clock
    key: str | None
    declared: Callable[[], content.Declared]
    told: Callable[[], None]


class _Refused(Exception):
    def __init__(self, status: int, *found: Wrong) -> None:
        self.status, self.found = status, found


def routes(operator: Operator) -> list[web.RouteDef]:
    """Return the routes for the composition root's application."""
    api = _Api(operator)
    return [
        web.put("/api/members/{member_id}", _guarded(operator, api.put_member)),
        web.post("/api/events", _guarded(operator, api.post_event)),
    ]


def _guarded(operator: Operator, handler: Handler) -> Handler:
    """Let nobody in without the key, and answer mistakes and trouble in one form."""

    async def answer(request: web.Request) -> web.Response:
        if operator.key is None:
            return _say(404, Wrong("", "there is nothing here: ENISHI_API_KEY is not set"))
        if not _has_key(request, operator.key):
            refused = _say(401, Wrong("Authorization", "must be `Bearer` and ENISHI_API_KEY"))
            refused.headers["WWW-Authenticate"] = "Bearer"
            return refused
        try:
            return await handler(request)
        except _Refused as refusal:
            return _say(refusal.status, *refusal.found)
        except (*TROUBLE, Unavailable) as error:
            log.get("linking").error("api without database", error=log.where(error))
            return _say(503, Wrong("", "the database does not answer: send it once more"))

    return answer


def _has_key(request: web.Request, key: str) -> bool:
    """Compare in constant time, as bytes because a header may hold anything."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    fits = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), key.encode())
    return fits and scheme.lower() == "bearer"


def _say(status: int, *found: Wrong) -> web.Response:
    return _json(status, {"error": HTTPStatus(status).phrase, "mistakes": [asdict(each) for each in found]})


def _json(status: int, body: object) -> web.Response:
    return web.Response(
        status=status, body=msgspec.json.encode(body), content_type="application/json", headers=HEADERS
    )


class _Api:
    def __init__(self, operator: Operator) -> None:
        self._house = operator

    async def put_member(self, request: web.Request) -> web.Response:
        """Make a member's record what the body says: what it no longer says is no longer true of her."""
        member_id = member_data.member_id(request.match_info["member_id"])
        if isinstance(member_id, Wrong):
            raise _Refused(422, member_id)
        said = member_data.attributes(await _body(request), self._house.declared())
        if isinstance(said, list):
            raise _Refused(422, *said)
        async with self._house.database.write() as connection:
            member, changed = await directory.put(connection, member_id, said, self._house.clock.now())
        if changed:
            self._house.told()
        facts = {"member_id": member.member_id, "version": member.version, "changed": changed}
        return _json(201 if member.version == 1 and changed else 200, facts)

    async def post_event(self, request: web.Request) -> web.Response:
        """Keep what a member did once; whoever is linked to her learns of it in the same commit."""
        key = request.headers.get("Idempotency-Key", "").strip()
        found = [] if 0 < len(key) <= LONGEST_KEY else [_no_key()]
        said = member_data.event(await _body(request))
        if found or isinstance(said, list):
            raise _Refused(422, *found, *(said if isinstance(said, list) else ()))
        now = self._house.clock.now()
        async with self._house.database.write() as connection:
            # Held, so that a link that is made at this moment either is seen here or sees the event.
            if not await directory.find(connection, [said.member_id], lock=True):
                raise _Refused(404, Wrong("member_id", "is nobody whom we know: PUT the member first"))
            outcome = await member_events.keep(connection, key, said, now)
            if outcome == "new":
                await member_events.deliver(connection, [said.member_id], now)
        if outcome == "other":
            raise _Refused(422, Wrong("Idempotency-Key", "has come with another event already"))
        self._house.told()
        return _json(202 if outcome == "new" else 200, {"stored": outcome == "new"})


def _no_key() -> Wrong:
    return Wrong("Idempotency-Key", f"must be a header of 1 to {LONGEST_KEY} characters, one for each event")


async def _body(request: web.Request) -> Any:
    if (request.content_length or 0) > MOST_BYTES:
        raise _Refused(413, _too_large())
    body = await request.content.read(MOST_BYTES + 1)
    while 0 < len(body) <= MOST_BYTES and (more := await request.content.read(MOST_BYTES + 1 - len(body))):
        body += more
    if len(body) > MOST_BYTES:
        raise _Refused(413, _too_large())
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _Refused(400, Wrong("", "the body is not JSON")) from None


def _too_large() -> Wrong:
    return Wrong("", f"the body has more than {MOST_BYTES} bytes")
