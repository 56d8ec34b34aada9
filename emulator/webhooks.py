"""Webhook deliveries: signed, timed, and on demand repeated, doubled or out of order.

Called by the control API and by account linking; knows events only as JSON.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import aiohttp

USER_AGENT = "LineBotWebhook/2.0"
KEPT_EVENTS = 20_000
HELD_BACK_S = 0.5

Event = dict[str, Any]


def sign(secret: str, body: bytes) -> str:
    """The x-line-signature of a body: Base64 of HMAC-SHA256 with the channel secret."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass
class Settings:
    """How webhooks are delivered; probabilities are 0 to 1, times are ms."""

    url: str | None
    redelivery: bool = False
    redelivery_delays_ms: list[int] = field(default_factory=lambda: [1_000, 5_000, 30_000])
    duplicate: float = 0.0
    reorder: float = 0.0
    seed: int = 0
    timeout_ms: int = 2_000


@dataclass(frozen=True)
class Delivery:
    """How the first attempt ended: the bot's status, or why there is none."""

    status: int | None
    error: str | None
    events: list[Event]

    @property
    def accepted(self) -> bool:
        """Whether the bot answered with 2xx."""
        return self.status is not None and 200 <= self.status < 300

    def as_json(self) -> dict[str, Any]:
        """The delivery as the control API shows it."""
        return {"webhook": {"status": self.status, "error": self.error}, "events": self.events}


class Webhooks:
    """The sending side of one channel's webhook, with the deliveries still under way."""

    def __init__(self, secret: str, destination: str, url: str | None) -> None:
        self._secret = secret
        self._destination = destination
        self.settings = Settings(url)
        self._dice = random.Random(0)
        self._session: aiohttp.ClientSession | None = None
        self._later: set[asyncio.Task[None]] = set()
        self._next_answer = asyncio.Event()
        self._kept: dict[str, Event] = {}
        self.on_attempt: Callable[[Sequence[Event]], None] = lambda events: None
        self.on_accepted: Callable[[Sequence[Event]], None] = lambda events: None

    async def open(self) -> None:
        """Get ready to call the bot; needs a running loop."""
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector, trust_env=False)

    async def close(self) -> None:
        """Drop what is under way and hang up."""
        self.forget()
        if self._session is not None:
            await self._session.close()

    def forget(self) -> None:
        """Cancel deliveries that were to follow and go back to default settings; the url stays."""
        for task in self._later:
            task.cancel()
        self._kept.clear()
        self.settings = Settings(self.settings.url)

    def configure(self, changes: Mapping[str, Any]) -> None:
        """Take over new settings; ValueError names one that does not exist."""
        known = vars(self.settings)
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"there is no webhook setting {name!r}; there are {', '.join(known)}")
            setattr(self.settings, name, value)
        if "seed" in changes:
            self._dice = random.Random(self.settings.seed)

    def as_json(self) -> dict[str, Any]:
        """The settings, and how many later deliveries are under way."""
        return vars(self.settings) | {"pending": len(self._later)}

    def kept(self, event_id: str) -> Event | None:
        """An event that was sent, by its webhookEventId."""
        return self._kept.get(event_id)

    async def deliver(self, events: list[Event]) -> Delivery:
        """Send events and answer with the first attempt's outcome; what follows happens in the background."""
        self._keep(events)
        if self.settings.url is None:
            return Delivery(None, "nobody has set a webhook url", events)
        if self._dice.random() < self.settings.reorder:
            self._soon(self._overtaken(events))
            return Delivery(None, "held back until others have overtaken it", events)
        return await self._first(events)

    async def _first(self, events: list[Event]) -> Delivery:
        delivery = await self._attempt(events)
        if self.settings.redelivery and not delivery.accepted:
            self._soon(self._redeliver(events))
        if self._dice.random() < self.settings.duplicate:
            self._soon(self._again(events))
        return delivery

    async def redeliver_now(self, event: Event) -> Delivery:
        """Send one event again, marked as a redelivery."""
        return await self._attempt([_redelivered(event)])

    async def _redeliver(self, events: list[Event]) -> None:
        for delay in self.settings.redelivery_delays_ms:
            await asyncio.sleep(delay / 1000)
            if (await self._attempt([_redelivered(event) for event in events])).accepted:
                return

    async def _again(self, events: list[Event]) -> None:
        await self._attempt(events)

    async def _overtaken(self, events: list[Event]) -> None:
        with suppress(TimeoutError):  # when nobody overtakes it, it arrives late and in order
            await asyncio.wait_for(self._next_answer.wait(), HELD_BACK_S)
        await self._first(events)

    async def _attempt(self, events: list[Event]) -> Delivery:
        self.on_attempt(events)
        status, error = await self.post(self.settings.url or "", events)
        self._next_answer.set()
        self._next_answer = asyncio.Event()
        delivery = Delivery(status, error, events)
        if delivery.accepted:
            self.on_accepted(events)
        return delivery

    async def post(self, url: str, events: list[Event]) -> tuple[int | None, str | None]:
        """One signed request to a url: the status, or None and LINE's reason."""
        assert self._session is not None, "open() comes first"  # noqa: S101
        body = json.dumps({"destination": self._destination, "events": events}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": USER_AGENT,
            "x-line-signature": sign(self._secret, body),
        }
        timeout = aiohttp.ClientTimeout(total=self.settings.timeout_ms / 1000)
        try:
            async with self._session.post(url, data=body, headers=headers, timeout=timeout) as response:
                return response.status, None
        except TimeoutError:
            return None, "request_timeout"
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL, aiohttp.ClientOSError):
            return None, "could_not_connect"
        except aiohttp.ClientError:
            return None, "unclassified"

    def _soon(self, work: Awaitable[None]) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def _keep(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, dict) and isinstance(event.get("webhookEventId"), str):
                self._kept[event["webhookEventId"]] = event
        for old in list(islice(self._kept, max(0, len(self._kept) - KEPT_EVENTS))):
            del self._kept[old]


def _redelivered(event: Event) -> Event:
    return {**event, "deliveryContext": {"isRedelivery": True}}
