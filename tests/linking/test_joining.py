"""The door of those who are new: she is a member once LINE says so, and nothing tells who is one already."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, insert, select

from bot import content, friends
from bot.clock import HOUR
from bot.models import attributes
from linking import directory, newcomers, throttle
from linking.directory import MOST_OF_AN_ADDRESS, Credential, Directory
from linking.members import Member, Refusal
from linking.tables import credentials, members, registrations
from linking.web import routes
from tests.linking.abroad import KNOWN
from tests.linking.house import REN, SAKI, SERVICE, House
from tests.linking.page import Browser, Line, pages_of

PASSWORD = "three tulips in may"
HERS = {"name": "田中 みさき", "email": "Misaki@Example.jp", "password": PASSWORD}


async def browsers(house: House, line: Line, **sign_up: Any) -> AsyncIterator[Browser]:
    link = SERVICE.link.model_copy(
        update={"sign_up": content.SignUp(**sign_up), "forgot": "https://career.example/password"}
    )
    service = SERVICE.model_copy(update={"link": link})
    pages = replace(
        pages_of(house, line, "http://127.0.0.1"), service=lambda: service, declared=lambda: KNOWN
    )
    application = web.Application()
    application.add_routes(routes(pages))
    async with TestClient(TestServer(application)) as client:
        client.session.headers["Accept-Language"] = "ja"
        yield Browser(client, "http://127.0.0.1")


@pytest.fixture
async def browser(small_house: House, line: Line) -> AsyncIterator[Browser]:
    """A browser at a site where one registers with an e-mail address."""
    async for each in browsers(small_house, line):
        yield each


async def registers(browser: Browser, friend_id: str = SAKI, **given: str) -> Browser:
    """Open a friend's button, choose 'I'm new', and send the form."""
    await browser.opens_link(friend_id)
    await browser.opens(re.findall(r'href="(/link/new[^"]*)"', browser.html)[0].replace("&amp;", "&"))
    return await sends(browser, **{**HERS, **given})


async def sends(browser: Browser, **given: str) -> Browser:
    """Send the registration's form as it stands in the page."""
    form = {**browser.hidden("join"), **given}
    headers = {"Origin": browser.origin}
    answer = await browser.client.post("/link/new", data=form, headers=headers, allow_redirects=False)
    if answer.status == 303:
        return await browser.opens(answer.headers["Location"])
    browser.response, browser.status, browser.html = answer, answer.status, await answer.text()
    return browser


async def comes_from_line(house: House, browser: Browser, friend_id: str = SAKI) -> None:
    """Confirm, and let LINE say that it was this friend."""
    await browser.sends("confirm")
    nonce = parse_qs(urlsplit(browser.location).query)["nonce"][0]
    await house.hears(house.line_says(friend_id, nonce))
    await house.settles()


async def answered(house: House, **said: tuple[str, bytes]) -> None:
    """Let Saki have answered a survey; each attribute with the kind of its source."""
    rows = [
        {"friend_id": SAKI, "name": name, "source": source, "value": value, "since": 1}
        for name, (source, value) in said.items()
    ]
    async with house.database.write() as connection:
        await connection.execute(insert(attributes), rows)


async def test_the_whole_way_of_who_is_new(house: House, line: Line) -> None:
    """Register, see as whom, confirm, and LINE's event makes her a member, with her answers and her gift."""
    await answered(
        house,
        grad_year=("survey:welcome/year", b"2028"),
        phase=("rule:x", b'"start"'),
        newsletter=("survey:w/n", b'"no"'),
    )
    async for browser in browsers(house, line):
        await registers(browser)
        assert "田中 み◯◯ さんとして登録し、連携します" in re.sub(r"<[^>]+>", "", browser.html)
        (number,) = re.findall(r"N-[2-9A-Z]{5}-[2-9A-Z]{5}", browser.html)
        assert "みさき" not in browser.html and "example.jp" not in browser.html
        assert number not in await house.versions()
        await comes_from_line(house, browser)
        assert await house.ties() == {SAKI: number} and set(await house.given()) == {number}
        # What a rule has concluded is not hers, and what is no boolean is none.
        assert await house.record(number) == {"name": "田中 みさき", "grad_year": 2028}
        assert (await house.friend(SAKI)).said["grad_year"]["member"].value == 2028
        assert number in str(await house.said(SAKI))
        async with house.database.read() as connection:
            assert (await connection.execute(select(func.count()).select_from(registrations))).scalar() == 0
        source = Directory(house.database, house.clock, house.passwords)
        for name in ("misaki@example.jp", "ＭＩＳＡＫＩ@example.jp ", number, number.lower()):
            found = await source.verify({"member_id": name, "password": PASSWORD}, REN)
            assert isinstance(found, Member) and found.member_id == number, name
        assert isinstance(await source.verify({"member_id": number, "password": "wrong"}, REN), Refusal)


async def test_what_was_given_can_be_corrected(browser: Browser) -> None:
    """'Change it' opens her form again as she filled it in, but for the password, and nobody is signed in."""
    await registers(browser)
    asked = browser.html
    assert "書き直す" in asked
    await sends(browser, **browser.hidden("change"))
    assert (
        browser.status == 200
        and 'value="田中 みさき"' in browser.html
        and "misaki@example.jp" in browser.html
    )
    assert PASSWORD not in browser.html
    await sends(browser, name="田中 美咲", email=HERS["email"], password=PASSWORD)
    assert "田中 美◯◯ さんとして登録し" in re.sub(r"<[^>]+>", "", browser.html)
    browser.html = asked
    await browser.sends("confirm")
    assert browser.status == 403


async def test_nobody_is_a_member_before_line_has_said_so(
    browser: Browser, small_house: House, line: Line
) -> None:
    """Neither a registration that was given up nor one by somebody else's button leaves a member behind."""
    await registers(browser)
    assert len(await small_house.versions()) == 3
    found = await Directory(small_house.database, small_house.clock, small_house.passwords).verify(
        {"member_id": "misaki@example.jp", "password": PASSWORD}, SAKI
    )
    assert isinstance(found, Refusal)
    new = newcomers.Newcomer("N-1", SAKI, None, "hash")
    assert new.member(friends.Friend(REN, 0), KNOWN) is None
    await browser.sends("confirm")
    nonce = parse_qs(urlsplit(browser.location).query)["nonce"][0]
    # Ren has registered by Saki's button, and brings the nonce back by his own LINE.
    await small_house.hears(small_house.line_says(REN, nonce))
    await small_house.settles()
    assert await small_house.ties() == {} and len(await small_house.versions()) == 3
    async with small_house.database.write() as connection:
        await newcomers.sweep(connection, small_house.clock.now() + HOUR + 1)
        assert (await connection.execute(select(registrations))).first() is None


async def test_registering_tells_nobody_who_is_a_member(browser: Browser, small_house: House) -> None:
    """The answer for an address that is taken is that for one that is free, and so is the work behind it."""
    async with small_house.database.write() as connection:
        hashed = (await small_house.passwords.hash_all(["another one of hers"]))[0]
        there = Credential("N-22222-22222", hashed, "misaki@example.jp")
        await directory.enrol(connection, [Member("N-22222-22222")], [there], 1)
    hashed_ones: list[int] = []
    hash_all = small_house.passwords.hash_all

    async def counted(passwords: Any) -> list[str]:
        hashed_ones.append(len(passwords))
        return await hash_all(passwords)

    small_house.passwords.hash_all = counted  # type: ignore[method-assign]
    pages = []
    for email in ("misaki@example.jp", "nobody@example.jp"):
        await registers(browser, email=email)
        pages.append((browser.status, re.sub(r'N-[2-9A-Z-]{11}|value="[^"]*"', "", browser.html)))
    small_house.passwords.hash_all = hash_all  # type: ignore[method-assign]
    assert pages[0] == pages[1] and hashed_ones == [1, 1]


async def test_an_address_is_nobodys_alone(small_house: House) -> None:
    """Whoever gives somebody's address first neither takes her membership nor keeps her from her own."""
    source = Directory(small_house.database, small_house.clock, small_house.passwords)
    passwords = [f"the {each} password" for each in ("first", "second", "third", "fourth")]
    hashes = await small_house.passwords.hash_all(passwords)
    async with small_house.database.write() as connection:
        for number, hashed in enumerate(hashes):
            name = f"N-{number}"
            await directory.enrol(
                connection, [Member(name)], [Credential(name, hashed, "a@example.jp")], number
            )
    for number, password in enumerate(passwords):
        small_house.clock.at += HOUR
        found = await source.verify({"member_id": "a@example.jp", "password": password}, SAKI)
        hers = await source.verify({"member_id": f"N-{number}", "password": password}, SAKI)
        assert isinstance(hers, Member) and hers.member_id == f"N-{number}"
        assert found == (hers if number < MOST_OF_AN_ADDRESS else Refusal("wrong"))


async def test_the_time_does_not_tell_how_many_have_an_address(small_house: House) -> None:
    """Signing in with an address verifies as many passwords whether it is known or not."""
    verified: list[bool] = []
    matches = small_house.passwords.matches

    async def counted(hashed: str | None, password: str) -> bool:
        verified.append(hashed is not None)
        return await matches(hashed, password)

    (hashed,) = await small_house.passwords.hash_all([PASSWORD])
    async with small_house.database.write() as connection:
        await directory.enrol(connection, [Member("N-1")], [Credential("N-1", hashed, "a@example.jp")], 1)
    source = Directory(small_house.database, small_house.clock, small_house.passwords)
    small_house.passwords.matches = counted  # type: ignore[method-assign]
    for email in ("a@example.jp", "b@example.jp"):
        await source.verify({"member_id": email, "password": "wrong"}, SAKI)
    small_house.passwords.matches = matches  # type: ignore[method-assign]
    assert len(verified) == 2 * (1 + MOST_OF_AN_ADDRESS) and sum(verified) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " "}, "お名前を教えてください"),
        ({"email": "misaki"}, "メールアドレスの形"),
        ({"email": "a@b"}, "メールアドレスの形"),
        ({"password": "short"}, "10文字以上"),
        ({"password": "password123"}, "推測されやすい"),
        ({"password": "x" * 300}, "256文字まで"),
        ({"name": "Misaki Tanaka", "password": "misaki tanaka 1"}, "推測されやすい"),
        ({"password": "misaki2027"}, "推測されやすい"),
    ],
)
async def test_what_is_missing_or_weak_is_said_at_its_field(
    browser: Browser, given: dict[str, str], words: str
) -> None:
    """She is told what to change; what she typed stays, but the password."""
    await registers(browser, **given)
    assert browser.status == 422 and words in browser.html
    typed = {**HERS, **given}
    assert typed["password"] not in browser.html and browser.html.count('role="alert"') == 1
    assert typed["name"].strip() in browser.html


async def test_a_registration_from_another_site_is_refused(browser: Browser, small_house: House) -> None:
    """Only our own form in this very session registers anybody."""
    await browser.opens_link()
    await browser.opens("/link/new?f=" + browser.hidden("sign-in")["f"])
    form = {**browser.hidden("join"), **HERS}
    for headers, changes in (
        ({"Origin": "https://evil.example"}, {}),
        ({"Sec-Fetch-Site": "cross-site"}, {}),
        ({"Origin": browser.origin}, {"csrf": "forged"}),
    ):
        await browser.opens("/link/new?f=" + form["f"])
        answer = await browser.client.post("/link/new", data={**form, **changes}, headers=headers)
        assert answer.status == 403
    async with small_house.database.read() as connection:
        assert (await connection.execute(select(registrations))).first() is None


async def test_registering_is_braked(browser: Browser, small_house: House) -> None:
    """After ten tries by one button it rests for everybody who comes by it, and says for how long."""
    for _ in range(throttle.NEW_BY_FRIEND.most):
        await registers(browser)
    await registers(browser)
    assert (browser.status, browser.response.headers["Retry-After"]) == (429, "3600")
    assert "60分ほど" in browser.html
    await registers(browser, REN)
    assert browser.status == 200
    small_house.clock.at += HOUR
    await registers(browser)
    assert browser.status == 200


async def test_the_doors_of_the_page(small_house: House, line: Line) -> None:
    """'I'm new' leads to our form or to the operator's page with the way back; 'forgot' to the operator's."""
    async for browser in browsers(small_house, line):
        await browser.opens_link()
        assert 'href="https://career.example/password" rel="noreferrer"' in browser.html
        await browser.opens_link(language="en")
        assert "/link/new?" in browser.html and "new here" in browser.html
    async for browser in browsers(small_house, line, url="https://career.example/join?x=1"):
        await browser.opens_link()
        (address,) = re.findall(r'href="(https://career.example/join[^"]*)"', browser.html)
        sent = parse_qs(urlsplit(address.replace("&amp;", "&")).query)
        assert sent["x"] == ["1"] and sent["return_to"][0].startswith("http://127.0.0.1/link?f=")
        await browser.opens(sent["return_to"][0])
        assert browser.status == 200
        assert (await browser.opens("/link/new?f=" + browser.hidden("sign-in")["f"])).status == 400


async def test_a_number_instead_of_an_address(small_house: House, line: Line) -> None:
    """Where the operator asks for no address, none is asked and none is kept."""
    async for browser in browsers(small_house, line, sign_in_with="member_id"):
        await registers(browser)
        assert "さんとして登録し" in re.sub(r"<[^>]+>", "", browser.html)
        await comes_from_line(small_house, browser)
        async with small_house.database.read() as connection:
            (row,) = (
                await connection.execute(select(credentials).where(credentials.c.registered_at > 0))
            ).all()
            assert row.email is None
            assert (await connection.execute(select(func.count()).select_from(members))).scalar() == 4
