"""Answers go to the operator's own system: signed, in order, again until they are taken, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from sqlalchemy import select

from bot import deliveries, gauges, settings
from bot.db import Database
from bot.deliveries import Told, Wish
from bot.errors import SettingsError
from emulator.config import user_id_of
from tests.people import Cast, gather
from tests.world import world

SECRET = "a key that only the two of us have, in tests"
EXAMPLE = Path(__file__).parents[2] / "examples" / "receiver" / "receiver.py"
ROAD = ("27卒", "ES・面接の途中", "関西", "IT・通信", "金融", "決定")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


class Operator:
    """The operator's own system; `says` are the statuses of its next answers, 204 once they are used up."""

    def __init__(self) -> None:
        self.port, self.says = unused_port(), list[int]()
        self.got: list[tuple[Any, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/answers"

    @property
    def told(self) -> list[dict[str, Any]]:
        """Return what it has been told, the oldest first."""
        import json

        return [json.loads(body) for _, body in self.got]

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((request.headers, await request.read()))
        return web.Response(status=self.says.pop(0) if self.says else 204)


@asynccontextmanager
async def house(database_url: str, operator: Operator) -> AsyncIterator[Cast]:
    """The whole house, with an operator who wants to know."""
    application = web.Application()
    application.router.add_post("/answers", operator.take)
    server = TestServer(application, port=operator.port)
    await server.start_server()
    owner = user_id_of("takahashi")
    changes = {"enishi_answers_url": operator.url, "enishi_answers_secret": SECRET}
    async with world(database_url, enishi_owner_line_id=owner, **changes) as built:
        yield gather(built)
    await server.close()


async def answers(cast: Cast, name: str = "みさき") -> str:
    """Misaki answers the welcome survey; returns the id of the message with her name."""
    await cast.misaki.adds_the_account()
    for label in ROAD:
        await cast.misaki.taps(label)
    message_id = await cast.misaki.types(name)
    await cast.misaki.taps("そのうち話したい")
    await cast.misaki.taps("この内容でよい")
    return message_id


async def test_a_finished_run_is_told_once_and_signed(database_url: str) -> None:
    """One request for the whole run, with a signature over time and raw body, and a key."""
    operator = Operator()
    async with house(database_url, operator) as cast:
        await answers(cast)
        ((headers, body),) = operator.got
        at = headers["X-Enishi-Timestamp"]
        signed = hmac.new(SECRET.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
        assert headers["X-Enishi-Signature"] == f"sha256={signed}"
        assert at == str(cast.world.clock.now() // 1000)
        (told,) = operator.told
        assert told["id"] == headers["Idempotency-Key"]
        assert (told["survey"], told["state"], told["friend_id"]) == (
            "welcome", "finished", cast.misaki.user_id,
        )  # fmt: skip
        by_question = {each["question_id"]: each for each in told["answers"]}
        assert by_question["interests"]["option_ids"] == ["it", "finance"]
        assert by_question["call_name"]["raw"] == "みさき"


async def test_a_correction_is_told_and_what_is_taken_back_is_gone(database_url: str) -> None:
    """The operator hears of a changed answer under a new key, and learns nothing of an unsent one."""
    operator = Operator()
    async with house(database_url, operator) as cast:
        message_id = await answers(cast, "ひみつXYZZY")
        await cast.misaki.unsends(message_id)
        first, second = operator.told
        assert first["id"] != second["id"] and first["run_id"] == second["run_id"]
        assert "XYZZY" in str(first) and "XYZZY" not in str(second)
        assert await cast.world.rows_with("XYZZY") == []


async def test_what_waits_says_nothing_that_she_has_taken_back(database_url: str) -> None:
    """While the operator's system is away nothing is stored twice, and one request then says what is true."""
    operator = Operator()
    operator.says = [503]
    async with house(database_url, operator) as cast:
        message_id = await answers(cast, "ひみつXYZZY")
        operator.says = [503]
        await cast.misaki.unsends(message_id)
        assert await cast.world.rows_with("XYZZY") == []
        await cast.world.passes(11_000)
        assert len(operator.got) == 3 and "XYZZY" not in str(operator.told[-1])
        await cast.world.passes(DAY)
        assert len(operator.got) == 3


async def test_it_is_tried_again_until_it_is_taken(database_url: str) -> None:
    """Time-outs, 408, 429 and 5xx are tried again under the same key, ever more rarely, at last daily."""
    operator = Operator()
    operator.says = [500, 429, 408, 502, 503, 503, 503, 503]
    async with house(database_url, operator) as cast:
        await cast.takahashi.adds_the_account()
        await answers(cast)
        for wait in (10_000, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, DAY, DAY):
            await cast.world.passes(wait - 1_000)
            tries = len(operator.got)
            await cast.world.passes(1_000)
            assert len(operator.got) == tries + 1
        assert len({headers["Idempotency-Key"] for headers, _ in operator.got}) == 1
        await cast.world.passes(2 * DAY)
        assert len(operator.got) == 9
        told = [each for each in await cast.takahashi.bubbles() if "届けられません" in each.get("text", "")]
        assert 1 <= len(told) <= 3


async def test_what_is_refused_is_parked_and_admins_are_told_once(database_url: str) -> None:
    """A 4xx is not tried again by itself; `/stats` shows it, and `/retry` sends it once that is mended."""
    operator = Operator()
    operator.says = [401, 401]
    async with house(database_url, operator) as cast:
        await cast.takahashi.adds_the_account()
        await answers(cast)
        await cast.takahashi.sees("回答を自社システムに届けられません（HTTP 401）")
        await cast.alex.adds_the_account()
        await cast.world.passes(DAY // 2)
        assert len(operator.got) == 1
        await cast.takahashi.types("/stats")
        await cast.takahashi.sees("自社システムへの回答：未送信1件（うち拒否1件）")
        await gauges.read(cast.world.app.database, cast.world.clock, cast.world.app.metrics)
        assert b'enishi_deliveries{status="parked"} 1.0' in cast.world.app.metrics.text()
        operator.says = []
        await cast.takahashi.types("/retry")
        assert len(operator.got) == 2
        async with cast.world.app.database.read() as connection:
            assert (await connection.execute(select(deliveries.deliveries))).all() == []


async def test_nobody_is_told_without_an_address(cast: Cast) -> None:
    """Without the settings no turn writes a delivery."""
    await answers(cast)
    async with cast.world.app.database.read() as connection:
        assert (await connection.execute(select(deliveries.deliveries))).all() == []


@pytest.mark.parametrize("stolen", [False, True])
async def test_the_example_receiver_takes_ours_alone(database_url: str, stolen: bool) -> None:
    """The receiver of the examples stores what is signed and of this moment, and refuses all else."""
    spec = importlib.util.spec_from_file_location("receiver", EXAMPLE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    operator, stored = Operator(), dict[str, Any]()
    async with house(database_url, operator) as cast:
        late = 600 if stolen else 0
        example = module.receiver(SECRET, stored.__setitem__, lambda: cast.world.clock.now() / 1000 + late)
        async with TestServer(example) as server:
            assert cast.world.app.courier
            cast.world.app.courier._url = str(server.make_url("/answers"))
            await answers(cast)
            async with cast.world.http.post(server.make_url("/answers"), data=b"{}") as forged:
                assert forged.status == 401
    assert [each["survey"] for each in stored.values()] == ([] if stolen else ["welcome"])


async def test_one_friends_things_are_told_in_order(database_url: str) -> None:
    """Her second thing waits for her first, whatever the workers; another friend's does not."""
    database = Database(database_url)
    one, two = Wish("U1", "answers", "a", "01"), Wish("U1", "answers", "b", "02")
    other = Wish("U2", "answers", "a", "03")
    async with database.write() as connection:
        await deliveries.want(connection, [one, two, other], 1)
    async with database.write() as connection:
        assert [each.id for each in await deliveries.lease(connection, 1, 10)] == ["01", "03"]
        assert await deliveries.lease(connection, 2, 10) == []
    # What is wished anew while it is under way is told again afterwards.
    again = Wish("U1", "answers", "a", "04")
    async with database.write() as connection:
        await deliveries.want(connection, [again], 3)
        assert [each.id for each in await deliveries.lease(connection, 3, 10)] == ["02"]
        await deliveries.settle(connection, [Told(one), Told(two), Told(other)], 4)
        assert [each.id for each in await deliveries.lease(connection, 4, 10)] == ["04"]
        # Whoever took it has died: it is leased again in time.
        assert [each.id for each in await deliveries.lease(connection, 40_000, 10)] == ["04"]
    await database.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"enishi_answers_url": "https://x.example/a"}, "ENISHI_ANSWERS_SECRET is not set"),
        ({"enishi_answers_url": "ftp://x"}, "ENISHI_ANSWERS_URL has the wrong form"),
        ({"enishi_answers_secret": "short"}, "ENISHI_ANSWERS_SECRET must have 32 characters or more"),
    ],
)
def test_half_a_setting_is_said_in_one_line(given: dict[str, str], said: str) -> None:
    """An address without a secret, or a secret that anybody could guess, is refused at the start."""
    whole = {"line_channel_secret": "x", "line_channel_access_token": "y", "enishi_secret_key": "z" * 32}
    with pytest.raises(SettingsError, match=said):
        settings.load(None, **whole, **given)
