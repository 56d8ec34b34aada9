"""What somebody might try against the pages, the API and the links, beyond what the other tests try."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from sqlalchemy import select
from structlog.testing import capture_logs

from bot import web as machine_pages
from bot.clock import HOUR
from linking import references, throttle
from linking.directory import Directory
from linking.members import Member, Refusal
from linking.passage import network
from linking.tables import links, sign_in_tries
from linking.web import routes
from tests.linking.house import REN, SAKI, SECRET_KEY, House
from tests.linking.page import TOKEN, Browser, Line, browsers, pages_of
from tests.linking.test_api import KEY, Office, cast
from tests.people import Cast
from tests.world import world

assert cast  # a fixture


@pytest.mark.parametrize(
    ("peer", "forwarded", "comes_from"),
    [
        ("93.184.216.34", "", "93.184.216.34"),
        ("93.184.216.34", "198.51.100.9", "93.184.216.34"),
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.2", "no address", "10.0.0.2"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("127.0.0.1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
    ],
)
def test_an_address_is_what_a_proxy_of_ours_has_seen(peer: str, forwarded: str, comes_from: str) -> None:
    """Neither an invented header nor one more address of an IPv6 line makes somebody another one."""
    request = make_mocked_request("POST", "/link", headers={"X-Forwarded-For": forwarded})
    assert network(request.clone(remote=peer)) == comes_from


async def test_one_address_is_no_tool_for_guessing(house: House) -> None:
    """After a hundred wrong tries from one address it rests, over whichever members and buttons."""
    directory = Directory(house.database, house.clock, house.passwords)

    async def tries(number: int, password: str, address: str) -> Member | Refusal:
        given = {"member_id": "S-1001" if password == "sakura" else f"X-{number}", "password": password}
        return await directory.verify(given, f"U{number:032x}", address)

    for number in range(throttle.PER_ADDRESS.most):
        assert await tries(number, "wrong", "203.0.113.7") == Refusal("wrong")
    assert isinstance(await tries(900, "sakura", "203.0.113.7"), Refusal)
    assert isinstance(await tries(901, "sakura", "203.0.113.8"), Member)
    house.clock.at += HOUR
    assert isinstance(await tries(902, "sakura", "203.0.113.7"), Member)


async def test_a_hall_of_students_signs_in_from_one_address(small_house: House) -> None:
    """Right passwords do not count: an event's whole audience links from the same network."""
    directory = Directory(small_house.database, small_house.clock, small_house.passwords)
    for number in range(throttle.PER_ADDRESS.most + 20):
        given = {"member_id": "S-1001", "password": "sakura"}
        assert isinstance(await directory.verify(given, f"U{number:032x}", "203.0.113.7"), Member)


async def test_a_host_header_decides_nothing(visitor: Browser, line: Line) -> None:
    """Whatever Host and its relatives say, no address of an answer is made from it."""
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    await visitor.opens(references.link_url(visitor.origin, SECRET_KEY, SAKI), **lies)
    assert "evil" not in visitor.html and "evil" not in str(visitor.response.headers)
    form = {**visitor.hidden("sign-in"), "member_id": "S-1001", "password": "sakura"}
    headers = {**lies, "Origin": "http://evil.example"}
    answer = await visitor.client.post("/link", data=form, headers=headers, allow_redirects=False)
    assert answer.status == 403 and "evil" not in await answer.text()


@pytest.mark.parametrize("name", ["next", "redirect", "url", "lang", "r", "return_to", "step"])
async def test_no_parameter_leads_elsewhere(visitor: Browser, line: Line, name: str) -> None:
    """A redirect goes to this page or to LINE, whatever an address or a form says."""
    address = references.link_url(visitor.origin, SECRET_KEY, SAKI)
    await visitor.opens(f"{address}&{name}=https://evil.example/%0d%0aSet-Cookie:x=1")
    fields = {name: "//evil.example"} if name != "step" else {}
    form = {**visitor.hidden("sign-in"), "member_id": "S-1001", "password": "sakura", **fields}
    own = {"Origin": visitor.origin}
    answer = await visitor.client.post("/link", data=form, headers=own, allow_redirects=False)
    assert answer.status == 303 and urlsplit(answer.headers["Location"]).netloc == ""
    assert "evil" not in answer.headers["Location"].replace("lang=%2F%2Fevil", "")
    assert set(answer.cookies) == {"enishi_link"}


async def test_a_password_in_an_address_signs_nobody_in(visitor: Browser, line: Line) -> None:
    """Only the form's POST is looked at: what stands in an address stands in histories."""
    address = references.link_url(visitor.origin, SECRET_KEY, SAKI)
    await visitor.opens(f"{address}&step=sign-in&member_id=S-1001&password=sakura")
    await visitor.opens(f"{address}&step=check")
    assert 'name="password"' in visitor.html and "田中" not in visitor.html and line.asked == []


async def test_a_cookie_that_was_changed_is_no_session(visitor: Browser, line: Line) -> None:
    """Encrypted and signed: a byte more, less or other, or one of another key, and she begins again."""
    await (await visitor.opens_link()).signs_in()
    asked, jar = visitor.html, visitor.client.session.cookie_jar
    good = next(cookie.value for cookie in jar if cookie.key == "enishi_link")
    for bad in (good[:-4] + "AAAA", good[1:], "e30", good[:20] + "x" + good[21:]):
        jar.clear()
        jar.update_cookies({"enishi_link": bad}, visitor.client.make_url("/link"))
        visitor.html = asked
        await visitor.sends("confirm")
        assert visitor.status == 403 and line.asked == []


async def test_a_name_is_no_script(visitor: Browser, small_house: House) -> None:
    """What the operator's record says of a member is shown as text, whatever it is."""
    await small_house.changes("S-1001", name="<script>alert(1)</script> \"'><img src=x onerror=y>")
    await (await visitor.opens_link()).signs_in()
    assert "<script" not in visitor.html and "<img" not in visitor.html and "&lt;script&gt;" in visitor.html


async def test_two_people_in_one_browser_stay_apart(visitor: Browser, line: Line) -> None:
    """The second person's button ends the first one's session: nobody links as whoever sat there before."""
    await (await visitor.opens_link(SAKI)).signs_in()
    asked = visitor.html
    await visitor.opens_link(REN)
    visitor.html = asked
    await visitor.sends("confirm")
    assert visitor.status == 403 and line.asked == []


async def test_no_secret_reaches_a_log_a_page_or_another_site(
    small_house: House, line: Line, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Password, nonce, link token and cookie stand in no log, page or error, also when LINE fails."""
    caplog.set_level(logging.DEBUG)
    seen = ""
    with capture_logs() as lines:
        async for each in browsers(small_house, line):
            line.broken = True
            await (await each.opens_link()).signs_in("S-1001", "wrong-and-secret")
            seen += each.html
            await (await each.opens_link()).signs_in()
            seen += each.html
            await each.sends("confirm")
            seen += each.html
            line.broken = False
            cookie = next(c.value for c in each.client.session.cookie_jar if c.key == "enishi_link")
            await each.sends("confirm")
            assert each.response.headers["Referrer-Policy"] == "no-referrer"
            nonce = parse_qs(urlsplit(each.location).query)["nonce"][0]
    told = capfd.readouterr()
    everything = f"{lines} {caplog.text} {told.out} {told.err} {seen}"
    for secret in ("sakura", "wrong-and-secret", nonce, TOKEN, cookie, SECRET_KEY):
        assert secret not in everything


async def test_every_answer_is_hardened(sqlite_url: str) -> None:
    """Figures, pictures and errors too: nothing is framed, sniffed or scripted, and no server is named."""
    async with world(sqlite_url, enishi_api_key=KEY) as house:
        for path in (
            "/healthz",
            "/metrics",
            "/icon.png",
            "/nothing",
            "/link",
            "/notice",
            "/webhook",
            "/api/x",
        ):
            async with house.http.get(house.bot_url + path) as answer:
                headers = answer.headers
                assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
                assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
                assert "referrer" in headers["Referrer-Policy"] or "origin" in headers["Referrer-Policy"]
                assert "Server" not in headers and "Strict-Transport-Security" not in headers


async def secure_site() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """A site that is reached by HTTPS."""
    application = web.Application()
    machine_pages.harden(application, secure=True)
    async with TestClient(TestServer(application)) as client:
        yield client


async def test_a_browser_that_came_by_https_stays_there() -> None:
    """An answer by HTTPS tells browsers to use nothing else."""
    async for client in secure_site():
        assert (await client.get("/")).headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_a_form_that_is_too_large_is_refused(small_house: House, line: Line) -> None:
    """Nobody fills the memory with a form: what is larger than a webhook may be is not read."""
    application = web.Application(client_max_size=64 * 1024)
    application.add_routes(routes(pages_of(small_house, line, "http://127.0.0.1")))
    async with TestClient(TestServer(application)) as client:
        answer = await client.post("/link", data={"step": "x" * 100_000})
        assert answer.status == 413


async def test_the_key_of_the_api_opens_nothing_else(sqlite_url: str) -> None:
    """A stolen key says what is true of members; it neither reads anything nor signs anybody in."""
    async with world(sqlite_url, enishi_api_key=KEY) as house:
        for method in ("GET", "POST", "DELETE", "PATCH"):
            headers = Office(house).headers
            async with house.http.request(
                method, f"{house.bot_url}/api/members/T0001", headers=headers
            ) as answer:
                assert answer.status == 405
        status, said = await Office(house).puts("T0001", {"name": "x"})
        assert status == 201 and set(said) == {"member_id", "version", "changed"}


async def test_a_frozen_phone_cannot_delete_the_member(cast: Cast) -> None:
    """Whoever holds a phone whose link is frozen deletes what that phone has said, and not the member."""
    await cast.has_staff()
    misaki = cast.misaki
    await misaki.adds_the_account()
    async with cast.world.app.database.write() as connection:
        tie = {"friend_id": misaki.user_id, "member_id": "T0001", "linked_at": 1}
        await connection.execute(links.insert().values(tie))
    await cast.sato.types("/凍結 T0001")
    await misaki.types("データを削除して")
    await misaki.taps("すべて削除する")
    await cast.world.passes(60_000)
    assert any(row.startswith("members:") for row in await cast.world.rows_with("T0001"))


async def test_what_brakes_guessing_names_nobody(small_house: House) -> None:
    """Addresses, member IDs and friends are kept as digests, and not for longer than a day."""
    directory = Directory(small_house.database, small_house.clock, small_house.passwords)
    await directory.verify({"member_id": "S-1001", "password": "x"}, SAKI, "203.0.113.7")
    async with small_house.database.read() as connection:
        rows = (await connection.execute(select(sign_in_tries))).all()
    assert len(rows) == 3 and not any(part in str(rows) for part in ("203.0.113", "S-1001", SAKI))


async def test_a_forwarded_link_tells_nothing_of_whose_it_is(cast: Cast) -> None:
    """Whoever is sent her link button sees a sign-in page, and not her name."""
    await cast.misaki.adds_the_account()
    await cast.misaki.types("連携")
    address = (await cast.misaki.taps("連携する"))["open"]
    async with cast.world.http.get(address) as answer:
        page = await answer.text()
    assert answer.status == 200 and "みさき" not in page and "Misaki" not in page
