"""LINE's own SDK talks to the emulator and understands every answer."""

from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    AsyncMessagingApiBlob,
    Configuration,
    CreateRichMenuAliasRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    RichMenuBulkLinkRequest,
    RichMenuRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from linebot.v3.webhook import WebhookParser
from linebot.v3.webhooks import (
    AccountLinkEvent,
    FollowEvent,
    MessageEvent,
    PostbackEvent,
    UnfollowEvent,
    UnsendEvent,
)

from tests.emulator.desk import MISAKI, TOKEN, Desk, Json, png, rich_menu

KEY = "123e4567-e89b-12d3-a456-426614174000"


async def test_the_sdk_understands_the_api(desk: Desk) -> None:
    """Sending, profiles, quota, menus, aliases, link tokens and files work through the SDK's typed client."""
    host = str(desk.client.make_url("/"))[:-1]
    async with AsyncApiClient(Configuration(host=host, access_token=TOKEN)) as client:
        api, blob = AsyncMessagingApi(client), AsyncMessagingApiBlob(client)
        await _messages(desk, api)
        await _menus(api, blob)
        await _files(desk, blob)


async def _messages(desk: Desk, api: AsyncMessagingApi) -> None:
    hello = [TextMessage(text="やあ")]
    replied = await api.reply_message(
        ReplyMessageRequest(reply_token=await desk.says(MISAKI), messages=hello)
    )
    assert replied.sent_messages[0].quote_token
    push = PushMessageRequest(to=MISAKI, messages=hello)
    first = await api.push_message(push, x_line_retry_key=KEY)
    try:
        await api.push_message(push, x_line_retry_key=KEY)
    except ApiException as error:
        assert error.status == 409
        assert error.headers["x-line-accepted-request-id"]
        assert first.sent_messages[0].id in error.body
    else:
        raise AssertionError("a repeated push must answer 409")
    assert (await api.get_profile(MISAKI)).display_name == "みさき"
    assert (await api.get_bot_info()).mark_as_read_mode == "auto"
    assert (await api.get_message_quota()).type == "none"
    assert (await api.get_message_quota_consumption()).total_usage == 1
    assert len((await api.issue_link_token(MISAKI)).link_token) == 32
    await api.show_loading_animation(ShowLoadingAnimationRequest(chatId=MISAKI, loadingSeconds=5))
    assert (await api.get_webhook_endpoint()).active


async def _menus(api: AsyncMessagingApi, blob: AsyncMessagingApiBlob) -> None:
    created = await api.create_rich_menu(RichMenuRequest.from_dict(rich_menu(name="開いた")))
    menu_id = created.rich_menu_id
    await blob.set_rich_menu_image(menu_id, body=png(800, 540), _headers={"Content-Type": "image/png"})
    assert bytes(await blob.get_rich_menu_image(menu_id)) == png(800, 540)
    assert (await api.get_rich_menu_list()).richmenus[0].name == "開いた"
    await api.set_default_rich_menu(menu_id)
    assert (await api.get_default_rich_menu_id()).rich_menu_id == menu_id
    await api.link_rich_menu_id_to_user(MISAKI, menu_id)
    assert (await api.get_rich_menu_id_of_user(MISAKI)).rich_menu_id == menu_id
    await api.unlink_rich_menu_id_from_user(MISAKI)
    await api.link_rich_menu_id_to_users(RichMenuBulkLinkRequest(richMenuId=menu_id, userIds=[MISAKI]))
    await api.create_rich_menu_alias(CreateRichMenuAliasRequest(richMenuAliasId="a", richMenuId=menu_id))
    assert (await api.get_rich_menu_alias_list()).aliases[0].rich_menu_id == menu_id
    await api.cancel_default_rich_menu()
    await api.delete_rich_menu(menu_id)


async def _files(desk: Desk, blob: AsyncMessagingApiBlob) -> None:
    sent = await desk.act(MISAKI, "send", {"message": {"type": "image"}})
    assert bytes(await blob.get_message_content(sent["messageId"])).startswith(b"\x89PNG")


async def test_the_sdk_understands_the_webhooks(desk: Desk) -> None:
    """Every kind of event is parsed, signature included, into the class that LINE has for it."""
    for message in _messages_of_all_kinds():
        await desk.act(MISAKI, "send", {"message": message})
    menu = await desk.menu()
    await desk.line("POST", f"/v2/bot/user/{MISAKI}/richmenu/{menu}")
    await desk.act(MISAKI, "tap", {"on": "menu", "action": {"type": "postback", "data": "menu"}})
    _, body, _ = await desk.line("POST", f"/v2/bot/user/{MISAKI}/linkToken")
    page = f"/dialog/bot/accountLink?linkToken={body['linkToken']}&nonce=0123456789"
    async with desk.client.get(page, cookies={"line_emulator_user": MISAKI}) as response:
        assert response.status == 200
    sent = await desk.act(MISAKI, "send", {"message": {"type": "text", "text": "oops"}})
    await desk.act(MISAKI, "unsend", {"messageId": sent["messageId"]})
    await desk.act(MISAKI, "block")
    await desk.act(MISAKI, "follow")
    parser = WebhookParser("0123456789abcdef0123456789abcdef")
    kinds = [MessageEvent] * 6 + [PostbackEvent, AccountLinkEvent, MessageEvent]
    kinds += [UnsendEvent, UnfollowEvent, FollowEvent]
    parsed = [
        event
        for headers, raw in desk.bot.requests
        for event in parser.parse(raw.decode(), headers["x-line-signature"])
    ]
    assert [type(event) for event in parsed] == kinds


def _messages_of_all_kinds() -> list[Json]:
    place = {"type": "location", "title": "a", "address": "b", "latitude": 1, "longitude": 2}
    sticker = {"type": "sticker", "packageId": "446", "stickerId": "1988"}
    return [sticker, place, *({"type": kind} for kind in ("image", "video", "audio", "file"))]
