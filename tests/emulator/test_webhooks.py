"""Webhooks: signed as LINE signs, and on demand repeated, doubled, late or lost."""

import asyncio
import json

from emulator.webhooks import sign
from tests.emulator.conftest import MakeDesk
from tests.emulator.desk import MISAKI, SATO, TEXT, Desk

SECRET = "0123456789abcdef0123456789abcdef"


def test_lines_own_signature() -> None:
    """The signature equals the official example's."""
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    expected = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    assert sign("8c570fa6dd201bb328f1c1eac23a96d8", body) == expected


async def test_what_a_webhook_looks_like(desk: Desk) -> None:
    """A message event has LINE's headers, a signature over the raw bytes, and every field the SDK needs."""
    delivery = await desk.act(MISAKI, "send", {"message": TEXT})
    assert delivery["webhook"] == {"status": 200, "error": None}
    [(headers, raw)] = desk.bot.requests
    assert headers["User-Agent"] == "LineBotWebhook/2.0"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["x-line-signature"] == sign(SECRET, raw)
    body = json.loads(raw)
    assert body["destination"].startswith("U")
    assert body["events"] == delivery["events"]
    [event] = body["events"]
    assert event["type"] == "message"
    assert event["mode"] == "active"
    assert event["timestamp"] == desk.clock.at
    assert event["source"] == {"type": "user", "userId": MISAKI}
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert len(event["webhookEventId"]) == 26
    assert len(event["replyToken"]) == 32
    assert set(event["message"]) == {"type", "id", "quoteToken", "markAsReadToken", "text"}
    assert event["message"]["text"] == TEXT["text"]


async def test_following_and_blocking(desk: Desk) -> None:
    """Blocking cannot be replied to; coming back says so."""
    await desk.act(MISAKI, "block")
    await desk.act(MISAKI, "follow")
    gone, back = desk.bot.events
    assert gone["type"] == "unfollow"
    assert "replyToken" not in gone
    assert back["follow"] == {"isUnblocked": True}
    assert back["replyToken"]


async def test_without_a_url_nothing_is_sent(make_desk: MakeDesk) -> None:
    """When nobody set a webhook url the act happens and the delivery says why there is no status."""
    desk = await make_desk(webhook=False)
    delivery = await desk.act(MISAKI, "follow")
    assert delivery["webhook"] == {"status": None, "error": "nobody has set a webhook url"}
    assert delivery["events"][0]["type"] == "follow"


async def test_redelivery_until_the_bot_takes_it(desk: Desk) -> None:
    """With redelivery on, a refused event comes again with the same id and token until it is taken."""
    await desk.control("PUT", "webhook", {"redelivery": True, "redelivery_delays_ms": [1, 1, 1, 1]})
    desk.bot.statuses = [503, 500]
    delivery = await desk.act(MISAKI, "send", {"message": TEXT})
    assert delivery["webhook"]["status"] == 503
    await quiet(desk)
    first, *again = desk.bot.events
    assert [event["deliveryContext"]["isRedelivery"] for event in again] == [True, True]
    assert all({**event, "deliveryContext": first["deliveryContext"]} == first for event in again)


async def test_redelivery_is_off_by_default(desk: Desk) -> None:
    """As at LINE, an event that the bot refused is lost unless redelivery was switched on."""
    desk.bot.statuses = [503]
    await desk.says(MISAKI)
    await quiet(desk)
    assert len(desk.bot.events) == 1


async def test_duplicates(desk: Desk) -> None:
    """A duplicate is the same body twice, not marked as a redelivery."""
    await desk.control("PUT", "webhook", {"duplicate": 1.0})
    await desk.says(MISAKI)
    await quiet(desk)
    (_, first), (_, second) = desk.bot.requests
    assert first == second


async def test_reordering(desk: Desk) -> None:
    """An event that is held back arrives after the one that overtook it."""
    await desk.control("PUT", "webhook", {"reorder": 1.0})
    held = await desk.act(MISAKI, "send", {"message": {"type": "text", "text": "first"}})
    assert held["webhook"]["status"] is None
    await desk.control("PUT", "webhook", {"reorder": 0.0})
    await desk.says(MISAKI, "second")
    await quiet(desk)
    assert [event["message"]["text"] for event in desk.bot.events] == ["second", "first"]


async def test_dice_are_repeatable(desk: Desk) -> None:
    """The same seed doubles the same events."""
    rounds = []
    for _ in range(2):
        await desk.control("PUT", "webhook", {"duplicate": 0.5, "seed": 7})
        desk.bot.requests.clear()
        for _ in range(8):
            await desk.says(MISAKI)
            await quiet(desk)
        texts = [event["webhookEventId"] for event in desk.bot.events]
        rounds.append([texts.count(each) for each in dict.fromkeys(texts)])
    assert rounds[0] == rounds[1]
    assert set(rounds[0]) == {1, 2}


async def test_raw_events(desk: Desk) -> None:
    """Any events go out signed and untouched, and their reply tokens mean nothing to LINE."""
    events = [{"type": "thunder", "replyToken": "made-up"}, {"mode": "standby"}]
    _, delivery = await desk.control("POST", "webhook/raw", {"events": events})
    assert delivery["webhook"]["status"] == 200
    assert desk.bot.events == events
    assert (await desk.reply("made-up"))[0] == 400


async def test_the_bot_can_be_unreachable(desk: Desk) -> None:
    """A closed port is could_not_connect, as in LINE's error statistics."""
    await desk.control("PUT", "webhook", {"url": "http://127.0.0.1:9/webhook"})
    delivery = await desk.act(MISAKI, "send", {"message": TEXT})
    assert delivery["webhook"] == {"status": None, "error": "could_not_connect"}


async def test_the_webhook_can_be_tested(desk: Desk) -> None:
    """LINE's verify call is a signed body without events, and reports how it went with 200 either way."""
    status, good, _ = await desk.line("POST", "/v2/bot/channel/webhook/test", {})
    assert status == 200
    assert (good["success"], good["statusCode"], good["reason"]) == (True, 200, "OK")
    assert json.loads(desk.bot.requests[-1][1])["events"] == []
    desk.bot.statuses = [503]
    status, bad, _ = await desk.line("POST", "/v2/bot/channel/webhook/test")
    assert status == 200
    assert (bad["success"], bad["statusCode"], bad["reason"]) == (False, 503, "ERROR_STATUS_CODE")


async def test_the_webhook_endpoint_is_settable(desk: Desk) -> None:
    """The url that the bot sets is the one shown and used."""
    url = "http://127.0.0.1:9/elsewhere"
    assert (await desk.line("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": url}))[:2] == (200, {})
    shown = await desk.line("GET", "/v2/bot/channel/webhook/endpoint")
    assert shown[1] == {"endpoint": url, "active": True}
    assert (await desk.control("GET", "webhook"))[1]["url"] == url


async def test_ids_are_never_repeated(desk: Desk) -> None:
    """Event ids, message ids and reply tokens differ from event to event."""
    for _ in range(5):
        await desk.says(MISAKI)
        await desk.says(SATO)
    events = desk.bot.events
    assert len({event["webhookEventId"] for event in events}) == 10
    assert len({event["replyToken"] for event in events}) == 10
    assert len({event["message"]["id"] for event in events}) == 10


async def quiet(desk: Desk) -> None:
    """Wait until no delivery is under way."""
    async with asyncio.timeout(5):
        while (await desk.control("GET", "webhook"))[1]["pending"]:
            continue


async def test_a_slow_bot_is_a_timeout(desk: Desk) -> None:
    """A bot that does not answer in LINE's time is request_timeout, though it may have got the event."""
    await desk.control("PUT", "webhook", {"timeout_ms": 20})
    desk.bot.hold = asyncio.Event()
    delivery = await desk.act(MISAKI, "send", {"message": TEXT})
    assert delivery["webhook"] == {"status": None, "error": "request_timeout"}
    desk.bot.hold.set()
    assert len(desk.bot.events) == 1
