"""A desk for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from emulator.app import create_app
from emulator.config import Config
from tests.emulator.desk import MISAKI, Clock, Desk, NotingBot

MakeDesk = Callable[..., Awaitable[Desk]]


@pytest.fixture
async def make_desk() -> AsyncIterator[MakeDesk]:
    """Makes a desk whose emulator has these settings; `webhook=False` leaves it without a bot."""
    opened: list[Any] = []

    async def make(*, webhook: bool = True, **settings: Any) -> Desk:
        bot, clock = NotingBot(), Clock()
        bot_app = web.Application(client_max_size=64 * 1024 * 1024)
        bot_app.router.add_post("/webhook", bot.take)
        server = TestServer(bot_app)
        await server.start_server()
        url = str(server.make_url("/webhook")) if webhook else None
        config = Config(**{"webhook_url": url, "rate_factor": 0, "bulk_delay_ms": 0, "seed": 1, **settings})
        client: TestClient[Any, Any] = TestClient(TestServer(create_app(config, clock)))
        await client.start_server()
        opened.extend((client, server))
        return Desk(client, bot, clock)

    yield make
    for each in opened:
        await each.close()


@pytest.fixture
async def desk(make_desk: MakeDesk) -> Desk:
    """An emulator with the default cast and no rate limits; Misaki has added the account."""
    desk = await make_desk()
    await desk.act(MISAKI, "follow")
    desk.bot.requests.clear()
    return desk
