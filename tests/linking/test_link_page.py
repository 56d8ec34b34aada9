"""The link page over HTTP: the way through it, and everything that somebody might try on it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select, text
from yarl import URL

from bot import content
from bot.clock import MINUTE
from linking import nonces, references
from linking.directory import Directory
from linking.link_import import import_links
from linking.site import Pages
from linking.tables import gifts, link_nonces
from linking.web import routes
from tests.linking.house import REN, SAKI, SECRET_KEY, SERVICE, House

ACCESS_URL = "https://access.line.example"
TOKEN = "T" * 32
PAGE = content.Page.model_validate(
    {
        "title": {"ja": "例文集", "en": "Examples"},
        "sections": [{"heading": "自己PR", "paragraphs": ["<b>粘り強さ</b>です。"]}],
    }
)


@dataclass
class Line:
    """LINE's side of the page: the friends for whom a token was asked; it can be out of order."""

    asked: list[str] = field(default_factory=list)
    broken: bool = False

    async def issue(self, friend_id: str) -> str:
        """Issue a link token."""
        self.asked.append(friend_id)
        if self.broken:
            raise OSError("LINE is away")
        return TOKEN


class Browser:
    """A browser with its cookies at the link page; it sends what a browser sends with a form."""

    def __init__(self, client: TestClient[Any, Any], origin: str) -> None:
        self.client, self.origin = client, origin
        self.html, self.status = "", 0
        self.response: ClientResponse

    async def opens(self, address: str, **headers: str) -> Browser:
        """Open an address of ours."""
        return await self._read(await self.client.get(URL(address).path_qs, headers=headers))

    async def opens_link(self, friend_id: str = SAKI, **query: str) -> Browser:
        """Open a friend's link button."""
        return await self.opens(references.link_url(self.origin, SECRET_KEY, friend_id, **query))

    async def sends(self, step: str, origin: str | None = "own", **fields: str) -> Browser:
        """Send the form for that step, as it stands in the page, with more fields filled in."""
        form = {**self.hidden(step), **fields}
        headers = {} if origin is None else {"Origin": self.origin if origin == "own" else origin}
        answer = await self.client.post("/link", data=form, headers=headers, allow_redirects=False)
        if answer.status == 303 and answer.headers["Location"].startswith("/link"):
            return await self.opens(answer.headers["Location"])
        return await self._read(answer)

    async def signs_in(self, member_id: str = "S-1001", password: str = "sakura") -> Browser:
        """Send the sign-in form."""
        return await self.sends("sign-in", member_id=member_id, password=password)

    def hidden(self, step: str) -> dict[str, str]:
        """Return the hidden fields of the form for that step."""
        for form in re.findall(r"<form.*?</form>", self.html, re.DOTALL):
            found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
            if found.get("step") == step:
                return found
        return {"step": step, "f": references.refer(SECRET_KEY, SAKI)}

    def has_cookie(self) -> bool:
        """Tell whether anything of the session is left in the browser."""
        return any(cookie.key == "enishi_link" for cookie in self.client.session.cookie_jar)

    @property
    def location(self) -> str:
        """Where the last answer sends the browser."""
        return self.response.headers.get("Location", "")

    async def _read(self, response: ClientResponse) -> Browser:
        self.response, self.status, self.html = response, response.status, await response.text()
        return self


@pytest.fixture
def line() -> Line:
    """LINE, in order."""
    return Line()


def pages_of(house: House, line: Line, origin: str) -> Pages:
    """Return the pages as the composition root makes them."""
    return Pages(
        database=house.database,
        clock=house.clock,
        public_url=origin,
        access_url=ACCESS_URL,
        secret_key=SECRET_KEY,
        source=Directory(house.database, house.clock, house.passwords),
        issue_link_token=line.issue,
        service=lambda: SERVICE,
        content_page=lambda name: PAGE if name == "examples" else None,
    )


async def browsers(house: House, line: Line) -> AsyncIterator[Browser]:
    application = web.Application()
    server = TestServer(application)
    origin = "http://127.0.0.1"
    application.add_routes(routes(pages_of(house, line, origin)))
    async with TestClient(server) as client:
        yield Browser(client, origin)


@pytest.fixture
async def browser(small_house: House, line: Line) -> AsyncIterator[Browser]:
    """A browser at a fresh site."""
    async for each in browsers(small_house, line):
        yield each


@pytest.fixture
async def any_browser(house: House, line: Line) -> AsyncIterator[Browser]:
    """The same on each database."""
    async for each in browsers(house, line):
        yield each


async def test_the_whole_way(any_browser: Browser, house: House, line: Line) -> None:
    """Sign in, see as whom, confirm: the browser goes to LINE with token and nonce; LINE's event links."""
    page = await any_browser.opens_link(route="qr-spring")
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


async def test_no_page_shows_token_or_nonce(browser: Browser) -> None:
    """Token and nonce leave in one redirect, which names no referrer and is stored nowhere."""
    html = (await browser.opens_link()).html + (await browser.signs_in()).html
    await browser.sends("confirm")
    nonce = parse_qs(urlsplit(browser.location).query)["nonce"][0]
    assert TOKEN not in html + browser.html and nonce not in html + browser.html
    assert browser.response.headers["Referrer-Policy"] == "no-referrer"
    assert browser.response.headers["Cache-Control"] == "no-store"


async def test_nothing_of_the_session_stays_behind(browser: Browser) -> None:
    """After the way to LINE, and after 'not me', the browser has no cookie of a signed-in person."""
    await (await browser.opens_link()).signs_in()
    assert browser.has_cookie()
    await browser.sends("confirm")
    assert not browser.has_cookie()
    await (await browser.opens_link()).signs_in()
    asked = browser.html
    await browser.sends("not-me")
    assert 'name="password"' in browser.html and "S-1001" not in browser.html and "田中" not in browser.html
    browser.html = asked
    await browser.sends("confirm")
    assert (browser.status, browser.location) == (403, "")


async def test_opening_the_button_again_begins_afresh(browser: Browser) -> None:
    """On a shared computer the next person does not find the one before her signed in."""
    asked = (await (await browser.opens_link()).signs_in()).html
    await browser.opens_link()
    assert 'name="password"' in browser.html and "田中" not in browser.html
    browser.html = asked
    await browser.sends("confirm")
    assert (browser.status, browser.location) == (403, "")


async def test_reloading_the_question_asks_it_again(browser: Browser) -> None:
    """Reload and a change of language keep the question as whom."""
    await (await browser.opens_link()).signs_in()
    again = re.search(r'class="switch"[^>]*href="([^"]+)"', browser.html)
    assert again is not None
    await browser.opens("/link" + again[1].replace("&amp;", "&"))
    assert "You are about to link as" in browser.html and 'lang="en"' in browser.html


async def test_another_friends_button_starts_a_fresh_session(browser: Browser, line: Line) -> None:
    """Saki has signed in; Ren's button in the same browser asks anew, and her form is worth nothing."""
    await (await browser.opens_link(SAKI)).signs_in()
    hers = browser.html
    await browser.opens_link(REN)
    assert 'name="password"' in browser.html and "田中" not in browser.html
    browser.html = hers
    await browser.sends("confirm")
    assert (browser.status, line.asked) == (403, [])


@pytest.mark.parametrize(
    ("member_id", "password", "status"), [("S-1001", "wrong", 422), ("S-9", "x", 422), ("S-1001", "", 422)]
)
async def test_a_mistake_keeps_the_member_id(
    browser: Browser, member_id: str, password: str, status: int
) -> None:
    """A wrong password is told in words; the member ID stays, the password does not."""
    await (await browser.opens_link()).signs_in(member_id, password)
    assert browser.status == status
    assert f'value="{member_id}"' in browser.html and 'role="alert"' in browser.html
    assert 'value="wrong"' not in browser.html and "autofocus" in browser.html


async def test_wrong_and_unknown_look_the_same(browser: Browser) -> None:
    """The page for a wrong password differs from that for an unknown ID in nothing but what was typed."""
    await (await browser.opens_link()).signs_in("S-1001", "wrong")
    wrong = re.sub(r'value="[^"]*"', "", browser.html)
    await browser.signs_in("S-9999", "wrong")
    assert re.sub(r'value="[^"]*"', "", browser.html) == wrong


async def test_a_locked_member_is_told_how_long(browser: Browser, small_house: House) -> None:
    """After five mistakes the page says in minutes when to try again, in both languages."""
    await browser.opens_link()
    for _ in range(5):
        await browser.signs_in("S-1001", "wrong")
    small_house.clock.at += 2 * MINUTE
    await browser.signs_in("S-1001", "sakura")
    assert (browser.status, browser.response.headers["Retry-After"]) == (429, "780")
    assert "13分ほど" in browser.html


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
async def test_a_form_from_another_site_is_refused(browser: Browser, origin: str) -> None:
    """Neither sign-in nor confirmation is taken from a page that is not ours."""
    await browser.opens_link()
    await browser.sends("sign-in", origin, member_id="S-1001", password="sakura")
    assert browser.status == 403
    await (await browser.opens_link()).signs_in()
    await browser.sends("confirm", origin)
    assert browser.status == 403 and browser.location == ""


async def test_a_form_without_origin_needs_the_sessions_proof(browser: Browser, line: Line) -> None:
    """An old browser that sends no Origin is let in by the form's signed proof, and not without it."""
    await browser.opens_link()
    await browser.sends("sign-in", None, member_id="S-1001", password="sakura")
    assert "田中 み◯◯" in browser.html
    await browser.sends("confirm", None, csrf="forged")
    assert (browser.status, line.asked) == (403, [])


async def test_another_sessions_proof_is_refused(browser: Browser, line: Line) -> None:
    """A proof is bound to its session: one from an attacker's own visit confirms nothing."""
    await browser.opens_link()
    attackers = browser.hidden("sign-in")["csrf"]
    browser.client.session.cookie_jar.clear()
    await (await browser.opens_link()).signs_in()
    await browser.sends("confirm", csrf=attackers)
    assert (browser.status, line.asked) == (403, [])


async def test_a_session_planted_before_the_sign_in_is_worth_nothing(browser: Browser, line: Line) -> None:
    """The sign-in changes the session: whoever knew the cookie before is not signed in with it."""
    await browser.opens_link()
    planted = {cookie.key: cookie.value for cookie in browser.client.session.cookie_jar}
    proof = browser.hidden("sign-in")["csrf"]
    await browser.signs_in()
    asked = browser.html
    await browser.sends("confirm", csrf=proof)
    assert (browser.status, line.asked) == (403, [])
    browser.client.session.cookie_jar.clear()
    browser.client.session.cookie_jar.update_cookies(planted, URL("http://127.0.0.1/link"))
    browser.html = asked
    await browser.sends("confirm")
    assert (browser.status, line.asked) == (403, [])


async def test_a_sign_in_lasts_ten_minutes(browser: Browser, small_house: House, line: Line) -> None:
    """Whoever comes back to an old question begins again."""
    await (await browser.opens_link()).signs_in()
    small_house.clock.at += 10 * MINUTE
    await browser.sends("confirm")
    assert (browser.status, line.asked) == (403, [])
    assert "はじめから" in browser.html and "/link?f=" in browser.html


async def test_the_friend_in_a_form_decides_nothing(browser: Browser, line: Line) -> None:
    """Neither a friend's id in a field nor another one's reference in the form changes whose token it is."""
    await (await browser.opens_link(SAKI)).signs_in()
    await browser.sends("confirm", f=references.refer(SECRET_KEY, REN))
    assert (browser.status, line.asked) == (403, [])
    await (await browser.opens_link(SAKI)).signs_in()
    await browser.sends("confirm", friend_id=REN, source=REN, member_id="S-1002")
    assert line.asked == [SAKI]


@pytest.mark.parametrize("address", ["/link", "/link?f=", "/link?f=" + SAKI, "/link?f=" + SAKI + ".x"])
async def test_an_address_that_is_not_ours_is_told_kindly(browser: Browser, address: str) -> None:
    """A mangled link is a page in words, with what to do, and no cookie."""
    await browser.opens(address)
    assert browser.status == 400 and "もう一度開いて" in browser.html and not browser.has_cookie()


async def test_line_out_of_order_offers_to_try_again(browser: Browser, line: Line) -> None:
    """When LINE issues no token the page says so and has the same button; the second time it works."""
    line.broken = True
    await (await browser.opens_link()).signs_in()
    await browser.sends("confirm")
    assert browser.status == 503 and "LINEと通信できません" in browser.html and "田中 み◯◯" in browser.html
    line.broken = False
    await browser.sends("confirm")
    assert browser.location.startswith(ACCESS_URL)


async def test_a_double_tap_leaves_one_nonce(browser: Browser, small_house: House) -> None:
    """Confirming twice from the same page leaves the later nonce alone."""
    await (await browser.opens_link()).signs_in()
    jar, page = browser.client.session.cookie_jar, URL("http://127.0.0.1/link")
    asked, cookies = browser.html, dict(jar.filter_cookies(page))
    await browser.sends("confirm")
    jar.update_cookies(cookies, page)
    browser.html = asked
    await browser.sends("confirm")
    last = parse_qs(urlsplit(browser.location).query)["nonce"][0]
    async with small_house.database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(link_nonces))).scalar() == 1
        assert list(await nonces.load(connection, [nonces.digest(last)])) == [nonces.digest(last)]


@pytest.mark.parametrize(
    ("friend_id", "member_id", "password", "status", "words"),
    [
        (SAKI, "S-1001", "sakura", 200, "すでに連携済み"),
        (SAKI, "S-1002", "momiji", 200, "このLINEは別の会員情報と連携しています"),
        (REN, "S-1001", "sakura", 200, "この会員情報は別のLINEと連携しています"),
    ],
)
async def test_a_conflict_is_asked_about_before_the_way_to_line(
    browser: Browser,
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
    await (await browser.opens_link(friend_id)).signs_in(member_id, password)
    assert browser.status == status and words in browser.html and line.asked == []
    assert browser.has_cookie() == ("すでに" not in words)


async def test_what_gives_way_is_what_she_agreed_to(browser: Browser, small_house: House, line: Line) -> None:
    """A link that comes about after the question is asked about anew; then the nonce carries her word."""
    await (await browser.opens_link(REN)).signs_in("S-1001", "sakura")
    assert "別のLINEと連携しています" not in browser.html
    await small_house.links_now(SAKI, "S-1001")
    await browser.sends("confirm")
    assert (
        browser.status == 200
        and "この会員情報は別のLINEと連携しています" in browser.html
        and line.asked == []
    )
    await browser.sends("confirm")
    nonce = parse_qs(urlsplit(browser.location).query)["nonce"][0]
    async with small_house.database.read() as connection:
        (issued,) = (await nonces.load(connection, [nonces.digest(nonce)])).values()
    assert (issued.member_id, issued.friend_id, issued.over) == ("S-1001", REN, "member")


async def test_only_a_fresh_sign_in_makes_a_link_give_way(
    browser: Browser, small_house: House, line: Line
) -> None:
    """A page that was left open for six minutes moves nobody; and what gives way cannot be typed into it."""
    await small_house.links_now(SAKI, "S-1001")
    await (await browser.opens_link(REN)).signs_in("S-1001", "sakura")
    await browser.sends("confirm", over="frozen")
    assert browser.status == 200 and line.asked == []
    small_house.clock.at += 6 * MINUTE
    await browser.sends("confirm")
    assert browser.status == 403 and line.asked == []


async def test_every_page_has_the_headers_that_protect_it(browser: Browser) -> None:
    """No page may be framed, stored or scripted, and no address of ours travels to another site."""
    addresses = ["/link", references.link_url("", SECRET_KEY, SAKI), "/notice", "/gift/x"]
    for address in addresses:
        headers = (await browser.opens(address)).response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script" not in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy and f"form-action 'self' {ACCESS_URL} " in policy
        assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "same-origin")
        assert "<script" not in browser.html and " style=" not in browser.html


@pytest.mark.parametrize(
    ("public_url", "secure"), [("https://career.example", True), ("http://127.0.0.1", False)]
)
async def test_the_cookie_is_kept_from_scripts_and_other_sites(
    small_house: House, line: Line, public_url: str, secure: bool
) -> None:
    """The cookie is HttpOnly, SameSite=Lax, short, and Secure on HTTPS."""
    application = web.Application()
    application.add_routes(routes(pages_of(small_house, line, public_url)))
    async with TestClient(TestServer(application)) as client:
        answer = await client.get(references.link_url("", SECRET_KEY, SAKI))
    cookie = answer.cookies["__Host-enishi_link" if secure else "enishi_link"]
    assert (
        bool(cookie["secure"]),
        cookie["httponly"],
        cookie["samesite"],
        cookie["path"],
        cookie["max-age"],
    ) == (
        secure,
        True,
        "Lax",
        "/",
        "600",
    )
    assert SAKI not in cookie.value


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
    browser: Browser, asked: str, query: dict[str, str], speaks: str
) -> None:
    """The browser's language, unless the address says another; a choice stays through the form."""
    await browser.opens(
        references.link_url(browser.origin, SECRET_KEY, SAKI, **query), **{"Accept-Language": asked}
    )
    assert f'<html lang="{speaks}">' in browser.html
    if query:
        await browser.signs_in("S-1001", "wrong")
        assert f'<html lang="{speaks}">' in browser.html


async def test_what_is_typed_is_shown_as_text(browser: Browser) -> None:
    """Markup in a field is shown back as the characters that they are."""
    await (await browser.opens_link()).signs_in('"><script>alert(1)</script>', "x")
    assert "<script" not in browser.html and "&lt;script&gt;" in browser.html


async def test_a_form_of_another_kind_is_no_form(browser: Browser) -> None:
    """JSON and multipart bodies are answered by a page, and sign nobody in."""
    await browser.opens_link()
    form = {**browser.hidden("sign-in"), "member_id": "S-1001", "password": "sakura"}
    answer = await browser.client.post("/link", json=form, headers={"Origin": browser.origin})
    assert answer.status == 400


async def test_the_notice_says_what_it_must(browser: Browser) -> None:
    """Purpose, licence number, contact, how long and the version stand on one page, in both languages."""
    await browser.opens("/notice", **{"Accept-Language": "ja"})
    for words in ("お知らせのために", "13-ユ-000000", "soudan@career.example", "2年間", "2026-11"):
        assert words in browser.html
    await browser.opens("/notice?lang=en")
    assert "two years" in browser.html


async def test_the_gift_is_shown_to_whom_it_was_given(browser: Browser, small_house: House) -> None:
    """The address from her chat shows the gift, also after unlinking; a guessed one shows nothing."""
    gift = (await small_house.links_now(SAKI, "S-1001")).gift
    assert gift is not None
    address = references.gift_url("", SECRET_KEY, gift.gift_id, "ja")
    assert "S-1001" not in address and SAKI not in address
    await small_house.unlinks(SAKI)
    await browser.opens(address)
    assert browser.status == 200 and "&lt;b&gt;粘り強さ" in browser.html
    for wrong in ("/gift/x", "/gift/" + gift.gift_id, references.gift_url("", SECRET_KEY, "never given")):
        assert (await browser.opens(wrong)).status == 404


async def test_a_database_in_trouble_is_told_in_words(browser: Browser, small_house: House) -> None:
    """When the database does not answer, the page carries the blame and asks to come back."""
    await browser.opens_link()
    async with small_house.database.write() as connection:
        await connection.execute(text("DROP TABLE sign_in_tries"))
    await browser.signs_in()
    assert browser.status == 503 and "こちらの都合" in browser.html


async def test_a_gift_that_was_given_elsewhere_can_be_read_here(browser: Browser, small_house: House) -> None:
    """Whoever came with her link from another tool opens what we give today."""
    await import_links(
        small_house.database, small_house.clock, f"member_id,line_user_id\nS-1001,{SAKI}\n".encode()
    )
    async with small_house.database.read() as connection:
        gift_id = (await connection.execute(select(gifts.c.gift_id))).scalar_one()
    await browser.opens(references.gift_url("", SECRET_KEY, gift_id))
    assert browser.status == 200 and "粘り強さ" in browser.html
