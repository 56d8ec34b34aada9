"""Reply tokens, retry keys, quota and rate limits: LINE's rules of time and money."""

import pytest

from tests.emulator.conftest import MakeDesk
from tests.emulator.desk import MISAKI, NOBODY, SATO, TEXT, Desk

INVALID = (400, {"message": "Invalid reply token"})
MONTHLY = (429, {"message": "You have reached your monthly limit."})
TOO_MANY = (429, {"message": "The API rate limit has been exceeded. Try again later."})
KEY = "123e4567-e89b-12d3-a456-426614174000"


async def test_a_reply_token_is_used_once(desk: Desk) -> None:
    """The first reply is shown and free, the second is refused."""
    token = await desk.says(MISAKI)
    status, body, _ = await desk.reply(token, TEXT, {"type": "text", "text": "two"})
    assert status == 200
    assert (await desk.reply(token))[:2] == INVALID
    shown = [line for line in (await desk.chat())["messages"] if line["from"] == "bot"]
    assert [line["id"] for line in shown] == [sent["id"] for sent in body["sentMessages"]]
    assert [(line["via"], line["billed"]) for line in shown] == [("reply", False)] * 2


@pytest.mark.parametrize(("seconds", "works"), [(60, True), (60.001, False)])
async def test_a_reply_token_lives_a_minute(desk: Desk, seconds: float, works: bool) -> None:
    """A token answers for 60 seconds after it was received, and not a moment longer."""
    token = await desk.says(MISAKI)
    desk.clock.advance(seconds=seconds)
    assert ((await desk.reply(token))[0] == 200) is works


async def test_a_redelivery_gives_the_token_another_minute(desk: Desk) -> None:
    """A redelivered event's unused token works for a minute more, up to 20 minutes after the event."""
    delivery = await desk.act(MISAKI, "send", {"message": TEXT})
    event = delivery["events"][0]
    desk.clock.advance(minutes=19, seconds=30)
    _, again = await desk.control("POST", "redeliver", {"webhookEventId": event["webhookEventId"]})
    assert again["events"] == [{**event, "deliveryContext": {"isRedelivery": True}}]
    desk.clock.advance(seconds=29)
    assert (await desk.reply(event["replyToken"]))[0] == 200


async def test_twenty_minutes_end_every_token(desk: Desk) -> None:
    """Twenty minutes after the event no redelivery helps."""
    delivery = await desk.act(MISAKI, "send", {"message": TEXT})
    event = delivery["events"][0]
    desk.clock.advance(minutes=20, ms=1)
    await desk.control("POST", "redeliver", {"webhookEventId": event["webhookEventId"]})
    assert (await desk.reply(event["replyToken"]))[:2] == INVALID


async def test_a_used_token_is_not_revived(desk: Desk) -> None:
    """A redelivery does not make a used token usable."""
    delivery = await desk.act(MISAKI, "send", {"message": TEXT})
    event = delivery["events"][0]
    assert (await desk.reply(event["replyToken"]))[0] == 200
    await desk.control("POST", "redeliver", {"webhookEventId": event["webhookEventId"]})
    assert (await desk.reply(event["replyToken"]))[:2] == INVALID


async def test_a_refused_reply_leaves_the_token_unused(desk: Desk) -> None:
    """All or nothing: a bad second message sends neither, and the corrected reply goes through."""
    token = await desk.says(MISAKI)
    status, _, _ = await desk.reply(token, TEXT, {"type": "text", "text": ""})
    assert status == 400
    assert all(line["from"] != "bot" for line in (await desk.chat())["messages"])
    assert (await desk.reply(token))[0] == 200


async def test_reply_takes_no_retry_key(desk: Desk) -> None:
    """A retry key on a reply is refused with 400, and the token stays usable."""
    token = await desk.says(MISAKI)
    status, body, _ = await desk.reply(token, headers={"X-Line-Retry-Key": KEY})
    assert status == 400
    assert "X-Line-Retry-Key" in body["message"]
    assert (await desk.reply(token))[0] == 200


async def test_a_retry_key_is_accepted_once_a_day(desk: Desk) -> None:
    """The same key within 24 h answers 409 with the first request's id and messages; later it is new."""
    headers = {"X-Line-Retry-Key": KEY}
    status, first, sent_headers = await desk.push(headers=headers)
    assert status == 200
    desk.clock.advance(hours=23, minutes=59)
    status, body, again = await desk.push(headers={"X-Line-Retry-Key": KEY.upper()})
    assert status == 409
    assert body == {"message": "The retry key is already accepted", **first}
    assert again["x-line-accepted-request-id"] == sent_headers["x-line-request-id"]
    assert again["x-line-request-id"] != sent_headers["x-line-request-id"]
    desk.clock.advance(minutes=1)
    assert (await desk.push(headers=headers))[0] == 200
    assert len([line for line in (await desk.chat())["messages"] if line["from"] == "bot"]) == 2


async def test_multicast_repeats_without_message_ids(desk: Desk) -> None:
    """A repeated multicast answers 409 without sentMessages, and sends to nobody again."""
    body = {"to": [MISAKI], "messages": [TEXT]}
    headers = {"X-Line-Retry-Key": KEY}
    assert (await desk.line("POST", "/v2/bot/message/multicast", body, headers=headers))[:2] == (200, {})
    repeated = await desk.line("POST", "/v2/bot/message/multicast", body, headers=headers)
    assert repeated[:2] == (409, {"message": "The retry key is already accepted"})
    assert (await desk.control("GET", "ledger"))[1]["used"] == 1


async def test_a_refused_request_does_not_use_its_key(desk: Desk) -> None:
    """A key that came with a refused request is still free for the corrected one."""
    headers = {"X-Line-Retry-Key": KEY}
    assert (await desk.push({"type": "text", "text": ""}, headers=headers))[0] == 400
    assert (await desk.push(headers=headers))[0] == 200


async def test_a_retry_key_is_a_uuid(desk: Desk) -> None:
    """Anything else in the header is refused with 400."""
    status, body, _ = await desk.push(headers={"X-Line-Retry-Key": "again-please"})
    assert (status, body) == (400, {"message": "The value for the 'X-Line-Retry-Key' header is invalid"})


async def test_who_has_blocked_hears_nothing_and_costs_nothing(desk: Desk) -> None:
    """A push to somebody who blocked, or never was a friend, is a silent and free 200."""
    await desk.act(MISAKI, "block")
    for to in (MISAKI, SATO):
        status, body, _ = await desk.push(to=to)
        assert status == 200
        assert len(body["sentMessages"]) == 1
        assert all(line["from"] != "bot" for line in (await desk.chat(to))["messages"])
    assert (await desk.control("GET", "ledger"))[1]["used"] == 0


async def test_a_stranger_who_wrote_hears_for_seven_days(desk: Desk) -> None:
    """Who wrote without being a friend can be pushed to for a week."""
    await desk.says(SATO)
    await desk.push(to=SATO)
    desk.clock.advance(hours=24 * 7, ms=1)
    await desk.push(to=SATO)
    assert len([line for line in (await desk.chat(SATO))["messages"] if line["from"] == "bot"]) == 1


async def test_the_months_limit_counts_people(desk: Desk) -> None:
    """The quota counts recipients, not bubbles; over it LINE sends to nobody; replies stay free."""
    await desk.act(SATO, "follow")
    assert await desk.control("PUT", "quota", {"limit": 2}) == (200, (await desk.control("GET", "ledger"))[1])
    assert (await desk.push(TEXT, TEXT, TEXT))[0] == 200
    both = {"to": [MISAKI, SATO], "messages": [TEXT]}
    assert (await desk.line("POST", "/v2/bot/message/multicast", both))[:2] == MONTHLY
    assert (await desk.push())[0] == 200
    assert (await desk.push())[:2] == MONTHLY
    assert (await desk.reply(await desk.says(MISAKI)))[0] == 200
    assert (await desk.line("GET", "/v2/bot/message/quota"))[1] == {"type": "limited", "value": 2}
    assert (await desk.line("GET", "/v2/bot/message/quota/consumption"))[1] == {"totalUsage": 2}
    _, ledger = await desk.control("GET", "ledger")
    assert ledger["reply"] == {"requests": 1, "messages": 1}
    assert ledger["push"] == {"requests": 2, "messages": 4, "billed": 2}
    assert ledger["perUser"][MISAKI] == {"reply": 1, "push": 4, "multicast": 0, "billed": 2}


async def test_an_unlimited_plan(desk: Desk) -> None:
    """Without a limit LINE says none."""
    assert (await desk.line("GET", "/v2/bot/message/quota"))[1] == {"type": "none"}


async def test_deliveries_are_counted_the_next_day(desk: Desk) -> None:
    """The statistics of a day, by Japan's calendar, are ready on the next."""
    await desk.push()
    path = "/v2/bot/message/delivery/push?date=20261122"
    assert (await desk.line("GET", path))[1] == {"status": "unready"}
    desk.clock.advance(hours=24)
    assert (await desk.line("GET", path))[1] == {"status": "ready", "success": 1}


@pytest.mark.parametrize(("foreign", "answer"), [("silent", 200), ("refuse", 400)])
async def test_multicast_to_foreign_ids(make_desk: MakeDesk, foreign: str, answer: int) -> None:
    """LINE's documents disagree on unknown ids in a multicast, so the emulator plays either."""
    desk = await make_desk(foreign_in_multicast=foreign)
    await desk.act(MISAKI, "follow")
    body = {"to": [MISAKI, MISAKI, NOBODY], "messages": [TEXT]}
    assert (await desk.line("POST", "/v2/bot/message/multicast", body))[0] == answer
    assert (await desk.control("GET", "ledger"))[1]["used"] == (1 if answer == 200 else 0)


async def test_rate_limits_are_buckets(make_desk: MakeDesk) -> None:
    """2,000 pushes a second at LINE, here a thousandth: two at once, then one each half second."""
    desk = await make_desk(rate_factor=0.001)
    assert [(await desk.push())[0] for _ in range(3)] == [200, 200, 429]
    assert (await desk.push())[:2] == TOO_MANY
    assert (await desk.line("GET", "/v2/bot/message/quota"))[0] == 200
    desk.clock.advance(ms=500)
    assert [(await desk.push())[0] for _ in range(2)] == [200, 429]


async def test_the_menu_limit_is_a_hundred_an_hour(make_desk: MakeDesk) -> None:
    """Creating rich menus has LINE's own small bucket, unlike linking them."""
    desk = await make_desk(rate_factor=0.01)
    await desk.menu(image=False)
    status, body, _ = await desk.line("POST", "/v2/bot/richmenu", {})
    assert (status, body) == TOO_MANY
    desk.clock.advance(hours=1)
    await desk.menu(image=False)


async def test_quote_tokens_come_with_what_can_be_quoted(desk: Desk) -> None:
    """sentMessages carry a quoteToken for text but not for a place, and a quoting message shows its quote."""
    place = {"type": "location", "title": "a", "address": "b", "latitude": 1, "longitude": 2}
    _, body, _ = await desk.push(TEXT, place)
    first, second = body["sentMessages"]
    assert "quoteToken" in first
    assert "quoteToken" not in second
    await desk.push({**TEXT, "quoteToken": first["quoteToken"]})
    quoting = (await desk.chat())["messages"][-1]
    assert quoting["quoted"] == {"id": first["id"], "text": TEXT["text"], "from": "bot"}
    assert "quoteToken" not in quoting
