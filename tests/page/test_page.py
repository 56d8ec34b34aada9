"""The emulator's page in a real browser: what a person sees, taps and types."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Request, Route, expect

from emulator.config import user_id_of
from tests.emulator.desk import BEARER, png, rich_menu
from tests.page.desk import PageDesk, Place, needs_browser, open_place
from tests.page.samples import DAY, EACH_KIND, LATER, MARKUP, SITE, YES, asking, buttons, flex, text

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), needs_browser]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(chromium: Browser) -> AsyncIterator[Place]:
    """One emulator and one browser for all; each test begins with both as new."""
    async with open_place(chromium) as place:
        yield place


@pytest_asyncio.fixture(loop_scope="session")
async def desk(place: Place) -> AsyncIterator[PageDesk]:
    """The page, with Misaki a friend."""
    async with place.desk() as desk:
        await desk.follow()
        await expect(desk.phone().find("textarea")).to_be_visible()
        yield desk


async def test_a_stranger_adds_blocks_and_unblocks(desk: PageDesk) -> None:
    """The add screen makes a friend; blocking takes the composer away, unblocking brings it back."""
    admin = desk.phone("admin")
    await admin.do("add").click()
    await expect(admin.find("textarea")).to_be_visible()
    await admin.do("block").click()
    await expect(admin.find("textarea")).to_be_hidden()
    await admin.do("unblock").click()
    await expect(admin.find("textarea")).to_be_visible()
    assert [event["type"] for event in desk.bot.events] == ["follow", "unfollow", "follow"]


async def test_sent_words_are_on_the_screen_before_the_server_has_them(desk: PageDesk) -> None:
    """What is sent shows at once as on its way, and once only when the server has taken it."""
    phone, gate = desk.phone(), asyncio.Event()

    async def held(route: Route) -> None:
        await gate.wait()
        await route.continue_()

    await desk.page.route("**/send", held)
    await phone.write("こんにちは")
    await expect(phone.find("li.pending .text")).to_have_text("こんにちは")
    gate.set()
    await expect(phone.find("li.pending")).to_have_count(0)
    await expect(phone.find("li[data-from=user] .text")).to_have_text(["こんにちは"])
    await expect(phone.find(".read")).to_have_text("既読")


async def test_the_enter_key(desk: PageDesk) -> None:
    """Enter sends, Shift and Enter break the line, and Enter that ends a Japanese conversion does neither."""
    field = desk.phone().find("textarea")
    await field.fill("にほん")
    await field.evaluate("""node => node.dispatchEvent(new KeyboardEvent("keydown",
        {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))""")
    await expect(field).to_have_value("にほん")
    await field.press("Shift+Enter")
    await expect(field).to_have_value("にほん\n")
    await field.press_sequentially("二行目")
    await field.press("Enter")
    await expect(field).to_have_value("")
    await expect(desk.phone().find("li[data-from=user] .text")).to_have_text(["にほん\n二行目"])


async def test_a_failed_sending_can_be_tried_again(desk: PageDesk) -> None:
    """When the server cannot be reached the words stay, marked as not sent, and go out on the next try."""
    phone = desk.phone()
    await desk.page.route("**/send", lambda route: route.abort())
    await phone.write("届いて")
    await expect(phone.find(".toast")).to_have_text("エミュレータに接続できません")
    await desk.page.unroute("**/send")
    await phone.find("button.retry").click()
    await expect(phone.find("button.retry")).to_have_count(0)
    await expect(phone.find("li[data-from=user]:not(.pending) .text")).to_have_text(["届いて"])


async def test_quick_replies_vanish(desk: PageDesk) -> None:
    """They go by a tap and by the next message, and the tapped words are the friend's own."""
    phone = desk.phone()
    await desk.push(asking("どうですか？", YES, LATER))
    await phone.find("button.quick", "はい").click()
    await expect(phone.find("li[data-from=user] .text")).to_have_text(["はい、お願いします"])
    await expect(phone.find("button.quick:visible")).to_have_count(0)
    await desk.push(asking("もう一度", YES))
    await expect(phone.find("button.quick:visible")).to_have_count(1)
    await desk.push(text("別の話"))
    await expect(phone.find("button.quick:visible")).to_have_count(0)


async def test_what_is_no_longer_offered_is_refused_in_words(desk: PageDesk) -> None:
    """A quick reply that vanished under the finger says so, and nothing reaches the bot."""
    phone = desk.phone()
    under_way: set[Request] = set()
    desk.page.on("request", lambda request: under_way.add(request) if request.url.endswith("/chat") else None)
    for ended in ("requestfinished", "requestfailed"):
        desk.page.on(ended, lambda request: under_way.discard(request))
    await desk.push(asking("どうですか？", YES))
    await phone.find("button.quick").wait_for()
    await desk.page.route("**/chat", lambda route: route.abort())
    while under_way:  # one that left before the route was closed would still bring the news
        await desk.page.wait_for_event("requestfinished")
    await desk.push(text("別の話"))
    await phone.find("button.quick").click()
    await expect(phone.find(".toast", "このボタンはもう使えません")).to_be_visible()
    assert desk.bot.events == []


async def test_every_kind_of_message_is_drawn(desk: PageDesk) -> None:
    """No kind that LINE lets a bot send is left undrawn, and each has its buttons."""
    phone = desk.phone()
    for start in range(0, len(EACH_KIND), 5):
        await desk.push(*EACH_KIND[start : start + 5])
    await expect(phone.find("li[data-from=bot]")).to_have_count(len(EACH_KIND))
    kinds = await phone.find("li[data-from=bot]").evaluate_all(
        "nodes => nodes.map(node => node.dataset.type)"
    )
    assert kinds == [message["type"] for message in EACH_KIND]
    await expect(phone.find(".bubble.plain")).to_have_count(0)
    labels = await phone.find("li button.action").evaluate_all(
        "nodes => nodes.map(node => node.dataset.kind)"
    )
    assert len(labels) == 4 + 2 + 2 + 1 + 1 + 1


async def test_markup_in_messages_stays_words(desk: PageDesk) -> None:
    """Whatever a bot or a person writes is shown letter by letter, in every place where text can stand."""
    phone = desk.phone()
    quick = {"type": "postback", "label": "<b>x</b>", "data": "x"}
    sender = {"name": "<i>案内</i>"}
    await desk.push(
        text(MARKUP, sender=sender), buttons(MARKUP, quick), flex(text(MARKUP)), asking("?", quick)
    )
    await phone.write(MARKUP)
    shown = await phone.find(".text, .card-text, .fx-text").all_text_contents()
    assert shown.count(MARKUP) == 4
    assert await phone.find(".messages :is(img[src=x], b, i)").count() == 0
    assert await desk.page.title() == "Enishi LINE emulator"


async def test_the_rich_menu_and_the_pc(desk: PageDesk) -> None:
    """The bar folds the menu, an area taps, and LINE for PC has neither menu nor quick replies."""
    phone, menu = desk.phone(), rich_menu(action=LATER)
    made = await desk.line("/v2/bot/richmenu", menu)
    await desk.line(f"/v2/bot/richmenu/{made['richMenuId']}/content", data=png(800, 540))
    await desk.line(f"/v2/bot/user/{user_id_of('misaki')}/richmenu/{made['richMenuId']}")
    await desk.push(asking("どうですか？", YES))
    area = phone.find("button.area[aria-label=あとで]")
    await expect(area).to_be_visible()
    await phone.find(".chat-bar").click()
    await expect(area).to_be_hidden()
    await phone.do("pc").click()
    await expect(phone.find(".chat-bar, button.quick").locator("visible=true")).to_have_count(0)
    await phone.do("pc").click()
    await expect(area).to_be_visible()
    await area.click()
    await expect(phone.find("li[data-from=user] .text")).to_have_text(["あとで"])
    assert desk.bot.events[-1]["postback"] == {"data": "later"}


async def test_the_date_picker(desk: PageDesk) -> None:
    """It starts where it is told, offers nothing out of its range, and tells the bot what was chosen."""
    phone = desk.phone()
    await desk.push(buttons("いつにしますか？", DAY))
    await phone.find("button.action").click()
    day = phone.find("input[type=date]")
    await expect(day).to_have_value("2026-12-05")
    await day.fill("2027-01-01")
    await expect(phone.do("pick")).to_be_disabled()
    await day.fill("2026-12-24")
    async with desk.page.expect_response(lambda answer: answer.request.method == "POST"):
        await phone.do("pick").click()
    await expect(day).to_have_count(0)
    assert desk.bot.events[-1]["postback"] == {"data": "day", "params": {"date": "2026-12-24"}}


async def test_quoting_and_unsending(desk: PageDesk) -> None:
    """A quote shows what it answers and reaches the bot by id; what is unsent is gone from the screen."""
    phone = desk.phone()
    await desk.push(text("質問はありますか？"))
    await phone.hold("質問はありますか？", "quote")
    await expect(phone.find(".quote-bar")).to_contain_text("質問はありますか？")
    await phone.write("面談について")
    await expect(phone.find("li[data-from=user]:not(.pending) .quoted-text")).to_have_text(
        "質問はありますか？"
    )
    asked = await phone.find("li[data-from=bot]").get_attribute("data-id")
    assert desk.bot.events[-1]["message"]["quotedMessageId"] == asked
    await phone.hold("面談について", "unsend")
    await expect(phone.find("li .text", "メッセージの送信を取り消しました")).to_be_visible()
    await expect(phone.find("li", "面談について")).to_have_count(0)


async def test_links_open_as_the_phones_own(desk: PageDesk) -> None:
    """A link opens in a tab of its own, in which the browser is that phone's LINE user."""
    await desk.page.context.route("https://a.example/**", lambda route: route.fulfill(body="site"))
    await desk.push(buttons("くわしくは", SITE))
    async with desk.page.context.expect_page() as opening:
        await desk.phone().find("button.action").click()
    tab = await opening.value
    await tab.wait_for_url("https://a.example/x")
    cookies = {cookie["name"]: cookie["value"] for cookie in await desk.page.context.cookies()}
    assert cookies["line_emulator_user"] == user_id_of("misaki")
    assert await tab.evaluate("window.opener") is None


async def test_the_place_in_the_chat_is_kept(desk: PageDesk) -> None:
    """The list stays at its end by itself; who has scrolled up stays there and is told of what is new."""
    phone = desk.phone()
    for number in range(8):
        await desk.push(*(text(f"{number}行目") for _ in range(5)))
    await expect(phone.messages.last).to_be_in_viewport()
    scroller = phone.find(".scroller")
    await scroller.evaluate("node => node.scrollTop = 100")
    await expect(phone.find(".pill")).to_be_visible()
    await desk.push(text("新しい話"))
    await expect(phone.find(".pill")).to_contain_text("新着メッセージ")
    assert await scroller.evaluate("node => node.scrollTop") == 100
    await phone.find(".pill").click()
    await expect(phone.find("li", "新しい話")).to_be_in_viewport()


async def test_a_closed_chat_counts_what_is_unread(desk: PageDesk) -> None:
    """In the list of chats new messages are counted; opening the chat reads them."""
    phone = desk.phone()
    await phone.do("back").click()
    await desk.push(text("ひとつ"), text("ふたつ"))
    await expect(phone.find(".badge")).to_have_text("2")
    await phone.do("open-chat").click()
    await expect(phone.messages.last).to_contain_text("ふたつ")
    await phone.do("back").click()
    await expect(phone.do("open-chat")).to_be_visible()
    await expect(phone.find(".badge")).to_have_count(0)


async def test_a_new_person_takes_the_phone(desk: PageDesk) -> None:
    """Whoever is added gets the phone and sees the add screen; the select gives the phone back."""
    phone = desk.phone()
    await phone.do("add-person").click()
    await phone.do("person-name").fill("はると")
    await phone.do("create-person").click()
    await expect(phone.do("add")).to_be_visible()
    await expect(phone.do("who").locator("option:checked")).to_have_text("はると")
    await phone.do("who").select_option(user_id_of("alex"))
    await expect(phone.element).to_have_attribute("data-user", user_id_of("alex"))


async def test_english_on_request(desk: PageDesk) -> None:
    """The page is Japanese until somebody switches it, and then stays as they chose."""
    page = desk.page
    await expect(page.locator("[data-do=reset]")).to_have_text("最初から")
    await page.locator("[data-do=page-language]").click()
    await expect(page.locator("[data-do=reset]")).to_have_text("Start over")
    await page.reload()
    await expect(page.locator("[data-do=reset]")).to_have_text("Start over")


async def test_faults_on_demand(desk: PageDesk) -> None:
    """A fault asked for in the drawer befalls the bot's next call, as often as was asked, and then ends."""
    page, body = desk.page, {"to": user_id_of("misaki"), "messages": [text("届きます")]}
    await page.locator("[data-do=panel]").click()
    await page.locator("[data-do=fault-endpoint]").select_option("push")
    await page.locator("[data-do=add-fault]").click()
    await expect(page.locator(".fault-count")).to_have_text("1")
    async with desk.http.post("/v2/bot/message/push", headers=BEARER, json=body) as response:
        assert response.status == 500
    await desk.push(text("届きます"))
    await expect(desk.phone().find("li .text", "届きます")).to_have_count(1)
    await expect(page.locator(".traffic .status").first).to_have_text("200")
    await expect(page.locator(".fault-count")).to_be_hidden()


async def test_one_phone_at_a_time_on_a_narrow_screen(desk: PageDesk) -> None:
    """A phone never outgrows a narrow screen, whatever it shows, and tabs lead from one to the next."""
    phone, words = desk.phone(), "とても長い名前のボタンがたくさん"
    choices = [{"type": "message", "label": f"{words}{number}", "text": words} for number in range(9)]
    await desk.push(asking("どれにしますか？", *choices))
    await desk.page.set_viewport_size({"width": 390, "height": 800})
    await expect(phone.find("button.quick").first).to_be_in_viewport()
    box = await phone.element.bounding_box()
    assert box is not None and box["width"] <= 390
    await desk.page.locator(".tabs button", has_text="管理者").click()
    await expect(desk.phone("admin").do("add")).to_be_in_viewport(ratio=1)
    await expect(phone.find("textarea")).not_to_be_in_viewport()
