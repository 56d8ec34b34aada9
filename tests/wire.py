"""Whether LINE would take a request: by LINE's own API descriptions, and by the lengths in its reference.

The suite and the demo hand in what the bot sent. It shares no code with the bot or the emulator, so that none
of them can agree on a mistake.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.wire_limits import beyond_limits
from tests.wire_schema import Descriptions

FOLDER = "LINE_OPENAPI_DIR"
LOOPBACK = re.compile(r"http://127\.0\.0\.1:\d+")
REPLY_TOKEN = re.compile(r'"replyToken": "[0-9a-f]{32}"')
A_REPLY_TOKEN = f'"replyToken": "{"0" * 32}"'
UNDESCRIBED = {
    "/oauth2/v2.1/token",
    "/oauth2/v2.1/verify",
    "/oauth2/v2.1/revoke",
    "/oauth2/v2.1/userinfo",
    "/oauth2/v2.1/certs",
    "/oauth2/v3/token",
    "/v2/profile",
    "/friendship/v1/status",
    "/user/v1/deauthorize",
}
"""LINE Login's endpoints, which no file at hand describes."""
KEYED = {f"/v2/bot/message/{way}" for way in ("push", "multicast", "narrowcast", "broadcast")}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """What went to LINE: `path` is the template or the path itself, `body` the parsed JSON or None."""

    method: str
    path: str
    body: Any = None
    retry_key: str | None = None


def logged(entry: Mapping[str, Any]) -> Request:
    """Read an entry of the emulator's `/emulator/requests`."""
    path = str(entry["path"]).partition("?")[0]
    return Request(entry["method"], path, entry["body"], (entry.get("headers") or {}).get("retryKey"))


def missing() -> str | None:
    """Say why requests cannot be checked here, or None if they can."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return f"{FOLDER} is not set: it names a folder with LINE's OpenAPI files"
    return (
        None
        if (Path(folder) / "messaging-api.yml").is_file()
        else f"{FOLDER}={folder} has no messaging-api.yml"
    )


@cache
def descriptions(folder: str) -> Descriptions:
    """Read and rewrite the files once for each process."""
    return Descriptions(Path(folder))


def check(request: Request) -> list[str]:
    """Say all for which LINE would refuse the request, as `where: what`; nothing if it would take it."""
    if request.path in UNDESCRIBED:
        return []
    folder = os.environ[FOLDER]
    template = descriptions(folder).template(request.method, request.path)
    if template is None:
        return [f"{request.method} {request.path}: LINE describes no such endpoint"]
    body = json.dumps(request.body)
    return [
        *body_mistakes(folder, request.method, template, body),
        *key_mistakes(template, request.retry_key),
    ]


@cache
def body_mistakes(folder: str, method: str, template: str, body: str) -> tuple[str, ...]:
    """Hold a body against its description and the limits; the same menus come a hundred times."""
    sent = json.loads(body)
    return (*descriptions(folder).mistakes(method, template, sent), *beyond_limits(template, sent))


def key_mistakes(template: str, key: str | None) -> list[str]:
    """Hold X-Line-Retry-Key to where LINE takes it. https://developers.line.biz/en/docs/messaging-api/retrying-api-request/"""
    if template in KEYED:
        return [] if key is None or UUID.fullmatch(key) else ["X-Line-Retry-Key: must be a UUID"]
    return [] if key is None else ["X-Line-Retry-Key: LINE refuses it here"]


def assert_holds(requests: Iterable[Mapping[str, Any]]) -> None:
    """Hold every request that LINE received against LINE's own descriptions, where those are at hand.

    On a desk the bot has no certificate; its loopback address is read as the public one that it would have.
    """
    if missing() is None:
        public = [json.loads(as_public(json.dumps(each))) for each in requests]
        breaches = [f"{each['path']}: {said}" for each in public for said in check(logged(each))]
        assert not breaches, "\n".join(breaches[:20])


def as_public(said: str) -> str:
    """Replace what differs from one run to the next: where the bot is, and its reply tokens."""
    return REPLY_TOKEN.sub(A_REPLY_TOKEN, LOOPBACK.sub("https://bot.example", said))
