"""The signed hand-over: from the operator's site to LINE, and what somebody might hand over instead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from bot.clock import HOUR, MINUTE
from linking import directory, handover
from linking.tables import handovers
from tests.linking.abroad import KEY, Abroad, Walker, by_handover
from tests.linking.house import REN, SAKI, House

MISAKI = {"member_id": "T0001", "password": "sample-misaki"}
HARUTO = {"member_id": "T0002", "password": "sample-haruto"}


@pytest.fixture
async def abroad(small_house: House) -> AsyncIterator[Abroad]:
    """Our pages beside the sample site, on SQLite."""
    async with by_handover(small_house) as opened:
        yield opened


async def signs_in(browser: Walker, friend_id: str = SAKI, **who: str) -> Walker:
    """Open a friend's button and sign in on the operator's site."""
    await (await browser.opens_link(friend_id)).follows("キャリア相談室でサインイン")
    return await browser.presses("ログイン", **(who or MISAKI))


def handed(browser: Walker) -> str:
    """Return the token that her browser has carried to us."""
    return parse_qs(urlsplit(next(each for each in browser.seen if "token=" in each)).query)["token"][0]


async def test_the_whole_way_by_hand_over(house: House) -> None:
    """From the chat's button to the operator's site and back, as whom, to LINE; her record comes along."""
    async with by_handover(house) as abroad:
        browser = await signs_in(abroad.new_browser())
        assert "田中 み◯◯ さんとして連携します" in browser.page.text
        await browser.presses("連携する")
        assert browser.at_line and abroad.line.asked == [SAKI]
        assert [cookie.key for cookie in browser.http.cookie_jar] == ["site"]  # the operator's own
        nonce = parse_qs(urlsplit(browser.seen[-1]).query)["nonce"][0]
        await house.hears(house.line_says(SAKI, nonce))
        await house.settles()
        assert await house.ties() == {SAKI: "T0001"}
        assert (await house.friend(SAKI)).attributes == {"grad_year": 2027, "name": "田中 みさき"}


async def test_not_me_leads_back_to_the_doors(abroad: Abroad) -> None:
    """Who is not the member that the site has named begins again, and nothing of the session stays."""
    browser = await signs_in(abroad.new_browser())
    await browser.presses("別の人です")
    assert "サインイン" in browser.page.text and not browser.at_line
    await browser.opens("/link?step=check&f=" + parse_qs(urlsplit(browser.url).query)["f"][0])
    assert "さんとして" not in browser.page.text


async def test_a_stolen_hand_over_is_worth_nothing_in_another_browser(abroad: Abroad) -> None:
    """Whoever has got hold of a token, used or not, is not signed in by it: it names her browser."""
    hers = await signs_in(abroad.new_browser())
    thief = abroad.new_browser()
    await thief.opens(f"/link/handover?{urlencode({'token': handed(hers)})}")
    assert thief.status == 403 and "さんとして" not in thief.page.text
    await (await thief.opens_link(REN)).follows("キャリア相談室でサインイン")  # set out, and not yet back
    await thief.opens(f"/link/handover?{urlencode({'token': handed(hers)})}")
    assert thief.status == 403 and "さんとして" not in thief.page.text


async def test_a_planted_hand_over_signs_nobody_in(abroad: Abroad) -> None:
    """An attacker's own token, put into somebody's browser, does not make her go on as the attacker."""
    attacker = abroad.new_browser()
    await (await attacker.opens_link(SAKI)).follows("キャリア相談室でサインイン")
    nonce = parse_qs(urlsplit(attacker.seen[-1]).query)["nonce"][0]
    planted = token(abroad, nonce=nonce, sub="T0002")
    victim = abroad.new_browser()
    await (await victim.opens_link(SAKI)).follows("キャリア相談室でサインイン")
    await victim.opens(f"/link/handover?{urlencode({'token': planted})}")
    assert victim.status == 403 and "佐々木" not in victim.page.text


async def test_a_hand_over_counts_once(abroad: Abroad, small_house: House) -> None:
    """The same token a second time signs nobody in, not even in its own browser; it is stored hashed."""
    browser = await signs_in(abroad.new_browser())
    used = handed(browser)
    source = abroad.sources[handover.NAME]
    kept = {"nonce": jwt.decode(used, OctKey.import_key(KEY)).claims["nonce"]}
    assert (await source.verify({"token": used}, SAKI, kept=kept)).why == "wrong"  # type: ignore[union-attr]
    async with small_house.database.read() as connection:
        (row,) = (await connection.execute(select(handovers))).all()
    assert row.digest == handover.digest(jwt.decode(used, OctKey.import_key(KEY)).claims["jti"])
    async with small_house.database.write() as connection:
        await handover.sweep(connection, small_house.clock.now() + HOUR)
        assert (await connection.execute(select(handovers))).first() is None


def token(abroad: Abroad, alg: str = "HS256", key: Any = KEY, **changes: Any) -> str:
    """Sign what the operator's site would sign, but for the changes; None leaves a claim out."""
    now = abroad.house.clock.now() // 1000
    good = {"aud": abroad.origin, "sub": "T0001", "jti": "j" * 24, "exp": now + 120}
    claims = {name: value for name, value in {**good, **changes}.items() if value is not None}
    signs = OctKey.import_key(key) if isinstance(key, str) else key
    return jwt.encode({"alg": alg}, claims, signs, algorithms=[alg])


def unsigned(abroad: Abroad, nonce: str) -> str:
    """Return a token that says `alg: none`, as libraries once believed."""
    _, body, _ = token(abroad, nonce=nonce).split(".")
    return "eyJhbGciOiJub25lIn0." + body + "."


BAD: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "https://other.example"},
    "no audience": {"aud": None},
    "expired": {"exp": 1_795_000_000 - 120},
    "never ends": {"exp": None},
    "good for a day": {"exp": 1_795_000_000 + 86_400},
    "ends at no number": {"exp": "tomorrow"},
    "not yet": {"nbf": 1_795_000_000 + 300},
    "no name of its own": {"jti": None},
    "a name that can be guessed": {"jti": "1"},
    "no nonce": {"nonce": None},
    "another browser's nonce": {"nonce": "n" * 32},
    "no member": {"sub": None},
    "an empty member": {"sub": " "},
    "a member who is a number": {"sub": 1},
    "a name that is a number": {"jti": 12345678901234567890},
    "another spelling of a member's ID": {"sub": "Ｔ0001"},
    "a member's ID with a blank": {"sub": "T0001 "},
    "another key": {"key": "k" * 40},
    "another algorithm of the same key": {"alg": "HS512"},
    "another kind of key": {"alg": "RS256", "key": RSAKey.generate_key(2048)},
}


@pytest.mark.parametrize("what", [*BAD, "unsigned", "changed", "nothing", "no token"])
async def test_a_hand_over_that_is_not_right_is_refused(abroad: Abroad, what: str) -> None:
    """Audience, end, key, algorithm, nonce and name must all be right; nothing is told of what was not."""
    browser = abroad.new_browser()
    await (await browser.opens_link()).follows("キャリア相談室でサインイン")
    nonce = parse_qs(urlsplit(browser.seen[-1]).query)["nonce"][0]
    good = token(abroad, nonce=nonce)
    made = {
        "unsigned": unsigned(abroad, nonce),
        "changed": good[:-6] + ("AAAAAA" if good[-6:] != "AAAAAA" else "BBBBBB"),
        "nothing": "",
        "no token": "e30.e30.e30",
    }
    bad = made[what] if what in made else token(abroad, **{"nonce": nonce, **BAD[what]})
    await browser.opens(f"/link/handover?{urlencode({'token': bad})}")
    assert browser.status == 403 and "はじめから" in browser.page.text
    # And the way back is used up: even the good one comes too late now.
    await browser.opens(f"/link/handover?{urlencode({'token': good})}")
    assert browser.status == 403


async def test_no_token_stays_in_her_history(abroad: Abroad, small_house: House) -> None:
    """The address with the token, which says who she is, is left at once, also if there is nothing to do."""
    async with small_house.database.write() as connection:
        await directory.add(connection, "T0001", {}, small_house.clock.now())
    await small_house.links_now(SAKI, "T0001")
    browser = await signs_in(abroad.new_browser())
    assert "すでに連携済みです" in browser.page.text and "token=" not in browser.url


async def test_the_site_is_never_sent_a_friends_id(abroad: Abroad) -> None:
    """What goes to the operator's site names neither the friend nor the session."""
    browser = await (await abroad.new_browser().opens_link()).follows("キャリア相談室でサインイン")
    sent = parse_qs(urlsplit(browser.seen[-1]).query)
    assert set(sent) == {"nonce", "return_to", "lang"} and SAKI not in browser.seen[-1]
    assert sent["return_to"] == [f"{abroad.origin}/link/handover"]


async def test_from_the_site_without_line_login(abroad: Abroad) -> None:
    """Where LINE Login is not set up, 'connect LINE' leads to the chat, where the same sign-in does it."""
    browser = await abroad.new_browser().opens("/link/connect")
    assert browser.status == 200 and browser.page.links[0][1] == "https://line.me/R/oaMessage/@enishi/?x"


async def test_from_the_site_with_line_login(small_house: House) -> None:
    """LINE Login says which friend a signed-in member is before she is asked as whom: she is asked once."""
    async with by_handover(small_house, login="/login") as abroad:
        browser = abroad.new_browser()
        site = await browser.opens(abroad.there + "/")
        await site.presses("ログイン", **MISAKI)
        await browser.follows("LINEと連携する")
        assert "/login?v=" in browser.seen[-1] and abroad.line.asked == []
        # Nor is there another way to a yes than by LINE Login.
        await browser.opens("/link?step=check")
        assert "/login?v=" in browser.seen[-1]


async def test_a_visit_from_the_site_is_of_no_use_for_a_friends_button(small_house: House) -> None:
    """Signed in from the site, somebody else's button in the same browser begins afresh."""
    async with by_handover(small_house, login="/login") as abroad:
        browser = await abroad.new_browser().opens("/link/connect")
        await browser.presses("ログイン", **MISAKI)
        assert "/login?v=" in browser.seen[-1]
        await browser.opens_link(REN)
        assert "さんとして" not in browser.page.text
        small_house.clock.at += 10 * MINUTE
        await browser.opens("/link?step=check")
        assert browser.status == 400


async def test_a_move_needs_a_sign_in_afresh_on_the_site(abroad: Abroad, small_house: House) -> None:
    """Who has been signed in on the site for an hour gives her password once more before her link moves."""
    browser = await abroad.new_browser().opens(abroad.there + "/")
    await browser.presses("ログイン", **MISAKI)
    small_house.clock.at += HOUR
    async with small_house.database.write() as connection:
        await directory.add(connection, "T0001", {}, small_house.clock.now())
    await small_house.links_now(REN, "T0001")
    await (await browser.opens_link(SAKI)).follows("キャリア相談室でサインイン")
    assert "別のLINEと連携しています" in browser.page.text  # no password was asked for
    await browser.presses("このLINEに移す")
    await browser.follows("キャリア相談室でサインイン")
    assert browser.url.startswith(abroad.there) and "prompt=login" in browser.seen[-1]
    await browser.presses("ログイン", **{**MISAKI, "password": "wrong"})
    assert "一致しませんでした" in browser.page.text
    await browser.presses("ログイン", **MISAKI)
    await browser.presses("このLINEに移す")
    assert browser.at_line and abroad.line.asked == [SAKI]


async def test_a_site_that_proves_nothing_moves_nobody(abroad: Abroad, small_house: House) -> None:
    """Where the site does not say when she gave her password, a link of hers does not move."""
    async with small_house.database.write() as connection:
        await directory.add(connection, "T0001", {}, small_house.clock.now())
    await small_house.links_now(REN, "T0001")
    browser = abroad.new_browser()
    for again in (False, True):
        if not again:
            await (await browser.opens_link(SAKI)).follows("キャリア相談室でサインイン")
        nonce = parse_qs(urlsplit(browser.seen[-1]).query)["nonce"][0]
        await browser.opens(
            f"/link/handover?{urlencode({'token': token(abroad, nonce=nonce, jti='j' * (20 + again))})}"
        )
        assert "別のLINEと連携しています" in browser.page.text
        await browser.presses("このLINEに移す")
        if not again:
            await browser.follows("キャリア相談室でサインイン")
    assert browser.status == 403 and abroad.line.asked == [] and "担当者にお聞きください" in browser.page.text


async def test_somebody_else_at_the_same_computer_is_asked_who_she_is(abroad: Abroad) -> None:
    """Whoever is still signed in on the site is not taken for the next person, if that one says so."""
    browser = await signs_in(abroad.new_browser())
    await browser.presses("別の人です")
    await browser.follows("別の会員としてサインインする")
    await browser.presses("ログイン", **HARUTO)
    assert "佐々木 陽◯◯ さんとして連携します" in browser.page.text
