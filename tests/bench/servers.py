"""The servers under test, each in a process and on a core of its own: `python -m tests.bench.servers NAME`.

`turns` and `ingest` are the machine itself; the others are what it is compared with, and store nothing.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import msgspec
import uvloop
from aiohttp import web

from bot import life, log, settings
from bot.serve import build, spare_the_collector
from tests.bench.wire import Null, call
from tests.processes import SECRET, TOKEN

CORE, PORT, LINE = "BENCH_CORE", "BENCH_PORT", "BENCH_LINE"
Handler = Callable[[web.Request], Awaitable[web.Response]]


def is_signed(request: web.Request, body: bytes) -> bool:
    """Check LINE's signature over the raw body."""
    wanted = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(wanted, request.headers.get("x-line-signature", ""))


async def bare(_session: aiohttp.ClientSession) -> Handler:
    """Only check the signature and parse."""

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        if not is_signed(request, body):
            return web.Response(status=401)
        msgspec.json.decode(body)
        return web.Response(text="OK")

    return handle


async def echo(session: aiohttp.ClientSession) -> Handler:
    """Check, parse, and answer every event by one reply; nothing is stored."""
    url = f"{os.environ[LINE]}/v2/bot/message/reply"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        if not is_signed(request, body):
            return web.Response(status=401)
        for event in msgspec.json.decode(body)["events"]:
            said = {"type": "text", "text": event.get("message", {}).get("text", event["type"])}
            answer = msgspec.json.encode({"replyToken": event["replyToken"], "messages": [said]})
            async with session.post(url, data=answer, headers=headers) as response:
                await response.read()
        return web.Response(text="OK")

    return handle


async def sdk(_session: aiohttp.ClientSession) -> Handler:
    """Do as the example `aiohttp-echo` of LINE's SDK does; nothing is stored."""
    from linebot.v3.exceptions import InvalidSignatureError
    from linebot.v3.messaging import (
        AsyncApiClient,
        AsyncMessagingApi,
        Configuration,
        ReplyMessageRequest,
        TextMessage,
    )
    from linebot.v3.webhook import WebhookParser

    api = AsyncMessagingApi(AsyncApiClient(Configuration(host=os.environ[LINE], access_token=TOKEN)))
    parser = WebhookParser(SECRET)

    async def handle(request: web.Request) -> web.Response:
        signature = request.headers["X-Line-Signature"]
        body = await request.text()
        try:
            events: Any = parser.parse(body, signature)
        except InvalidSignatureError:
            return web.Response(status=400, text="Invalid signature")
        for event in events:
            said = event.message.text if event.type == "message" else event.type
            await api.reply_message(
                ReplyMessageRequest(replyToken=event.reply_token, messages=[TextMessage(text=said)])
            )
        return web.Response(text="OK\n")

    return handle


async def serve(make: Callable[[aiohttp.ClientSession], Awaitable[Handler]]) -> None:
    """Serve one handler until killed."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=256)) as session:
        application = web.Application()
        application.router.add_post("/webhook", await make(session))
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(os.environ[PORT])).start()
        await asyncio.Event().wait()


async def ours(half: Any) -> None:
    """Serve the machine, or for `web` its intake alone, which SQLite would not do by itself."""
    app = build(settings.load(env_file=None))
    await app.open()
    spare_the_collector()
    await life.run(app, half, asyncio.Event())


async def null() -> None:
    """Answer as fast as can be, to see how much load there can be at all."""
    line = await call(int(os.environ[LINE].rpartition(":")[2]), lambda status: None)
    port = int(os.environ[PORT])
    server = await asyncio.get_running_loop().create_server(lambda: Null(line), "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Serve what the first argument names, on the core that the environment names."""
    if os.environ.get(CORE):
        os.sched_setaffinity(0, {int(os.environ[CORE])})
    log.configure()
    name = sys.argv[1]
    machines = {"turns": "all", "ingest": "web"}
    if name == "null":
        uvloop.run(null())
    uvloop.run(
        ours(machines[name]) if name in machines else serve({"bare": bare, "echo": echo, "sdk": sdk}[name])
    )


if __name__ == "__main__":
    main()
