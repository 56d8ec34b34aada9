"""The way through the link page, over HTTP, and what it says when something is in the way."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text

from linking import nonces, references
from linking.link_import import import_links
from linking.tables import gifts
from tests.linking.house import REN, SAKI, SECRET_KEY, House
from tests.linking.page import ACCESS_URL, TOKEN, Browser, Line


async def test_the_whole_way(any_visitor: Browser, house: House, line: Line) -> None:
    """Sign in, see as whom, confirm: the browser goes to LINE with token and nonce; LINE's event links."""
    page = await any_visitor.opens_link(route="qr-spring")
    assert page.status == 200 and "キャリア相談室" in page.html and "条件に合うお知らせ" in page.html
    await page.signs_in()
    assert "田中 み◯◯" in page.html and "みさき" not in page.html and line.asked == []
    await page.sends("confirm")
    target = urlsplit(page.location)
    assert (page.status, f"{target.scheme}://{target.netloc}{target.path}") == (
        303,
        f"{ACCESS_URL}/dialog/bot/accountLink",
    )
    query = parse_qs(target.query)
    assert query["linkToken"] == [TOKEN] and line.asked == [SAKI]
    assert 10 <= len(query["nonce"][0]) <= 255
    await house.hears(house.line_says(SAKI, query["nonce"][0]))
    await house.settles()
    assert await house.ties() == {SAKI: "S-1001"}


async def test_reloading_the_question_asks_it_again(visitor: Browser) -> None:
    """Reload and a change of language keep the question as whom."""
    await (await visitor.opens_link()).signs_in()
    again = re.search(r'class="switch"[^>]*href="([^"]+)"', visitor.html)
    assert again is not None
    await visitor.opens("/link" + again[1].replace("&amp;", "&"))
    assert "You are about to link as" in visitor.html and 'lang="en"' in visitor.html


@pytest.mark.parametrize(
    ("member_id", "password", "status"), [("S-1001", "wrong", 422), ("S-9", "x", 422), ("S-1001", "", 422)]
)
async def test_a_mistake_keeps_the_member_id(
    visitor: Browser, member_id: str, password: str, status: int
) -> None:
    """A wrong password is told in words; the member ID stays, the password does not."""
    await (await visitor.opens_link()).signs_in(member_id, password)
    assert visitor.status == status
    assert f'value="{member_id}"' in visitor.html and 'role="alert"' in visitor.html
    assert 'value="wrong"' not in visitor.html and "autofocus" in visitor.html


@pytest.mark.parametrize("address", ["/link", "/link?f=", "/link?f=" + SAKI, "/link?f=" + SAKI + ".x"])
async def test_an_address_that_is_not_ours_is_told_kindly(visitor: Browser, address: str) -> None:
    """A mangled link is a page in words, with what to do, and no cookie."""
    await visitor.opens(address)
    assert visitor.status == 400 and "もう一度開いて" in visitor.html and not visitor.has_cookie()


async def test_line_out_of_order_offers_to_try_again(visitor: Browser, line: Line) -> None:
    """When LINE issues no token the page says so and has the same button; the second time it works."""
    line.broken = True
    await (await visitor.opens_link()).signs_in()
    await visitor.sends("confirm")
    assert visitor.status == 503 and "LINEと通信できません" in visitor.html and "田中 み◯◯" in visitor.html
    line.broken = False
    await visitor.sends("confirm")
    assert visitor.location.startswith(ACCESS_URL)


@pytest.mark.parametrize(
    ("friend_id", "member_id", "password", "status", "words"),
    [
        (SAKI, "S-1001", "sakura", 200, "すでに連携済み"),
        (SAKI, "S-1002", "momiji", 200, "このLINEは別の会員情報と連携しています"),
        (REN, "S-1001", "sakura", 200, "この会員情報は別のLINEと連携しています"),
    ],
)
async def test_a_conflict_is_asked_about_before_the_way_to_line(
    visitor: Browser,
    small_house: House,
    line: Line,
    friend_id: str,
    member_id: str,
    password: str,
    status: int,
    words: str,
) -> None:
    """After the sign-in she is told what would give way; who is linked already leaves without a session."""
    await small_house.links_now(SAKI, "S-1001")
    await (await visitor.opens_link(friend_id)).signs_in(member_id, password)
    assert visitor.status == status and words in visitor.html and line.asked == []
    assert visitor.has_cookie() == ("すでに" not in words)


async def test_what_gives_way_is_what_she_agreed_to(visitor: Browser, small_house: House, line: Line) -> None:
    """A link that comes about after the question is asked about anew; then the nonce carries her word."""
    await (await visitor.opens_link(REN)).signs_in("S-1001", "sakura")
    assert "別のLINEと連携しています" not in visitor.html
    await small_house.links_now(SAKI, "S-1001")
    await visitor.sends("confirm")
    assert (
        visitor.status == 200
        and "この会員情報は別のLINEと連携しています" in visitor.html
        and line.asked == []
    )
    await visitor.sends("confirm")
    nonce = parse_qs(urlsplit(visitor.location).query)["nonce"][0]
    async with small_house.database.read() as connection:
        (issued,) = (await nonces.load(connection, [nonces.digest(nonce)])).values()
    assert (issued.member_id, issued.friend_id, issued.over) == ("S-1001", REN, "member")


@pytest.mark.parametrize(
    ("asked", "query", "speaks"),
    [
        ("ja,en;q=0.8", {}, "ja"),
        ("en-GB,en;q=0.9", {}, "en"),
        ("zh-TW", {}, "en"),
        ("ja", {"language": "en"}, "en"),
        ("", {}, "ja"),
    ],
)
async def test_the_page_speaks_her_language(
    visitor: Browser, asked: str, query: dict[str, str], speaks: str
) -> None:
    """The browser's language, unless the address says another; a choice stays through the form."""
    await visitor.opens(
        references.link_url(visitor.origin, SECRET_KEY, SAKI, **query), **{"Accept-Language": asked}
    )
    assert f'<html lang="{speaks}">' in visitor.html
    if query:
        await visitor.signs_in("S-1001", "wrong")
        assert f'<html lang="{speaks}">' in visitor.html


async def test_the_notice_says_what_it_must(visitor: Browser) -> None:
    """Purpose, licence number, contact, how long and the version stand on one page, in both languages."""
    await visitor.opens("/notice", **{"Accept-Language": "ja"})
    for words in ("お知らせのために", "13-ユ-000000", "soudan@career.example", "2年間", "2026-11"):
        assert words in visitor.html
    await visitor.opens("/notice?lang=en")
    assert "two years" in visitor.html


async def test_the_gift_is_shown_to_whom_it_was_given(visitor: Browser, small_house: House) -> None:
    """The address from her chat shows the gift, also after unlinking; a guessed one shows nothing."""
    gift = (await small_house.links_now(SAKI, "S-1001")).gift
    assert gift is not None
    address = references.gift_url("", SECRET_KEY, gift.gift_id, "ja")
    assert "S-1001" not in address and SAKI not in address
    await small_house.unlinks(SAKI)
    await visitor.opens(address)
    assert visitor.status == 200 and "&lt;b&gt;粘り強さ" in visitor.html
    for wrong in ("/gift/x", "/gift/" + gift.gift_id, references.gift_url("", SECRET_KEY, "never given")):
        assert (await visitor.opens(wrong)).status == 404


async def test_a_database_in_trouble_is_told_in_words(visitor: Browser, small_house: House) -> None:
    """When the database does not answer, the page carries the blame and asks to come back."""
    await visitor.opens_link()
    async with small_house.database.write() as connection:
        await connection.execute(text("DROP TABLE sign_in_tries"))
    await visitor.signs_in()
    assert visitor.status == 503 and "こちらの都合" in visitor.html


async def test_a_gift_that_was_given_elsewhere_can_be_read_here(visitor: Browser, small_house: House) -> None:
    """Whoever came with her link from another tool opens what we give today."""
    await import_links(
        small_house.database, small_house.clock, f"member_id,line_user_id\nS-1001,{SAKI}\n".encode()
    )
    async with small_house.database.read() as connection:
        gift_id = (await connection.execute(select(gifts.c.gift_id))).scalar_one()
    await visitor.opens(references.gift_url("", SECRET_KEY, gift_id))
    assert visitor.status == 200 and "粘り強さ" in visitor.html
