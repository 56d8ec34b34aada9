"""The web's share of the machine: LINE's webhook, and what an operator's tools ask.

https://developers.line.biz/en/docs/messaging-api/receiving-messages/
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot import events, log
from bot.errors import Unavailable
from bot.inbox import Intake
from bot.metrics import Metrics

MOST_BYTES = 2 * 1024 * 1024


def sign(secret: str, body: bytes) -> str:
    """Return the signature that LINE sends with a body.

    https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
    """
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def webhook(
    secret: str, intake: Intake, metrics: Metrics
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler of POST /webhook."""
    logger = log.get("web")

    async def receive_webhook(request: web.Request) -> web.Response:
        """Answer 200 once every event of the request is on disk."""
        status, reason = 200, "OK"
        try:
            body = await request.read()
            await _receive(request, body, secret, intake, metrics)
        except web.HTTPRequestEntityTooLarge:
            status, reason = 413, "the body is too large"
        except _Refused as refused:
            status, reason = refused.status, refused.reason
        except Unavailable as error:
            status, reason = 503, str(error)
        metrics.webhooks.labels(str(status)).inc()
        if status != 200:
            logger.warning("webhook refused", status=status, reason=reason)
        return web.Response(status=status, text=reason)

    return receive_webhook


class _Refused(Exception):
    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


async def _receive(request: web.Request, body: bytes, secret: str, intake: Intake, metrics: Metrics) -> None:
    signature = request.headers.get("x-line-signature")
    if signature is None:
        raise _Refused(401, "the x-line-signature header is missing")
    # Over the raw bytes and in constant time; compared as bytes because a header may hold anything.
    if not hmac.compare_digest(sign(secret, body).encode(), signature.encode("utf-8", "surrogateescape")):
        raise _Refused(401, "the signature does not match: is LINE_CHANNEL_SECRET this channel's?")
    try:
        batch = events.split(body)
    except events.NotAWebhook:
        raise _Refused(400, "the body is not a webhook") from None
    if batch:
        await intake.accept(batch)
        metrics.events.inc(len(batch))


async def healthz(_request: web.Request) -> web.Response:
    """Answer 200 while the process is alive."""
    return web.Response(text="alive")


def readyz(ready: Callable[[], Awaitable[str | None]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler of GET /readyz; `ready` says what is missing, or None."""

    async def answer(_request: web.Request) -> web.Response:
        missing = await ready()
        return web.Response(status=503 if missing else 200, text=missing or "ready")

    return answer


def metrics_page(
    metrics: Metrics, refresh: Callable[[], Awaitable[None]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler of GET /metrics; `refresh` reads the gauges from the database."""

    async def answer(_request: web.Request) -> web.Response:
        await refresh()
        return web.Response(
            body=metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    return answer


HARDENED = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; form-action 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer carries that says nothing else of itself: pages, pictures, figures, and errors."""

HSTS = "max-age=31536000"


def harden(application: web.Application, secure: bool) -> None:
    """Let every answer carry headers that protect it, and none that names the server; `secure`: HTTPS."""

    async def prepare(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in HARDENED.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        response.headers.popall("Server", None)

    application.on_response_prepare.append(prepare)
