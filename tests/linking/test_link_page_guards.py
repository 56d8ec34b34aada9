"""What the link page lets nobody do: sessions, forms and addresses of others, headers and cookies."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select
from yarl import URL

from bot.clock import MINUTE
from linking import nonces, references
from linking.tables import link_nonces
from linking.web import routes
from tests.linking.house import REN, SAKI, SECRET_KEY, House
from tests.linking.page import ACCESS_URL, TOKEN, Browser, Line, pages_of


async def test_no_page_shows_token_or_nonce(visitor: Browser) -> None:
    """Token and nonce leave in one redirect, which names no referrer and is stored nowhere."""
    html = (await visitor.opens_link()).html + (await visitor.signs_in()).html
    await visitor.sends("confirm")
    nonce = parse_qs(urlsplit(visitor.location).query)["nonce"][0]
    assert TOKEN not in html + visitor.html and nonce not in html + visitor.html
    assert visitor.response.headers["Referrer-Policy"] == "no-referrer"
    assert visitor.response.headers["Cache-Control"] == "no-store"


async def test_nothing_of_the_session_stays_behind(visitor: Browser) -> None:
    """After the way to LINE, and after 'not me', the browser has no cookie of a signed-in person."""
    await (await visitor.opens_link()).signs_in()
    assert visitor.has_cookie()
    await visitor.sends("confirm")
    assert not visitor.has_cookie()
    await (await visitor.opens_link()).signs_in()
    asked = visitor.html
    await visitor.sends("not-me")
    assert 'name="password"' in visitor.html and "S-1001" not in visitor.html and "田中" not in visitor.html
    visitor.html = asked
    await visitor.sends("confirm")
    assert (visitor.status, visitor.location) == (403, "")


async def test_opening_the_button_again_begins_afresh(visitor: Browser) -> None:
    """On a shared computer the next person does not find the one before her signed in."""
    asked = (await (await visitor.opens_link()).signs_in()).html
    await visitor.opens_link()
    assert 'name="password"' in visitor.html and "田中" not in visitor.html
    visitor.html = asked
    await visitor.sends("confirm")
    assert (visitor.status, visitor.location) == (403, "")


async def test_another_friends_button_starts_a_fresh_session(visitor: Browser, line: Line) -> None:
    """Saki has signed in; Ren's button in the same browser asks anew, and her form is worth nothing."""
    await (await visitor.opens_link(SAKI)).signs_in()
    hers = visitor.html
    await visitor.opens_link(REN)
    assert 'name="password"' in visitor.html and "田中" not in visitor.html
    visitor.html = hers
    await visitor.sends("confirm")
    assert (visitor.status, line.asked) == (403, [])


async def test_wrong_and_unknown_look_the_same(visitor: Browser) -> None:
    """The page for a wrong password differs from that for an unknown ID in nothing but what was typed."""
    await (await visitor.opens_link()).signs_in("S-1001", "wrong")
    wrong = re.sub(r'value="[^"]*"', "", visitor.html)
    await visitor.signs_in("S-9999", "wrong")
    assert re.sub(r'value="[^"]*"', "", visitor.html) == wrong


async def test_a_locked_member_is_told_how_long(visitor: Browser, small_house: House) -> None:
    """After five mistakes the page says in minutes when to try again, in both languages."""
    await visitor.opens_link()
    for _ in range(5):
        await visitor.signs_in("S-1001", "wrong")
    small_house.clock.at += 2 * MINUTE
    await visitor.signs_in("S-1001", "sakura")
    assert (visitor.status, visitor.response.headers["Retry-After"]) == (429, "780")
    assert "13分ほど" in visitor.html


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
async def test_a_form_from_another_site_is_refused(visitor: Browser, origin: str) -> None:
    """Neither sign-in nor confirmation is taken from a page that is not ours."""
    await visitor.opens_link()
    await visitor.sends("sign-in", origin, member_id="S-1001", password="sakura")
    assert visitor.status == 403
    await (await visitor.opens_link()).signs_in()
    await visitor.sends("confirm", origin)
    assert visitor.status == 403 and visitor.location == ""


async def test_a_form_without_origin_needs_the_sessions_proof(visitor: Browser, line: Line) -> None:
    """An old browser that sends no Origin is let in by the form's signed proof, and not without it."""
    await visitor.opens_link()
    await visitor.sends("sign-in", None, member_id="S-1001", password="sakura")
    assert "田中 み◯◯" in visitor.html
    await visitor.sends("confirm", None, csrf="forged")
    assert (visitor.status, line.asked) == (403, [])


async def test_another_sessions_proof_is_refused(visitor: Browser, line: Line) -> None:
    """A proof is bound to its session: one from an attacker's own visit confirms nothing."""
    await visitor.opens_link()
    attackers = visitor.hidden("sign-in")["csrf"]
    visitor.client.session.cookie_jar.clear()
    await (await visitor.opens_link()).signs_in()
    await visitor.sends("confirm", csrf=attackers)
    assert (visitor.status, line.asked) == (403, [])


async def test_a_session_planted_before_the_sign_in_is_worth_nothing(visitor: Browser, line: Line) -> None:
    """The sign-in changes the session: whoever knew the cookie before is not signed in with it."""
    await visitor.opens_link()
    planted = {cookie.key: cookie.value for cookie in visitor.client.session.cookie_jar}
    proof = visitor.hidden("sign-in")["csrf"]
    await visitor.signs_in()
    asked = visitor.html
    await visitor.sends("confirm", csrf=proof)
    assert (visitor.status, line.asked) == (403, [])
    visitor.client.session.cookie_jar.clear()
    visitor.client.session.cookie_jar.update_cookies(planted, URL("http://127.0.0.1/link"))
    visitor.html = asked
    await visitor.sends("confirm")
    assert (visitor.status, line.asked) == (403, [])


async def test_a_sign_in_lasts_ten_minutes(visitor: Browser, small_house: House, line: Line) -> None:
    """Whoever comes back to an old question begins again."""
    await (await visitor.opens_link()).signs_in()
    small_house.clock.at += 10 * MINUTE
    await visitor.sends("confirm")
    assert (visitor.status, line.asked) == (403, [])
    assert "はじめから" in visitor.html and "/link?f=" in visitor.html


async def test_the_friend_in_a_form_decides_nothing(visitor: Browser, line: Line) -> None:
    """Neither a friend's id in a field nor another one's reference in the form changes whose token it is."""
    await (await visitor.opens_link(SAKI)).signs_in()
    await visitor.sends("confirm", f=references.refer(SECRET_KEY, REN))
    assert (visitor.status, line.asked) == (403, [])
    await (await visitor.opens_link(SAKI)).signs_in()
    await visitor.sends("confirm", friend_id=REN, source=REN, member_id="S-1002")
    assert line.asked == [SAKI]


async def test_a_double_tap_leaves_one_nonce(visitor: Browser, small_house: House) -> None:
    """Confirming twice from the same page leaves the later nonce alone."""
    await (await visitor.opens_link()).signs_in()
    jar, page = visitor.client.session.cookie_jar, URL("http://127.0.0.1/link")
    asked, cookies = visitor.html, dict(jar.filter_cookies(page))
    await visitor.sends("confirm")
    jar.update_cookies(cookies, page)
    visitor.html = asked
    await visitor.sends("confirm")
    last = parse_qs(urlsplit(visitor.location).query)["nonce"][0]
    async with small_house.database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(link_nonces))).scalar() == 1
        assert list(await nonces.load(connection, [nonces.digest(last)])) == [nonces.digest(last)]


async def test_only_a_fresh_sign_in_makes_a_link_give_way(
    visitor: Browser, small_house: House, line: Line
) -> None:
    """A page that was left open for six minutes moves nobody; and what gives way cannot be typed into it."""
    await small_house.links_now(SAKI, "S-1001")
    await (await visitor.opens_link(REN)).signs_in("S-1001", "sakura")
    await visitor.sends("confirm", over="frozen")
    assert visitor.status == 200 and line.asked == []
    small_house.clock.at += 6 * MINUTE
    await visitor.sends("confirm")
    assert visitor.status == 403 and line.asked == []


async def test_every_page_has_the_headers_that_protect_it(visitor: Browser) -> None:
    """No page may be framed, stored or scripted, and no address of ours travels to another site."""
    addresses = ["/link", references.link_url("", SECRET_KEY, SAKI), "/notice", "/gift/x"]
    for address in addresses:
        headers = (await visitor.opens(address)).response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script" not in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy and f"form-action 'self' {ACCESS_URL} " in policy
        assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "same-origin")
        assert "<script" not in visitor.html and " style=" not in visitor.html


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


async def test_what_is_typed_is_shown_as_text(visitor: Browser) -> None:
    """Markup in a field is shown back as the characters that they are."""
    await (await visitor.opens_link()).signs_in('"><script>alert(1)</script>', "x")
    assert "<script" not in visitor.html and "&lt;script&gt;" in visitor.html


async def test_a_form_of_another_kind_is_no_form(visitor: Browser) -> None:
    """JSON and multipart bodies are answered by a page, and sign nobody in."""
    await visitor.opens_link()
    form = {**visitor.hidden("sign-in"), "member_id": "S-1001", "password": "sakura"}
    answer = await visitor.client.post("/link", json=form, headers={"Origin": visitor.origin})
    assert answer.status == 400
