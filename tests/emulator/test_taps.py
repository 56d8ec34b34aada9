"""Taps: what can be tapped when, and what comes of it."""

from tests.emulator.desk import MISAKI, SATO, TEXT, Desk, Json

YES = {"type": "message", "label": "はい", "text": "はい、お願いします"}
LATER = {"type": "postback", "label": "あとで", "data": "later", "displayText": "あとで"}
QUIET = {"type": "postback", "label": "…", "data": "quiet"}
SITE = {
    "type": "uri",
    "label": "開く",
    "uri": "https://a.example",
    "altUri": {"desktop": "https://pc.example"},
}
COPY = {"type": "clipboard", "label": "写す", "clipboardText": "ABC"}
DATE = {"type": "datetimepicker", "label": "日", "data": "day", "mode": "date", "min": "2026-11-01"}


def buttons(*actions: Json) -> Json:
    return {
        "type": "template",
        "altText": "お知らせ",
        "template": {"type": "buttons", "text": "?", "actions": list(actions)},
    }


def asking(*actions: Json, text: str = "?") -> Json:
    items = [{"type": "action", "action": action} for action in actions]
    return {"type": "text", "text": text, "quickReply": {"items": items}}


async def shown(desk: Desk, message: Json) -> str:
    status, body, _ = await desk.push(message)
    assert status == 200, body
    return str(body["sentMessages"][-1]["id"])


async def tap(desk: Desk, on: str, action: Json, **more: Json) -> tuple[int, Json]:
    return await desk.control("POST", f"users/{MISAKI}/tap", {"on": on, "action": action, **more})


async def test_tapping_a_bubble(desk: Desk) -> None:
    """Buttons of a bubble work as often as one likes; what they say shows as the user's own words."""
    message_id = await shown(desk, buttons(YES, LATER, QUIET))
    for action in (YES, LATER, QUIET, LATER):
        assert (await tap(desk, "message", action, messageId=message_id))[0] == 200
    kinds = [event["type"] for event in desk.bot.events]
    assert kinds == ["message", "postback", "postback", "postback"]
    assert desk.bot.events[0]["message"]["text"] == "はい、お願いします"
    assert desk.bot.events[1]["postback"] == {"data": "later"}
    words = [line["text"] for line in (await desk.chat())["messages"] if line["from"] == "user"]
    assert words == ["はい、お願いします", "あとで", "あとで"]


async def test_taps_that_stay_on_the_phone(desk: Desk) -> None:
    """Links open (elsewhere on a PC), clipboards fill, keyboards open; the bot hears only of postbacks."""
    typing = {**QUIET, "inputOption": "openKeyboard", "fillInText": "27年"}
    message_id = await shown(desk, buttons(SITE, COPY, typing))
    assert (await tap(desk, "message", SITE, messageId=message_id))[1]["open"] == "https://a.example"
    assert (await tap(desk, "message", COPY, messageId=message_id))[1]["copied"] == "ABC"
    assert desk.bot.events == []
    assert (await tap(desk, "message", typing, messageId=message_id))[1]["fillInText"] == "27年"
    await desk.act(MISAKI, "", {"pc": True}, method="PATCH")
    assert (await tap(desk, "message", SITE, messageId=message_id))[1]["open"] == "https://pc.example"


async def test_picking_a_date(desk: Desk) -> None:
    """A picker sends its data and what was picked; what it does not offer is refused."""
    message_id = await shown(desk, buttons(DATE))
    params = {"date": "2026-11-30"}
    assert (await tap(desk, "message", DATE, messageId=message_id, params=params))[0] == 200
    assert desk.bot.events[-1]["postback"] == {"data": "day", "params": params}
    for bad in ({}, {"date": "soon"}, {"date": "2026-10-31"}, {"time": "10:00"}):
        assert (await tap(desk, "message", DATE, messageId=message_id, params=bad))[0] == 400


async def test_quick_replies_are_for_one_tap(desk: Desk) -> None:
    """A used quick reply takes its neighbours with it, whatever it does."""
    message_id = await shown(desk, asking(YES, QUIET))
    chat = await desk.chat()
    assert [item["action"] for item in chat["quickReply"]] == [YES, QUIET]
    assert chat["quickReplyMessageId"] == message_id
    assert (await tap(desk, "quickReply", QUIET))[0] == 200
    assert (await desk.chat())["quickReply"] is None
    assert (await tap(desk, "quickReply", YES))[0] == 409


async def test_quick_replies_vanish_with_the_next_message(desk: Desk) -> None:
    """Any later message, hers or the bot's, takes the quick replies away; only the last message's show."""
    await shown(desk, asking(YES))
    await desk.says(MISAKI)
    assert (await desk.chat())["quickReply"] is None
    await shown(desk, asking(YES))
    await shown(desk, TEXT)
    assert (await desk.chat())["quickReply"] is None
    await desk.push(asking(YES), TEXT)
    assert (await desk.chat())["quickReply"] is None


async def test_quick_replies_are_not_on_a_pc(desk: Desk) -> None:
    """LINE for PC shows no quick replies, and none can be tapped there."""
    await shown(desk, asking(YES))
    await desk.act(MISAKI, "", {"pc": True}, method="PATCH")
    assert (await desk.chat())["quickReply"] is None
    assert (await tap(desk, "quickReply", YES))[0] == 409


async def test_only_what_is_shown_can_be_tapped(desk: Desk) -> None:
    """An action that differs from what is shown, or stands in another chat, is refused with 409."""
    message_id = await shown(desk, buttons(YES))
    assert (await tap(desk, "message", {**YES, "text": "other"}, messageId=message_id))[0] == 409
    assert (await tap(desk, "message", YES, messageId="1"))[0] == 409
    assert (await tap(desk, "quickReply", YES))[0] == 409
    assert (await tap(desk, "menu", YES))[0] == 409
    body = {"on": "message", "messageId": message_id, "action": YES}
    assert (await desk.control("POST", f"users/{SATO}/tap", body))[0] == 409
    await desk.act(MISAKI, "block")
    assert (await tap(desk, "message", YES, messageId=message_id))[0] == 409
    assert (await tap(desk, "sky", YES))[0] == 409


async def test_flex_buttons_can_be_tapped(desk: Desk) -> None:
    """An action deep within a Flex message is as good as any."""
    button = {"type": "button", "action": LATER}
    deep = {
        "type": "box",
        "layout": "vertical",
        "contents": [{"type": "box", "layout": "vertical", "contents": [button]}],
    }
    card = {
        "type": "flex",
        "altText": "お知らせ",
        "contents": {"type": "bubble", "body": deep, "action": YES},
    }
    message_id = await shown(desk, card)
    assert (await tap(desk, "message", LATER, messageId=message_id))[0] == 200
    assert (await tap(desk, "message", YES, messageId=message_id))[0] == 200
