"""An emulator on a hand-moved clock, a bot that only takes notes, and shorthand for talking to both."""

import asyncio
import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient
from PIL import Image

from emulator.config import user_id_of

MISAKI = user_id_of("misaki")
SATO = user_id_of("sato")
NOBODY = "U" + "0" * 32
TOKEN = "emulator-channel-access-token"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
TEXT = {"type": "text", "text": "こんにちは"}

Json = Any


@dataclass
class Clock:
    """Milliseconds since the epoch that only move when told to."""

    at: int = 1_795_300_000_000

    def __call__(self) -> int:
        return self.at

    def advance(self, *, ms: int = 0, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        self.at += ms + int(1000 * (seconds + 60 * minutes + 3600 * hours))


@dataclass
class NotingBot:
    """Keeps what it is sent; answers with the scripted statuses first, then 200."""

    statuses: list[int] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    hold: asyncio.Event | None = None

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        if self.hold is not None:
            await self.hold.wait()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    @property
    def events(self) -> list[Json]:
        return [event for _, raw in self.requests for event in json.loads(raw)["events"]]


@dataclass
class Desk:
    """The emulator under test, with its bot and its clock."""

    client: TestClient[Any, Any]
    bot: NotingBot
    clock: Clock

    async def line(
        self, method: str, path: str, body: Json = None, **options: Any
    ) -> tuple[int, Json, dict[str, str]]:
        """Call LINE's API as the bot would; the status, the parsed body and the headers."""
        headers = BEARER | options.pop("headers", {})
        extra = options if body is None else {"json": body, **options}
        async with self.client.request(method, path, headers=headers, **extra) as response:
            raw = await response.read()
            plain = response.content_type != "application/json"
            return response.status, raw if plain else json.loads(raw), dict(response.headers)

    async def act(self, user: str, deed: str, body: Json = None, *, method: str = "POST") -> Json:
        """Do something with a phone, which must be possible."""
        path = f"/emulator/users/{user}/{deed}".rstrip("/")
        async with self.client.request(method, path, json=body or {}) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def control(self, method: str, path: str, body: Json = None) -> tuple[int, Json]:
        """Call the control API whatever comes of it."""
        async with self.client.request(method, f"/emulator/{path}", json=body) as response:
            return response.status, await response.json()

    async def says(self, user: str, text: str = "hi") -> str:
        """Let a user write; the reply token of the event."""
        delivery = await self.act(user, "send", {"message": {"type": "text", "text": text}})
        return str(delivery["events"][0]["replyToken"])

    async def chat(self, user: str = MISAKI) -> Json:
        return await self.act(user, "chat", method="GET")

    async def push(
        self, *messages: Json, to: str = MISAKI, **options: Any
    ) -> tuple[int, Json, dict[str, str]]:
        body = {"to": to, "messages": list(messages) or [TEXT]}
        return await self.line("POST", "/v2/bot/message/push", body, **options)

    async def reply(self, token: str, *messages: Json, **options: Any) -> tuple[int, Json, dict[str, str]]:
        body = {"replyToken": token, "messages": list(messages) or [TEXT]}
        return await self.line("POST", "/v2/bot/message/reply", body, **options)

    async def validated(self, *messages: Json) -> tuple[int, Json]:
        """Ask LINE whether it would take these messages; the status and the body."""
        path = "/v2/bot/message/validate/push"
        return (await self.line("POST", path, {"messages": list(messages)}))[:2]

    async def menu(self, *, name: str = "menu", action: Json = None, image: bool = True) -> str:
        """Create a rich menu of one area, with its picture unless told otherwise; its id."""
        status, body, _ = await self.line("POST", "/v2/bot/richmenu", rich_menu(name=name, action=action))
        assert status == 200, body
        menu_id = str(body["richMenuId"])
        if image:
            assert (await self.upload(menu_id))[0] == 200
        return menu_id

    async def upload(
        self, menu_id: str, data: bytes | None = None, kind: str = "image/png"
    ) -> tuple[int, Json, dict[str, str]]:
        picture = png(800, 540) if data is None else data
        path = f"/v2/bot/richmenu/{menu_id}/content"
        return await self.line("POST", path, data=picture, headers={"Content-Type": kind})


def rich_menu(**changes: Any) -> Json:
    """A rich menu object that LINE takes, but for the changes."""
    action = changes.pop("action", None) or {"type": "postback", "data": "menu"}
    area = {"bounds": {"x": 0, "y": 0, "width": 800, "height": 540}, "action": action}
    menu = {
        "size": {"width": 800, "height": 540},
        "selected": True,
        "name": "menu",
        "chatBarText": "メニュー",
        "areas": [area],
    }
    return menu | changes


def png(width: int, height: int) -> bytes:
    """A PNG of this size."""
    out = BytesIO()
    Image.new("RGB", (width, height)).save(out, "PNG")
    return out.getvalue()
