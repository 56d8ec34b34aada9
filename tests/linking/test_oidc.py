"""The operator's OpenID Connect provider: the whole way, keys that change, and what is not believed."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from structlog.testing import capture_logs

from bot.clock import HOUR, MINUTE
from linking import references
from linking.oidc import challenge
from tests.linking.abroad import CLIENT, Abroad, Walker, by_openid
from tests.linking.house import REN, SAKI, SECRET_KEY, House

MISAKI = {"member_id": "T0001", "password": "sample-misaki"}


@pytest.fixture
async def abroad(small_house: House) -> AsyncIterator[Abroad]:
    """Our pages beside the sample provider, on SQLite."""
    async with by_openid(small_house) as opened:
        yield opened


async def signs_in(browser: Walker, friend_id: str = SAKI) -> Walker:
    """Open a friend's button and sign in at the provider."""
    await (await browser.opens_link(friend_id)).follows("キャリア相談室でサインイン")
    return await browser.presses("ログイン", **MISAKI)


def back(browser: Walker) -> str:
    """Return the address by which the provider has sent her back."""
    return next(each for each in browser.seen if "/link/oidc?" in each)


async def test_the_whole_way_by_a_provider(house: House) -> None:
    """From the chat's button to the provider and back, as whom, and to LINE, with what it says of her."""
    async with by_openid(house) as abroad:
        browser = await signs_in(abroad.new_browser())
        assert "田中 み◯◯ さんとして連携します" in browser.page.text
        asked = {name: value[0] for name, value in parse_qs(urlsplit(browser.seen[0]).query).items()}
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 43 and len(asked["nonce"]) >= 43 and SAKI not in browser.seen[0]
        await browser.presses("連携する")
        assert browser.at_line and abroad.line.asked == [SAKI]
        assert (await house.record("T0001"))["grad_year"] == 2027
        assert [cookie.key for cookie in browser.http.cookie_jar] == ["provider"]  # its own


async def test_keys_that_change_are_found(abroad: Abroad, small_house: House) -> None:
    """A new key, of another kind, is asked for once it signs; one that is not published counts nowhere."""
    await signs_in(abroad.new_browser())
    abroad.site.rotate()
    small_house.clock.at += MINUTE
    assert "さんとして" in (await signs_in(abroad.new_browser())).page.text
    published, abroad.site.keys = abroad.site.keys, []
    abroad.site.rotate()
    abroad.site.keys = published  # it signs with what it does not publish
    small_house.clock.at += MINUTE
    assert (await signs_in(abroad.new_browser())).status == 403


async def test_invented_keys_are_no_tool_to_keep_the_provider_busy(
    abroad: Abroad, small_house: House
) -> None:
    """Whatever key a token names, the provider is asked for its keys once a minute at most."""
    provider = abroad.sources["oidc"]._provider  # type: ignore[attr-defined]
    asked, get = list[str](), provider.get

    async def counted(address: str) -> Any:
        asked.append(address)
        return await get(address)

    provider.get = counted
    abroad.site.rotate()
    abroad.site.keys = [RSAKey.generate_key(2048, {"kid": "another"})]
    for _ in range(3):
        assert (await signs_in(abroad.new_browser())).status == 403
    assert [each for each in asked if each.endswith("/keys")] == [f"{abroad.there}/keys"]
    small_house.clock.at += MINUTE
    await signs_in(abroad.new_browser())
    assert len([each for each in asked if each.endswith("/keys")]) == 2


def told(abroad: Abroad, **changes: Any) -> None:
    """Let the provider say something else than the truth from now on."""
    sign = changes.pop("sign", None)

    def id_token(asked: dict[str, str]) -> str:
        now = abroad.house.clock.now() // 1000
        good = {
            "iss": abroad.there,
            "aud": CLIENT[0],
            "sub": "T0001",
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
        }
        claims = {name: value for name, value in {**good, **changes}.items() if value is not None}
        if sign is not None:
            return str(sign(claims))
        return jwt.encode({"alg": "RS256", "kid": "first"}, claims, abroad.site.key)

    abroad.site.id_token = id_token


def b64(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(claims: dict[str, Any]) -> str:
    """Sign with nothing."""
    return f"{b64({'alg': 'none'})}.{b64(claims)}."


NOW = 1_795_000_000
BAD: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "another-client"},
    "no audience": {"aud": None},
    "several audiences, not asked for by us": {"aud": [CLIENT[0], "x"], "azp": "x"},
    "several audiences, asked for by nobody": {"aud": [CLIENT[0], "x"]},
    "asked for by another": {"azp": "another-client"},
    "expired": {"exp": NOW - 120},
    "never ends": {"exp": None},
    "issued in the future": {"iat": NOW + 600},
    "another sign-in's nonce": {"nonce": "n" * 43},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
    "unsigned": {"sign": unsigned},
    "by another key of that name": {
        "sign": lambda claims: jwt.encode(
            {"alg": "RS256", "kid": "first"}, claims, RSAKey.generate_key(2048, {"kid": "first"})
        )
    },
    "by a key of another kind": {
        "sign": lambda claims: jwt.encode(
            {"alg": "ES256", "kid": "first"}, claims, ECKey.generate_key("P-256")
        )
    },
    "by our own secret": {
        "sign": lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT[1]))
    },
    "not at all": {"sign": lambda claims: "e30.e30.e30"},
    "with more than anybody says": {"x": "x" * 20_000},
}


async def test_what_is_changed_below_is_good_unchanged(abroad: Abroad) -> None:
    """The token that the next test spoils signs her in as it is, also with an audience that is a list."""
    told(abroad)
    assert "さんとして" in (await signs_in(abroad.new_browser())).page.text
    told(abroad, aud=[CLIENT[0]])
    assert "さんとして" in (await signs_in(abroad.new_browser())).page.text


@pytest.mark.parametrize("what", BAD)
async def test_an_id_token_that_is_not_right_is_refused(abroad: Abroad, what: str) -> None:
    """Issuer, audience, time, nonce, signature and algorithm must all be right; then nobody is signed in."""
    told(abroad, **BAD[what])
    browser = await signs_in(abroad.new_browser())
    assert (
        browser.status == 403 and "はじめから" in browser.page.text and "さんとして" not in browser.page.text
    )


async def test_a_public_key_is_no_shared_secret(abroad: Abroad) -> None:
    """An HMAC made with the provider's public key is refused: no token chooses its algorithm."""
    public = abroad.site.key.as_pem(private=False)

    def sign(claims: dict[str, Any]) -> str:
        head = b64({"alg": "HS256", "kid": "first"}) + "." + b64(claims)
        made = hmac.digest(public, head.encode(), "sha256")
        return f"{head}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"

    told(abroad, sign=sign)
    assert (await signs_in(abroad.new_browser())).status == 403


async def test_a_forged_state_ends_the_way(abroad: Abroad) -> None:
    """Neither a guessed state nor another browser's answer is taken, nor the right one afterwards."""
    browser = await (await abroad.new_browser().opens_link()).follows("キャリア相談室でサインイン")
    other = await signs_in(abroad.new_browser(), REN)
    await browser.opens(back(other))
    assert browser.status == 403 and "さんとして" not in browser.page.text
    query = {"code": "c", "state": "s" * 43, "iss": abroad.there}
    await (await browser.opens_link()).follows("キャリア相談室でサインイン")
    await browser.opens(f"/link/oidc?{urlencode(query)}")
    assert browser.status == 403


async def test_a_state_that_was_changed_on_the_way_is_refused(abroad: Abroad) -> None:
    """Code, nonce and verifier are right and hers; the state is not, so it is not the way she set out."""
    give = abroad.site.back_with_code

    def changed(asked: dict[str, str], member_id: str, since: float) -> Any:
        return give({**asked, "state": asked["state"][::-1]}, member_id, since)

    abroad.site.back_with_code = changed
    assert (await signs_in(abroad.new_browser())).status == 403


async def test_a_code_that_was_taken_is_worth_nothing_elsewhere(abroad: Abroad) -> None:
    """The code of somebody's address bar needs the verifier that only her browser has, and counts once."""
    hers = await signs_in(abroad.new_browser())
    thief = await (await abroad.new_browser().opens_link(REN)).follows("キャリア相談室でサインイン")
    mine = parse_qs(urlsplit(thief.seen[-1]).query)["state"][0]
    code = parse_qs(urlsplit(back(hers)).query)["code"][0]
    await thief.opens(f"/link/oidc?{urlencode({'code': code, 'state': mine, 'iss': abroad.there})}")
    assert thief.status == 403
    again = await hers.opens(back(hers))
    assert again.status == 403


async def test_an_answer_of_another_issuer_is_refused(abroad: Abroad) -> None:
    """A provider that names itself in its answers must do so, and be the one that was asked (mix-up)."""
    for query in ({"iss": "https://evil.example"}, {}):
        browser = await (await abroad.new_browser().opens_link()).follows("キャリア相談室でサインイン")
        state = parse_qs(urlsplit(browser.seen[-1]).query)["state"][0]
        await browser.opens(f"/link/oidc?{urlencode({'code': 'c', 'state': state, **query})}")
        assert browser.status == 403


async def test_who_turns_back_at_the_provider_sees_the_doors_again(abroad: Abroad) -> None:
    """Declining is no mistake: she is where she was."""
    browser = await (await abroad.new_browser().opens_link()).follows("キャリア相談室でサインイン")
    state = parse_qs(urlsplit(browser.seen[-1]).query)["state"][0]
    query = {"error": "access_denied", "state": state, "iss": abroad.there}
    await browser.opens(f"/link/oidc?{urlencode(query)}")
    assert browser.status == 200 and "サインイン" in browser.page.text


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": None},
    ],
)
async def test_a_description_of_somebody_else_is_not_believed(abroad: Abroad, lie: dict[str, Any]) -> None:
    """Where the description names another issuer or an address without TLS, nobody is sent there."""
    provider = abroad.sources["oidc"]._provider  # type: ignore[attr-defined]
    get = provider.get

    async def lied_to(address: str) -> dict[str, Any]:
        return {**await get(address), **lie}

    provider.get = lied_to
    browser = await (await abroad.new_browser().opens_link()).follows("キャリア相談室でサインイン")
    assert browser.status == 503 and "サインインページを開けません" in browser.page.text


async def test_a_provider_that_is_away_is_told_in_words(abroad: Abroad) -> None:
    """She is told that the sign-in page does not answer, with the way to try again; then it works."""
    provider = abroad.sources["oidc"]._provider  # type: ignore[attr-defined]
    issuer, provider.issuer = provider.issuer, "http://127.0.0.1:1"
    browser = await (await abroad.new_browser().opens_link()).follows("キャリア相談室でサインイン")
    assert browser.status == 503 and "サインインページを開けません" in browser.page.text
    provider.issuer = issuer
    await browser.follows("もう一度")
    await browser.follows("キャリア相談室でサインイン")
    await browser.presses("ログイン", **MISAKI)
    assert "さんとして" in browser.page.text


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_a_move_needs_a_sign_in_afresh_at_the_provider(abroad: Abroad, small_house: House) -> None:
    """Who is still signed in there from an hour ago signs in once more before she moves."""
    browser = await signs_in(abroad.new_browser())
    small_house.clock.at += HOUR
    await small_house.links_now(REN, "T0001")
    await (await browser.opens_link(SAKI)).follows("キャリア相談室でサインイン")
    assert "別のLINEと連携しています" in browser.page.text
    await browser.presses("このLINEに移す")
    await browser.follows("キャリア相談室でサインイン")
    asked = parse_qs(urlsplit(browser.seen[-1]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["300"])
    await browser.presses("ログイン", **MISAKI)
    await browser.presses("このLINEに移す")
    assert browser.at_line


async def test_a_lying_host_header_sends_nobody_elsewhere(abroad: Abroad) -> None:
    """The way back that the provider is told is made from the settings, whatever Host the request names."""
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    address = references.link_url(abroad.origin, SECRET_KEY, SAKI).replace("/link?", "/link/to/oidc?")
    browser = abroad.new_browser()
    async with browser.http.get(address, headers=lies, allow_redirects=False) as answer:
        there = answer.headers["Location"]
        assert answer.status == 303 and answer.headers["Referrer-Policy"] == "no-referrer"
    assert there.startswith(abroad.there) and "evil" not in there
    assert parse_qs(urlsplit(there).query)["redirect_uri"] == [f"{abroad.origin}/link/oidc"]


async def test_no_secret_of_a_sign_in_is_logged_or_shown(abroad: Abroad) -> None:
    """Neither code, state, nonce, verifier nor token stands in a page or a log, also when all goes wrong."""
    with capture_logs() as lines:
        told(abroad, aud="another-client")
        browser = await signs_in(abroad.new_browser())
        seen = browser.html
        told(abroad)
        await (await browser.opens_link()).follows("キャリア相談室でサインイン")
        seen += browser.html
    asked = parse_qs(urlsplit(browser.seen[0]).query) | parse_qs(urlsplit(back(browser)).query)
    assert len(lines) == 1
    for name in ("state", "nonce", "code", "code_challenge"):
        assert asked[name][0] not in f"{lines}{seen}"
    assert "eyJ" not in f"{lines}{seen}" and CLIENT[1] not in f"{lines}{seen}"
