"""The only door to LINE. What each friend causes goes through one keep-alive session, all else the SDK.

The SDK's async client cannot keep up with LINE's own ceiling of 2,000 replies and 2,000 pushes a second, and
a campaign brings as many profiles and menus of new friends as answers.
https://developers.line.biz/en/reference/messaging-api/
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
import msgspec

from bot.line_menus import MenuCalls
from bot.outcomes import Attempt, Response
from bot.outcomes import LineError as LineError
from bot.settings import Settings

CALL = 4.0
"""Seconds that LINE has for a reply or a push."""

OTHER_CALL = 10.0
CONTENT_CALL = 60.0
"""Seconds in which a photo or a video must have come."""

CONNECTIONS = 256


@dataclass(frozen=True, slots=True)
class Profile:
    """What LINE tells of a friend who has consented; `language` is a BCP 47 tag."""

    display_name: str
    picture_url: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What LINE keeps of a message; `status` is LINE's, 0: it did not answer, 413: it is too large."""

    status: int
    data: bytes = b""


class Line(MenuCalls):
    """One channel at LINE; open it inside the running loop and close it at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self.data_url = settings, settings.line_data_url
        self._token = settings.line_channel_access_token.get_secret_value()
        self._session: aiohttp.ClientSession | None = None
        self._client: Any = None

    async def open(self) -> None:
        """Connect; the SDK takes over a second to import, so that happens beside the loop."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
            timeout=aiohttp.ClientTimeout(total=CALL),
        )
        await asyncio.to_thread(_import_sdk)

    async def close(self) -> None:
        """Close both clients."""
        if self._session is not None:
            await self._session.close()
        if self._client is not None:
            await self._client.close()

    async def deliver(self, attempt: Attempt) -> Response:
        """Make one reply or push as it was written down; never raises for what the network does."""
        # A reply with a retry key is refused, a push without one can never be repeated safely.
        headers = {"X-Line-Retry-Key": attempt.id} if attempt.method == "push" else {}
        return await self._fast(
            "POST", f"/v2/bot/message/{attempt.method}", data=attempt.body, headers=headers
        )

    async def profile(self, user_id: str) -> Profile | None:
        """Ask who a user is; None when she has blocked the account or LINE will not say."""
        answer = await self._fast("GET", f"/v2/bot/profile/{user_id}")
        if answer.status in (400, 404):
            return None
        told = answer.body or {}
        name, picture, language = (
            _words(told.get(each)) for each in ("displayName", "pictureUrl", "language")
        )
        if answer.status != 200 or name is None:
            raise LineError(answer.status, answer.said)
        return Profile(name, picture, language)

    async def content(self, message_id: str, most: int, part: str = "content") -> Content:
        """Return what somebody sent, up to `most` bytes; `part` may also be content/preview. Never raises.

        202 means that LINE is still preparing it, 404 and 410 that there is none (any more).
        https://developers.line.biz/en/reference/messaging-api/#get-content
        """
        assert self._session is not None, "Line.open() comes first"  # noqa: S101
        limit = aiohttp.ClientTimeout(total=CONTENT_CALL)
        address = f"{self._settings.line_data_url}/v2/bot/message/{quote(message_id, safe='')}/{part}"
        try:
            async with self._session.get(address, timeout=limit) as answer:
                if answer.status != 200:
                    return Content(answer.status)
                data = bytearray()
                async for chunk in answer.content.iter_chunked(65536):
                    data += chunk
                    if len(data) > most:
                        return Content(413)
                return Content(200, bytes(data))
        except (TimeoutError, aiohttp.ClientError, OSError):
            return Content(0)

    async def transcoding(self, message_id: str) -> str:
        """Return processing, succeeded or failed for a video or a voice; empty when LINE does not say."""
        path = f"/v2/bot/message/{quote(message_id, safe='')}/content/transcoding"
        answer = await self._fast("GET", path, origin=self._settings.line_data_url)
        return str((answer.body or {}).get("status", "")) if answer.status == 200 else ""

    async def _fast(self, method: str, path: str, origin: str = "", **options: Any) -> Response:
        """Make a call on the session that keeps up with LINE; never raises for what the network does."""
        assert self._session is not None, "Line.open() comes first"  # noqa: S101
        address = (origin or self._settings.line_api_url) + path
        try:
            async with self._session.request(method, address, **options) as answer:
                body = _json(await answer.read())
                return Response(answer.status, body, answer.headers)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return Response(0, error=type(error).__name__)

    async def issue_link_token(self, user_id: str) -> str:
        """Return a link token: ten minutes, one use.

        https://developers.line.biz/en/docs/messaging-api/linking-accounts/
        """
        return str((await self._ask("issue_link_token", user_id)).link_token)

    async def show_loading(self, user_id: str, seconds: int = 20) -> None:
        """Show the loading animation until the next message, for 5, 10, … 60 seconds at most."""
        await self._do("chat/loading/start", {"chatId": user_id, "loadingSeconds": seconds})

    async def mark_as_read(self, token: str) -> None:
        """Mark as read what a friend has written up to the message that came with this token."""
        await self._do("chat/markAsRead", {"markAsReadToken": token})

    async def leaves_reading_to_us(self) -> bool:
        """Tell whether LINE marks messages as read only when told to, as while the account's chat is on."""
        answer = await self._fast("GET", "/v2/bot/info")
        return answer.status == 200 and (answer.body or {}).get("markAsReadMode") == "manual"

    async def _do(self, path: str, body: dict[str, Any]) -> None:
        """Make a small call that friends cause often; raises LineError."""
        answer = await self._fast("POST", f"/v2/bot/{path}", data=msgspec.json.encode(body))
        if not 200 <= answer.status < 300:
            raise LineError(answer.status, answer.said)

    async def quota(self) -> tuple[int | None, int]:
        """Return the month's limit (None: no limit) and what is used, in messages."""
        limit = await self._ask("get_message_quota")
        used = await self._ask("get_message_quota_consumption")
        return (limit.value if limit.type == "limited" else None), used.total_usage

    async def basic_id(self) -> str:
        """Return the account's own ID, such as @123abcde, by which people find it."""
        return str((await self._ask("get_bot_info")).basic_id)

    async def _call(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Make one call through the SDK; raises LineError. Its own time-out would be 300 seconds."""
        from linebot.v3.messaging import ApiException

        api = self._api()
        try:
            return await getattr(api, name)(*arguments, _request_timeout=OTHER_CALL, **options)
        except ApiException as error:
            body = _json(str(error.body or "").encode()) or {}
            raise LineError(int(error.status or 0), str(body.get("message", error.reason))) from None
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, RecursionError) as error:
            raise LineError(0, type(error).__name__) from None

    async def _ask(self, name: str, *arguments: Any) -> Any:
        """Make a call that is nothing without its answer."""
        found = await self._call(name, *arguments)
        if found is None:
            raise LineError(0, "an empty answer")
        return found

    def _api(self) -> Any:
        """Return the SDK's client of the Messaging API."""
        from linebot.v3.messaging import AsyncApiClient, AsyncMessagingApi, Configuration

        if self._client is None:
            configuration = Configuration(host=self._settings.line_api_url, access_token=self._token)
            self._client = AsyncApiClient(configuration)
        return AsyncMessagingApi(self._client)


def _words(value: object) -> str | None:
    return value.replace("\0", "") if isinstance(value, str) else None


def _import_sdk() -> None:
    import linebot.v3.messaging  # noqa: F401


def _json(raw: bytes) -> dict[str, Any] | None:
    try:
        body = msgspec.json.decode(raw) if raw else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
