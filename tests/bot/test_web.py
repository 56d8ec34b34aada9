"""What the webhook answers, to good requests and to bad ones; and what an operator's tools are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import msgspec
import pytest

from bot.clock import SECOND
from bot.models import inbox
from bot.web import sign
from tests.bot.machine import MISAKI, Machine, typed
from tests.databases import PostgresTemplate
from tests.world import SECRET, World, world

GOOD: dict[str, Any] = {
    "type": "message",
    "mode": "active",
    "timestamp": 1,
    "webhookEventId": "good",
    "source": {"type": "user", "userId": MISAKI},
    "message": {"type": "text", "id": "1", "text": "hi"},
}


def webhook(*events: Any) -> bytes:
    """Return a webhook's body with these events."""
    return msgspec.json.encode({"destination": "U" + "0" * 32, "events": list(events)})


async def post(http: aiohttp.ClientSession, url: str, body: bytes, **headers: str) -> tuple[int, str]:
    """Send a body, signed unless told otherwise; the status and the reason."""
    headers = headers or {"x-line-signature": sign(SECRET, body)}
    async with http.post(f"{url}/webhook", data=BytesIO(body), headers=headers) as answer:
        return answer.status, await answer.text()


@pytest.fixture
async def small_house(sqlite_url: str) -> AsyncIterator[World]:
    """The whole house on SQLite."""
    async with world(sqlite_url) as built:
        yield built


def test_lines_own_example_of_a_signature() -> None:
    """The signature is the one of LINE's documentation."""
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert sign(SECRET, body) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


NESTED = b'{"destination":"U","events":[' + b'{"type":"x","a":' + b"[" * 10_000 + b"]" * 10_000 + b"}]}"


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (webhook(GOOD), {"x-other": "1"}, 401),
        (webhook(GOOD), {"x-line-signature": ""}, 401),
        (webhook(GOOD), {"x-line-signature": sign("another secret", webhook(GOOD))}, 401),
        (webhook(GOOD), {"x-line-signature": sign(SECRET, webhook())}, 401),
        (webhook(GOOD), {"x-line-signature": "\udcff\udc80"}, 401),
        (b"", {}, 400),
        (b"{", {}, 400),
        (b"not JSON", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[]", {}, 400),
        (b"null", {}, 400),
        (b'{"events":{}}', {}, 400),
        (b'{"destination":"U"}', {}, 400),
        (b'{"destination":"U","events":null}', {}, 400),
        (NESTED, {}, 400),
        (b" " * (5 * 1024 * 1024), {}, 413),
        (webhook(), {}, 200),
        (b' {"events" : [ ] } ', {}, 200),
    ],
)
async def test_a_request_gets_the_status_of_the_contract(
    small: Machine, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Each bad request has its status and stores nothing, and the next good one is served."""
    url = (await small.control("GET", "webhook"))["url"].removesuffix("/webhook")
    assert (await post(small.http, url, body, **headers))[0] == status
    assert await small.rows(inbox) == []
    assert await post(small.http, url, webhook(GOOD)) == (200, "OK")
    assert await small.fates() == {"good": "open"}


BROKEN: list[Any] = [
    None,
    3,
    "event",
    [],
    {},
    {"type": 5},
    {"type": "message", "timestamp": "noon"},
    {"type": "message", "timestamp": 10**30},
    {"type": "message", "timestamp": -1},
    {"type": "message", "source": "me", "webhookEventId": "x"},
    {"type": "message", "source": {"type": "user", "userId": "U\0"}},
    {"type": "message", "webhookEventId": "a\0b"},
    {"type": "message", "webhookEventId": "x" * 10_000},
    {"type": "me\0ssage"},
    {"type": "message", "message": {"id": "\0"}},
    msgspec.Raw(b'{"type":"message","a":1e999}'),
    msgspec.Raw(b'{"type":"message","a":"\xff"}'),
]


async def test_a_broken_event_never_takes_its_neighbours_along(m: Machine) -> None:
    """Beside events that make no sense the good ones are stored and answered, and all are kept."""
    url = (await m.control("GET", "webhook"))["url"].removesuffix("/webhook")
    after = {**GOOD, "webhookEventId": "after", "timestamp": 2}
    assert (await post(m.http, url, webhook(GOOD, *BROKEN, after)))[0] == 200
    await m.quiet()
    assert len(await m.fates()) == len(BROKEN) + 2
    assert set(await m.statuses(inbox)) == {"done"}
    assert {"good", "after"} <= set(await m.fates())


@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
async def test_a_broken_event_alone_is_kept(small: Machine, broken: Any) -> None:
    """An event that makes no sense is told 200, kept, and left alone."""
    url = (await small.control("GET", "webhook"))["url"].removesuffix("/webhook")
    assert (await post(small.http, url, webhook(broken)))[0] == 200
    await small.quiet()
    assert await small.statuses(inbox) == ["done"]


WORDS = ("NUL \0 NUL", "\u202e\u0007", "😀" * 2000, "'; DROP TABLE inbox; --", "%s {0} {name}", "<b>")


async def test_whatever_is_typed_is_kept_and_answered(m: Machine) -> None:
    """No text that a person can type breaks the road; only NUL, which no database keeps, is left out."""
    for words in WORDS:
        await m.writes(MISAKI, words)
        await m.quiet()
    assert await m.shown(MISAKI) == [words.replace("\0", "") for words in WORDS]


async def test_half_a_character_spoils_nothing(m: Machine) -> None:
    """Half a surrogate pair, which a phone can send, is replaced; the event and its neighbours are taken."""
    url = (await m.control("GET", "webhook"))["url"].removesuffix("/webhook")
    half = webhook(GOOD).replace(b'"hi"', b'"a\\ud83db"').replace(b'"good"', b'"half"')
    both = b'{"events":[' + half.split(b"[", 1)[1][:-2] + b"," + webhook(GOOD).split(b"[", 1)[1]
    assert (await post(m.http, url, both))[0] == 200
    heard: list[str] = []
    m.decide = lambda turn: heard.append(typed(turn))
    await m.quiet()
    assert sorted(heard) == ["a?b", "hi"]


async def test_unknown_kinds_are_kept_and_left_alone(house: World) -> None:
    """An event of a kind that nobody knows yet is stored, taken, and answered with nothing."""
    event = {**GOOD, "type": "teleported", "teleported": {"to": "Mars"}}
    assert (await post(house.http, house.bot_url, webhook(event)))[0] == 200
    await house.quiet()
    async with house.app.database.read() as connection:
        row = (await connection.execute(inbox.select())).one()
    assert (row.kind, row.status) == ("teleported", "done")
    assert msgspec.json.decode(row.body) == event
    assert [each["path"] for each in await house.requests() if "message" in each["path"]] == []


async def test_the_old_verify_request_is_tolerated(small_house: World) -> None:
    """Events with LINE's dummy tokens of old are taken; what LINE refuses to them stops nobody."""
    dummies = [
        {
            **GOOD,
            "webhookEventId": f"dummy-{token[0]}",
            "replyToken": token,
            "source": {"type": "user", "userId": "Udeadbeefdeadbeefdeadbeefdeadbeef"},
        }
        for token in ("0" * 32, "f" * 32)
    ]
    assert (await post(small_house.http, small_house.bot_url, webhook(*dummies)))[0] == 200
    await small_house.passes(2 * SECOND)
    async with small_house.app.database.read() as connection:
        rows = (await connection.execute(inbox.select())).all()
    assert {row.status for row in rows} == {"done"}


async def test_in_standby_nothing_is_answered(house: World) -> None:
    """While another module holds the chat an event is recorded, and nothing is said nor changed."""
    event = {**GOOD, "mode": "standby", "type": "follow", "replyToken": "a" * 32}
    assert (await post(house.http, house.bot_url, webhook(event)))[0] == 200
    await house.passes(2 * SECOND)
    assert [each for each in await house.requests() if "/message/" in each["path"]] == []
    async with house.app.database.read() as connection:
        assert (await connection.execute(inbox.select())).one().status == "done"


async def test_a_database_that_is_away_costs_a_503_and_nobody_is_parked(
    postgres_template: PostgresTemplate,
) -> None:
    """While the database refuses connections the webhook says 503; as soon as it is back, all is served."""
    server = postgres_template.server
    with postgres_template.clone() as url:
        async with world(url) as house:
            assert (await post(house.http, house.bot_url, webhook(GOOD)))[0] == 200
            away = f'"{url.rpartition("/")[2]}"'
            await asyncio.to_thread(server._execute, f"ALTER DATABASE {away} ALLOW_CONNECTIONS false")
            gone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
            await asyncio.to_thread(server._execute, gone + f"'{away[1:-1]}'")
            second = {**GOOD, "webhookEventId": "second", "timestamp": 2}
            for _ in range(3):
                assert (await post(house.http, house.bot_url, webhook(second)))[0] == 503
                with pytest.raises(Exception) as trouble:
                    await house.app.worker.step()
                assert "connect" in str(trouble.value)
            async with house.http.get(f"{house.bot_url}/readyz") as answer:
                assert answer.status == 503
            async with house.http.get(f"{house.bot_url}/metrics") as answer:
                assert answer.status == 200
            await asyncio.to_thread(server._execute, f"ALTER DATABASE {away} ALLOW_CONNECTIONS true")
            assert (await post(house.http, house.bot_url, webhook(second)))[0] == 200
            await house.passes(2 * SECOND)
            async with house.app.database.read() as connection:
                rows = (await connection.execute(inbox.select())).all()
            assert {row.event_id: (row.status, row.attempts) for row in rows} == {
                "good": ("done", 0),
                "second": ("done", 0),
            }


async def test_alive_and_ready(house: World) -> None:
    """/healthz and /readyz say yes while all is well; /metrics counts in Prometheus' form."""
    await post(house.http, house.bot_url, webhook(GOOD))
    for path, expected in (("healthz", "alive"), ("readyz", "ready")):
        async with house.http.get(f"{house.bot_url}/{path}") as answer:
            assert (answer.status, await answer.text()) == (200, expected)
    async with house.http.get(f"{house.bot_url}/metrics") as answer:
        text = await answer.text()
    assert 'enishi_webhooks_total{status="200"} 1.0' in text
    assert "enishi_inbox_open 1.0" in text
    assert MISAKI not in text


async def test_a_database_that_is_not_migrated_is_not_ready(house: World) -> None:
    """Without this release's schema /readyz says what to run, and /healthz still says alive."""
    async with house.app.database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM alembic_version")
    async with house.http.get(f"{house.bot_url}/readyz") as answer:
        assert answer.status == 503
        assert "enishi migrate" in await answer.text()
    async with house.http.get(f"{house.bot_url}/healthz") as answer:
        assert answer.status == 200
