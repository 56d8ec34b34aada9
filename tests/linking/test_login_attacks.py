"""What somebody might try on linking by LINE Login: every way to come back as somebody else, or to stay."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs
from yarl import URL

from bot.clock import MINUTE
from emulator.config import DEFAULT_LOGIN_SECRET, user_id_of
from linking import references
from linking.session import Sessions
from linking.tables import links
from tests.linking.login_tab import tab
from tests.world import StandingClock, World

MISAKI, ALEX = user_id_of("misaki"), user_id_of("alex")
SECRET_KEY = "a secret key that is only used in tests"


async def ties(home: World) -> dict[str, str]:
    """Return who is linked, once everybody has finished."""
    await home.quiet()
    async with home.app.database.read() as connection:
        return {row.friend_id: row.member_id for row in await connection.execute(select(links))}


async def exchanges(home: World) -> int:
    """Count how often LINE was asked to change a code."""
    return sum(each["path"] == "/oauth2/v2.1/token" for each in await home.requests())


@pytest.mark.parametrize("state", ["", "forged", "é", "x" * 4_000])
async def test_a_forged_or_missing_state_is_refused(home: World, state: str) -> None:
    """Without the state of this browser LINE is not even asked, and nobody has come."""
    async with tab(home, "misaki") as browser:
        await browser.sets_out()
        await browser.comes_back(state=state)
        assert browser.status == 403 and "もう一度" in browser.html and await exchanges(home) == 0
        assert await ties(home) == {}
        assert not any(row.startswith("login_consents") for row in await home.rows_with(MISAKI))


async def test_an_answer_counts_once(home: World) -> None:
    """Whoever opens the address of a callback again, from a history or a log, is nobody."""
    async with tab(home, "misaki") as browser, tab(home, "alex") as other:
        await browser.sets_out()
        callback = browser.location
        await browser.goes(callback)
        assert browser.status == 303 and await exchanges(home) == 1
        for again in (browser, other):
            await again.goes(callback)
            assert again.status == 403
        assert await exchanges(home) == 1


async def test_a_code_of_another_browser_is_refused(home: World) -> None:
    """A code that was made for another browser fits neither the state nor, with it, the verifier."""
    async with tab(home, "alex") as attacker, tab(home, "misaki") as victim:
        await attacker.sets_out()
        await victim.sets_out()
        await victim.comes_back(code=attacker.brought("code"))
        assert victim.status == 403 and await ties(home) == {}
        # The nonce would not fit either, but LINE itself has refused it already.
        assert [each["status"] for each in await home.requests() if "token" in each["path"]] == [400]
        await victim.goes("/link?step=check")
        assert victim.status == 400


async def test_nobody_is_signed_in_by_somebody_elses_callback(home: World) -> None:
    """Login CSRF: the attacker's callback, opened by the victim, signs her in as no one."""
    async with tab(home, "alex") as attacker, tab(home, "misaki") as victim:
        await attacker.sets_out()
        await victim.goes(attacker.location)
        assert victim.status == 403
        await victim.sets_out()
        await victim.goes(attacker.location)
        assert victim.status == 403 and await exchanges(home) == 0
        await victim.goes("/link?step=check")
        assert victim.status == 400


async def test_an_attempt_lasts_ten_minutes(home: World) -> None:
    """A way to LINE that was left open is no way back later."""
    async with tab(home, "misaki") as browser:
        await browser.sets_out()
        home.clock.at += 10 * MINUTE
        await browser.comes_back()
        assert browser.status == 403 and await exchanges(home) == 0


async def test_a_visit_from_before_is_worth_nothing_after_the_login(home: World) -> None:
    """Fixation: coming back makes a new session; what was known of the one before proves nothing."""
    async with tab(home, "misaki") as browser:
        await browser.sets_out()
        before = {cookie.key: cookie.value for cookie in browser.http.cookie_jar}
        await (await browser.comes_back()).signs_in()
        asked = browser.html
        for planted in (before, {"enishi_link": before.get("enishi_login", "")}):
            async with tab(home, "alex") as other:
                other.http.cookie_jar.update_cookies(planted, URL(home.bot_url))
                other.url, other.html = browser.url, asked
                await other.sends()
                assert other.status == 403
        assert await ties(home) == {}


async def test_the_second_person_at_a_computer_inherits_nothing(home: World) -> None:
    """Who opens a QR code where somebody has signed in begins anew: nothing of hers is left."""
    async with tab(home) as browser:
        await browser.belongs_to("misaki").sets_out()
        await (await browser.comes_back()).signs_in()
        asked, where = browser.html, browser.url
        await browser.belongs_to("alex").goes("/login")
        browser.html, browser.url = asked, where
        await browser.sends()
        assert browser.status == 403
        await browser.sets_out("/login?r=fair")
        await browser.comes_back()
        await browser.goes(browser.location)
        assert 'name="password"' in browser.html and "田中" not in browser.html
        browser.html, browser.url = asked, where
        await browser.sends()
        assert browser.status == 403 and await ties(home) == {}


async def test_a_login_goes_on_with_nobody_who_has_signed_in_meanwhile(home: World) -> None:
    """Whoever signs in by a link button while the other tab is at LINE is not who comes back from there."""
    async with tab(home, "misaki") as browser:
        await browser.sets_out()
        back = browser.location
        await browser.goes(references.link_url(home.bot_url, SECRET_KEY, ALEX))
        await browser.sends(member_id="T0001", password="sample-misaki")
        await browser.goes(back)
        assert "step=check" not in browser.location
        await browser.goes(browser.location)
        assert 'name="password"' in browser.html and "田中" not in browser.html


def test_a_proven_visit_has_a_new_secret() -> None:
    """What was known of a visit before LINE has said who she is proves nothing afterwards."""
    sessions = Sessions(StandingClock(), SECRET_KEY, secure=True)
    before = sessions.signed_in(sessions.new(None), "T0001")
    after = sessions.proven(before, MISAKI, "みさき", False)
    assert after.member_id == "T0001" and not sessions.proves(after, sessions.proof(before))
    assert sessions.anew(after).member_id is None and sessions.anew(after).secret != after.secret


@pytest.mark.parametrize("proof", ["forged", ""])
async def test_a_visit_goes_on_only_by_its_own_proof(home: World, proof: str) -> None:
    """Nobody's address makes a login go on with whoever is signed in in this browser."""
    async with tab(home, "misaki") as browser:
        await browser.sets_out()
        await (await browser.comes_back()).signs_in()
        await browser.sets_out(f"/login?v={proof}")
        await browser.goes((await browser.comes_back()).location)
        assert 'name="password"' in browser.html


async def test_the_friend_in_an_address_or_form_decides_nothing(home: World) -> None:
    """A proven visit is one friend's; somebody else's reference beside it ends it."""
    async with tab(home, "alex") as attacker, tab(home, "misaki") as victim:
        await (await (await attacker.sets_out()).comes_back()).signs_in("T0002", "sample-haruto")
        theirs = parse_qs(urlsplit(attacker.url).query)["f"][0]
        await (await (await victim.sets_out()).comes_back()).signs_in()
        await victim.sends(f=theirs)
        assert victim.status == 403
        await (await (await victim.sets_out()).comes_back()).goes(victim.location)
        await victim.goes(f"/link?f={theirs}")
        await victim.sends(member_id="T0001", password="sample-misaki")
        await victim.goes(victim.location)
        await victim.sends()
        # Her browser is not that friend's, so LINE itself is asked, and sees it.
        assert "accountLink" in victim.location
        await victim.goes(victim.location)
        assert await ties(home) == {}


async def test_the_callback_ties_nobody(home: World) -> None:
    """Login names a friend and no member: without a sign-in and a yes of hers, nothing is linked."""
    async with tab(home, "misaki") as browser:
        await (await browser.sets_out()).comes_back()
        assert browser.status == 303 and await ties(home) == {}
        await browser.signs_in()
        assert await ties(home) == {}
        await browser.sends()
        assert await ties(home) == {MISAKI: "T0001"}


@pytest.mark.parametrize("name", ["next", "redirect", "redirect_uri", "to", "url", "r", "lang", "v", "again"])
async def test_no_parameter_leads_elsewhere(home: World, name: str) -> None:
    """Whatever an address says, the way leads to LINE, back to our callback, and to our own page."""
    async with tab(home, "misaki") as browser:
        await browser.goes(f"/login?{name}=https://evil.example/%0d%0aSet-Cookie:x=1")
        target = urlsplit(browser.location)
        assert f"{target.scheme}://{target.netloc}" == home.line_url and "evil" not in browser.location
        assert browser.brought("redirect_uri") == f"{home.bot_url}/login/callback"
        await browser.sets_out()
        await browser.comes_back(**{name: "//evil.example"})
        assert urlsplit(browser.location).netloc == "" and "evil" not in browser.location


async def test_a_host_header_decides_nothing(home: World) -> None:
    """The callback's address is made from the settings alone."""
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    async with tab(home, "misaki") as browser:
        await browser.goes("/login", **lies)
        assert "evil" not in str(browser.headers)
        await browser.goes("/login/callback?state=x&code=y", **lies)
        assert browser.status == 403 and "evil" not in browser.html + str(browser.headers)


async def test_no_secret_reaches_a_log_a_page_or_another_site(
    home: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Code, state, tokens and our channel's secret stand in no page, log, error or row."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        async with tab(home, "misaki") as browser:
            await browser.sets_out()
            assert browser.headers["Referrer-Policy"] == "no-referrer"
            code, state = browser.brought("code"), browser.brought("state")
            await home.control(
                "PUT", "faults", {"faults": [{"endpoint": "/oauth2/v2.1/token", "kind": "500"}]}
            )
            await browser.comes_back()
            assert browser.status == 503
            await home.control("PUT", "faults", {"faults": []})
            await browser.sets_out()
            again = browser.brought("code")
            await browser.comes_back()
            assert browser.headers["Referrer-Policy"] == "no-referrer"
            await browser.signs_in()
            await browser.sends()
        await home.quiet()
    told = capfd.readouterr()
    everything = f"{lines} {caplog.text} {told.out} {told.err} {browser.seen}"
    issued = [each["response"] for each in await home.requests() if each["path"] == "/oauth2/v2.1/token"]
    tokens = [
        str(each[name])
        for each in issued
        if each and "access_token" in each
        for name in ("access_token", "refresh_token", "id_token")
    ]
    assert len(tokens) == 3
    for secret in (code, state, again, DEFAULT_LOGIN_SECRET, *tokens):
        assert secret not in everything
    for secret in tokens:
        assert await home.rows_with(secret) == []
