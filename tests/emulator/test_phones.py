"""What the phones can do but tap: write, quote, unsend, send files, and what their screens show."""

import asyncio
import base64
import json

import aiohttp
import pytest

from tests.emulator.conftest import MakeDesk
from tests.emulator.desk import MISAKI, SATO, TEXT, Desk, Json, png


async def shown(desk: Desk, message: Json) -> str:
    status, body, _ = await desk.push(message)
    assert status == 200, body
    return str(body["sentMessages"][-1]["id"])


async def test_quoting(desk: Desk) -> None:
    """A quoting message names the quoted one to the bot, and shows it."""
    message_id = await shown(desk, TEXT)
    quoting = {"type": "text", "text": "これ", "quoteMessageId": message_id}
    delivery = await desk.act(MISAKI, "send", {"message": quoting})
    assert delivery["events"][0]["message"]["quotedMessageId"] == message_id
    line = (await desk.chat())["messages"][-1]
    assert line["quoted"] == {"id": message_id, "text": TEXT["text"], "from": "bot"}
    assert (await desk.control("POST", f"users/{SATO}/send", {"message": quoting}))[0] == 409


async def test_unsending(desk: Desk) -> None:
    """An unsent message leaves only its trace, and its file answers 410."""
    sent = await desk.act(MISAKI, "send", {"message": {"type": "image"}})
    message_id = sent["messageId"]
    assert (await desk.line("GET", f"/v2/bot/message/{message_id}/content"))[0] == 200
    await desk.act(MISAKI, "unsend", {"messageId": message_id})
    event = desk.bot.events[-1]
    assert (event["type"], event["unsend"]) == ("unsend", {"messageId": message_id})
    assert "replyToken" not in event
    line = (await desk.chat())["messages"][-1]
    assert (line["type"], line["unsent"], line["quotable"]) == ("unsent", True, False)
    assert "contentUrl" not in line
    gone = await desk.line("GET", f"/v2/bot/message/{message_id}/content")
    assert gone[:2] == (410, {"message": "The content is gone"})
    assert (await desk.control("POST", f"users/{MISAKI}/unsend", {"messageId": message_id}))[0] == 409


async def test_files(make_desk: MakeDesk) -> None:
    """Videos are prepared for a while (202), then come as they were sent, with a picture as preview."""
    desk = await make_desk(media_delay_ms=3_000)
    await desk.act(MISAKI, "follow")
    content = base64.b64encode(b"moving").decode()
    sent = await desk.act(
        MISAKI, "send", {"message": {"type": "video", "contentBase64": content, "duration": 900}}
    )
    message = sent["events"][0]["message"]
    assert (message["duration"], message["contentProvider"]) == (900, {"type": "line"})
    path = f"/v2/bot/message/{message['id']}/content"
    assert (await desk.line("GET", path))[:2] == (202, {})
    assert (await desk.line("GET", f"{path}/transcoding"))[1] == {"status": "processing"}
    desk.clock.advance(seconds=3)
    status, data, headers = await desk.line("GET", path)
    assert (status, data, headers["Content-Type"]) == (200, b"moving", "video/mp4")
    assert (await desk.line("GET", f"{path}/transcoding"))[1] == {"status": "succeeded"}
    assert (await desk.line("GET", f"{path}/preview"))[2]["Content-Type"] == "image/png"


async def test_files_without_preview_or_transcoding(desk: Desk) -> None:
    """An image has no transcoding and a document no preview, in LINE's words."""
    picture = base64.b64encode(png(10, 10)).decode()
    sent = await desk.act(MISAKI, "send", {"message": {"type": "image", "contentBase64": picture}})
    path = f"/v2/bot/message/{sent['messageId']}/content"
    assert (await desk.line("GET", path))[1] == png(10, 10)
    unsuited = (400, {"message": "Transcoding status doesn't support this type of content"})
    assert (await desk.line("GET", f"{path}/transcoding"))[:2] == unsuited
    elsewhere = {"type": "image", "externalUrl": "https://elsewhere.example/x.jpg"}
    sent = await desk.act(MISAKI, "send", {"message": elsewhere})
    assert sent["events"][0]["message"]["contentProvider"]["type"] == "external"
    path = f"/v2/bot/message/{sent['messageId']}/content"
    assert (await desk.line("GET", path))[:2] == (404, {"message": "not found"})
    sent = await desk.act(MISAKI, "send", {"message": {"type": "file", "fileName": "履歴書.pdf"}})
    assert sent["events"][0]["message"]["fileName"] == "履歴書.pdf"
    path = f"/v2/bot/message/{sent['messageId']}/content/preview"
    assert (await desk.line("GET", path))[:2] == (400, {"message": "The content can not be previewed"})
    async with desk.client.get((await desk.chat())["messages"][-1]["contentUrl"]) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "message",
    [{"type": "poem"}, {"type": "text", "text": ""}, {"type": "image", "contentBase64": "?"}, "hello"],
)
async def test_what_a_phone_cannot_send(desk: Desk, message: Json) -> None:
    """A message that no phone could send is refused and not shown."""
    assert (await desk.control("POST", f"users/{MISAKI}/send", {"message": message}))[0] == 400
    assert desk.bot.events == []


async def test_stickers_and_places(desk: Desk) -> None:
    """Stickers carry the resource type that the SDK insists on, places their coordinates."""
    await desk.act(MISAKI, "send", {"message": {"type": "sticker", "packageId": "446", "stickerId": "1988"}})
    await desk.act(
        MISAKI, "send", {"message": {"type": "location", "title": "駅", "latitude": 35, "longitude": 139}}
    )
    sticker, place = (event["message"] for event in desk.bot.events)
    assert sticker["stickerResourceType"] == "STATIC"
    assert sticker["quoteToken"]
    assert (place["title"], place["latitude"]) == ("駅", 35.0)
    assert "quoteToken" not in place


async def test_reading(desk: Desk) -> None:
    """The bot's messages stay unread in a closed chat; hers are read once the bot took them."""
    await desk.act(MISAKI, "", {"chatOpen": False}, method="PATCH")
    await desk.push(TEXT, TEXT)
    assert (await desk.chat())["unread"] == 2
    await desk.act(MISAKI, "read")
    assert (await desk.chat())["unread"] == 0
    desk.bot.statuses = [500]
    await desk.says(MISAKI)
    assert (await desk.chat())["messages"][-1]["read"] is False
    await desk.says(MISAKI)
    assert [line["read"] for line in (await desk.chat())["messages"]][-2:] == [True, True]


async def test_marking_as_read(make_desk: MakeDesk) -> None:
    """With chat switched on the bot marks as read itself, up to the token's message."""
    desk = await make_desk(chat_mode="chat")
    assert (await desk.line("GET", "/v2/bot/info"))[1]["markAsReadMode"] == "manual"
    for _ in range(3):
        await desk.says(MISAKI)
    token = desk.bot.events[1]["message"]["markAsReadToken"]
    assert (await desk.line("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": token}))[:2] == (200, {})
    assert [line["read"] for line in (await desk.chat())["messages"]] == [True, True, False]


async def test_loading(desk: Desk) -> None:
    """The animation shows in an open chat for its seconds, or until the bot says something."""
    start = ("POST", "/v2/bot/chat/loading/start", {"chatId": MISAKI, "loadingSeconds": 5})
    assert (await desk.line(*start))[:2] == (202, {})
    assert (await desk.chat())["loading"] is True
    desk.clock.advance(seconds=5)
    assert (await desk.chat())["loading"] is False
    await desk.line(*start)
    await desk.push()
    assert (await desk.chat())["loading"] is False
    await desk.act(MISAKI, "", {"chatOpen": False}, method="PATCH")
    assert (await desk.line(*start))[0] == 202
    assert (await desk.chat())["loading"] is False


async def test_profiles(desk: Desk) -> None:
    """A friend, or a stranger who wrote, has a profile in the phone's language; who blocked has none."""
    path = f"/v2/bot/profile/{MISAKI}"
    await desk.act(MISAKI, "", {"language": "en"}, method="PATCH")
    _, profile, _ = await desk.line("GET", path)
    assert (profile["userId"], profile["displayName"], profile["language"]) == (MISAKI, "みさき", "en")
    picture = profile["pictureUrl"].removeprefix(str(desk.client.make_url("/"))[:-1])
    async with desk.client.get(picture) as response:
        assert response.content_type == "image/svg+xml"
    assert (await desk.line("GET", f"/v2/bot/profile/{SATO}"))[0] == 404
    await desk.says(SATO)
    assert (await desk.line("GET", f"/v2/bot/profile/{SATO}"))[0] == 200
    await desk.act(MISAKI, "block")
    assert (await desk.line("GET", path))[:2] == (404, {"message": "Not found"})


async def test_new_users(desk: Desk) -> None:
    """People can be added: followed now, friends since before the bot, or strangers; never twice."""
    status, user = await desk.control("POST", "users", {"name": "ゆい", "slug": "yui", "follow": True})
    assert (status, user["friend"], user["role"]) == (201, True, "student")
    assert desk.bot.events[-1]["type"] == "follow"
    desk.bot.requests.clear()
    status, old = await desk.control("POST", "users", {"name": "Old", "language": "en", "friend": True})
    assert (status, old["friend"], old["language"]) == (201, True, "en")
    assert desk.bot.events == []
    assert (await desk.control("POST", "users", {"name": "ゆい", "slug": "yui"}))[0] == 409
    assert (await desk.control("POST", "users", {"name": ""}))[0] == 400
    listed = [each["slug"] for each in (await desk.control("GET", "users"))[1]["users"]]
    assert listed[:5] == ["misaki", "sato", "takahashi", "alex", "suzuki"]
    assert "yui" in listed


async def test_what_makes_no_sense_is_refused(desk: Desk) -> None:
    """Unknown users are 404, impossible acts 409, malformed ones 400."""
    assert (await desk.control("GET", "users/nobody/chat"))[0] == 404
    assert (await desk.control("POST", f"users/{MISAKI}/follow", {}))[0] == 409
    assert (await desk.control("POST", f"users/{SATO}/block", {}))[0] == 409
    assert (await desk.control("PATCH", f"users/{MISAKI}", {"pc": "yes"}))[0] == 400
    assert (await desk.control("PATCH", f"users/{MISAKI}", {"friend": True}))[0] == 400
    assert (await desk.control("PUT", "webhook", {"colour": 1}))[0] == 400
    assert (await desk.control("POST", "redeliver", {"webhookEventId": "x"}))[0] == 404
    assert (await desk.control("PUT", "quota", {"limit": "many"}))[0] == 400


async def test_text_v2_is_filled_in(desk: Desk) -> None:
    """Placeholders of a textV2 message show as names and emoji, doubled braces as braces."""
    hole = {"type": "mention", "mentionee": {"type": "user", "userId": MISAKI}}
    await desk.push({"type": "textV2", "text": "{who} {{x}}", "substitution": {"who": hole}})
    assert (await desk.chat())["messages"][-1]["text"] == "@みさき {x}"


async def test_the_journal(desk: Desk) -> None:
    """Every request is noted with number, body and outcome, and can be read on from any number."""
    await desk.push(headers={"X-Line-Retry-Key": "123e4567-e89b-12d3-a456-426614174000"})
    await desk.line("GET", "/v2/bot/nothing")
    _, body = await desk.control("GET", "requests?since=0")
    first, second = body["requests"]
    assert (first["n"], first["template"], first["accepted"]) == (1, "/v2/bot/message/push", True)
    assert first["body"]["messages"] == [TEXT]
    assert first["headers"] == {"retryKey": "123e4567-e89b-12d3-a456-426614174000"}
    assert first["response"]["sentMessages"]
    assert (second["path"], second["status"], second["accepted"]) == ("/v2/bot/nothing", 404, False)
    assert (await desk.control("GET", "requests?since=1"))[1]["requests"] == [second]


async def test_reset(desk: Desk) -> None:
    """A reset forgets everything but the configuration."""
    await desk.push()
    await desk.control("PUT", "faults", {"faults": [{"endpoint": "*", "kind": "500"}]})
    await desk.control("POST", "reset")
    assert (await desk.chat())["messages"] == []
    assert (await desk.control("GET", "requests"))[1] == {"requests": []}
    assert (await desk.control("GET", "faults"))[1]["faults"] == []
    assert (await desk.act(MISAKI, "follow"))["webhook"]["status"] == 200


async def test_the_stream_tells_what_changed(desk: Desk) -> None:
    """A page that listens hears whose chat changed, each news once."""
    async with desk.client.get("/emulator/stream") as response:
        assert response.content_type == "text/event-stream"
        assert (await response.content.readline()).startswith(b":")
        await desk.push(TEXT, TEXT)
        await desk.control("PUT", "faults", {"faults": []})
        async with asyncio.timeout(5):
            news = [await next_news(response.content), await next_news(response.content)]
    assert news == [{"user": MISAKI, "kind": "chat"}, {"user": None, "kind": "faults"}]


async def next_news(stream: aiohttp.StreamReader) -> Json:
    while not (line := await stream.readline()).startswith(b"data: "):
        pass
    return json.loads(line.removeprefix(b"data: "))


async def test_pages_stay_in_their_folder(desk: Desk) -> None:
    """The page's files are served, and nothing beside them."""
    for path in ("/emulator/page/..%2fapp.py", "/emulator/page/nothing.js"):
        async with desk.client.get(path) as response:
            assert response.status == 404


async def test_pictures_sent_together_are_told_of_one_by_one(desk: Desk) -> None:
    """Each picture of a set is an event in a request of its own, with its number, in any order."""
    picture = {"type": "image"}
    await desk.act(MISAKI, "send", {"messages": [picture] * 3, "order": [3, 1, 2]})
    sets = [each["message"]["imageSet"] for each in desk.bot.events]
    assert [each["index"] for each in sets] == [3, 1, 2] and len(desk.bot.requests) == 3
    assert {(each["id"], each["total"]) for each in sets} == {(sets[0]["id"], 3)}
    for wrong in ({"messages": [picture]}, {"messages": [picture] * 2, "order": [1, 1]}):
        assert (await desk.control("POST", f"users/{MISAKI}/send", wrong))[0] == 400
