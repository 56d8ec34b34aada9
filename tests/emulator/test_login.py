"""LINE Login as the emulator plays it: the page, the endpoints, and what each of them refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey

from emulator.app import LOGIN
from emulator.config import DEFAULT_LOGIN_CHANNEL, DEFAULT_LOGIN_SECRET
from tests.emulator.conftest import MakeDesk
from tests.emulator.desk import MISAKI, NOBODY, SATO, Desk, Json
from tests.emulator.login import CALLBACK, CLIENT, App

UNAUTHORIZED = {
    "message": "Authentication failed due to the following reason: invalid token. "
    "Confirm that the access token in the authorization header is valid."
}


@pytest.fixture
async def app(make_desk: MakeDesk) -> App:
    """An app whose callback is registered; Misaki is a friend of the account, Sato is not."""
    desk = await make_desk(login_callbacks=(CALLBACK,))
    await desk.act(MISAKI, "follow")
    desk.bot.requests.clear()
    return App(desk)


def oauth(error: str, description: str) -> dict[str, str]:
    return {"error": error, "error_description": description}


async def test_who_agrees_comes_back_with_a_code_and_is_asked_once(app: App) -> None:
    """The consent names who signs in; afterwards the same request comes back at once, silently too."""
    await app.asks()
    assert "みさき" in app.page and 'data-outcome="consent"' in app.page
    await app.chooses("allow")
    assert set(app.back) == {"code", "state"} and app.back["state"] == "a-state"
    assert "code" in (await app.asks()).back and "code" in (await app.asks(prompt="none")).back
    assert 'data-outcome="consent"' in (await app.asks(prompt="consent")).page
    assert 'data-outcome="login"' in (await app.asks(prompt="login")).page


async def test_the_friend_is_added_on_the_consent_or_on_a_screen_of_its_own(app: App) -> None:
    """What she ticks sends the real follow webhook; whoever was not offered it comes back without a word."""
    await app.asks(user=SATO, bot_prompt="normal")
    await app.chooses("allow", friend=True)
    assert app.back["friendship_status_changed"] == "true"
    [event] = app.desk.bot.events
    assert (event["type"], event["source"]["userId"]) == ("follow", SATO) and event["replyToken"]
    await app.asks(user=MISAKI, bot_prompt="aggressive")
    assert "friendship_status_changed" not in (await app.chooses("allow")).back
    await app.desk.act(SATO, "block")
    app.desk.bot.requests.clear()
    await app.asks(user=SATO, bot_prompt="aggressive", prompt="consent")
    assert 'data-outcome="friend"' in (await app.chooses("allow")).page and app.desk.bot.events == []
    assert (await app.chooses("skip")).back["friendship_status_changed"] == "false"
    await app.chooses("add")
    assert app.desk.bot.events[0]["follow"] == {"isUnblocked": True}


async def test_nothing_is_shown_where_nothing_may_be(app: App) -> None:
    """With prompt=none a browser without a LINE user, or a user who has not agreed, comes back at once."""
    for user, code in ((None, "LOGIN_REQUIRED"), (MISAKI, "INTERACTION_REQUIRED")):
        back = (await app.asks(user=user, prompt="none")).back
        assert back["error"] == code and back["state"] == "a-state" and "code" not in back
    assert f"/emulator/open?user={MISAKI}" in (await app.asks(user=None)).page


@pytest.mark.parametrize(
    ("drop", "changes", "code"),
    [
        ("", {"response_type": "token"}, "UNSUPPORTED_RESPONSE_TYPE"),
        ("state", {}, "INVALID_REQUEST"),
        ("scope", {}, "INVALID_SCOPE"),
        ("", {"scope": "profile friends"}, "INVALID_SCOPE"),
        ("", {"code_challenge_method": "plain"}, "INVALID_REQUEST"),
        ("code_challenge", {}, "INVALID_REQUEST"),
        ("", {"bot_prompt": "yes"}, "INVALID_REQUEST"),
        ("", {"prompt": "select_account"}, "INVALID_REQUEST"),
    ],
)
async def test_a_wrong_request_comes_back_with_its_kind(
    app: App, drop: str, changes: Mapping[str, str], code: str
) -> None:
    """What is wrong with a request is told to the app by redirect, and nobody is asked anything."""
    assert (await app.asks(drop=drop, **changes)).back["error"] == code


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "1"},
        {"redirect_uri": "https://evil.example/login/callback"},
        {"redirect_uri": CALLBACK + "/x"},
        {"redirect_uri": CALLBACK + "#x"},
        {"redirect_uri": CALLBACK.replace("https", "http")},
    ],
)
async def test_a_wrong_address_is_not_redirected_to(app: App, changes: dict[str, str]) -> None:
    """A wrong channel or callback gets LINE's own page; query parameters may be added."""
    await app.asks(**changes)
    assert app.status == 400 and app.back == {} and "Bad Request" in app.page
    assert 'data-outcome="consent"' in (await app.asks(redirect_uri=CALLBACK + "?x=1")).page


async def test_whoever_says_no_comes_back_with_that(app: App) -> None:
    """A refusal is told in LINE's words, and is no consent."""
    await app.asks()
    back = (await app.chooses("cancel")).back
    denied = {"error": "ACCESS_DENIED", "error_description": "The resource owner denied the request."}
    assert back == {**denied, "state": "a-state"}
    assert (await app.asks(prompt="none")).back["error"] == "INTERACTION_REQUIRED"
    await app.asks(user=SATO)
    assert (await app.chooses("add")).back["error"] == "INVALID_REQUEST"


async def test_a_code_brings_who_she_is(app: App) -> None:
    """Tokens, an ID token signed with the channel's secret, profile, friendship and their verification."""
    body = await app.tokens()
    assert (body["scope"], body["token_type"], body["expires_in"]) == ("openid profile", "Bearer", 2_592_000)
    key = OctKey.import_key(DEFAULT_LOGIN_SECRET)
    claims = jwt.decode(body["id_token"], key, algorithms=["HS256"]).claims
    assert (claims["iss"], claims["sub"]) == ("https://access.line.me", MISAKI)
    assert (claims["aud"], claims["nonce"]) == (DEFAULT_LOGIN_CHANNEL, "a-nonce")
    assert claims["amr"] == ["linesso"] and claims["exp"] - claims["iat"] == 3600
    access = body["access_token"]
    assert (await app.get("/friendship/v1/status", access)) == (200, {"friendFlag": True})
    assert (await app.get("/v2/profile", access))[1]["userId"] == MISAKI
    assert (await app.get("/oauth2/v2.1/userinfo", access))[1]["sub"] == MISAKI
    known = {"scope": "openid profile", "client_id": DEFAULT_LOGIN_CHANNEL, "expires_in": 2_592_000}
    assert (await app.get(f"/oauth2/v2.1/verify?access_token={access}")) == (200, known)
    right = {"client_id": DEFAULT_LOGIN_CHANNEL, "nonce": "a-nonce", "user_id": MISAKI}
    status, said = await app.post("/oauth2/v2.1/verify", id_token=body["id_token"], **right)
    assert (status, said["sub"]) == (200, MISAKI)
    await app.desk.act(MISAKI, "block")
    assert (await app.get("/friendship/v1/status", access)) == (200, {"friendFlag": False})


async def test_an_app_gets_keys_instead(make_desk: MakeDesk) -> None:
    """Where LINE speaks to an app it signs with a key that it publishes under its kid."""
    app = App(await make_desk(login_callbacks=(CALLBACK,), id_token_alg="ES256"))
    token = (await app.tokens())["id_token"]
    keys = KeySet.import_key_set((await app.get("/oauth2/v2.1/certs"))[1])
    decoded = jwt.decode(token, keys, algorithms=["ES256"])
    assert decoded.claims["sub"] == MISAKI and "kid" in decoded.header


async def test_a_code_is_good_once_and_for_ten_minutes(app: App) -> None:
    """Whether or not an exchange succeeds, the code is gone afterwards."""
    refused = (400, oauth("invalid_grant", "invalid authorization code"))
    await app.tokens()
    assert await app.exchanges() == refused
    await app.asks()
    assert (await app.exchanges(code_verifier="w" * 43))[1]["error"] == "invalid_grant"
    assert await app.exchanges() == refused
    await app.asks()
    app.desk.clock.advance(minutes=10.001)
    assert await app.exchanges() == refused


async def test_tokens_live_as_long_as_lines(app: App) -> None:
    """Thirty days for access; ninety for what renews it, counted from the login."""
    body = await app.tokens()
    app.desk.clock.advance(hours=30 * 24)
    assert (await app.get("/v2/profile", body["access_token"]))[0] == 401
    renew = {"grant_type": "refresh_token", "refresh_token": body["refresh_token"], **CLIENT}
    status, again = await app.post("/oauth2/v2.1/token", **renew)
    assert status == 200 and again["refresh_token"] == body["refresh_token"] and "id_token" not in again
    assert (await app.get("/v2/profile", again["access_token"]))[0] == 200
    app.desk.clock.advance(hours=61 * 24)
    assert await app.post("/oauth2/v2.1/token", **renew) == (
        400,
        oauth("invalid_grant", "invalid refresh token"),
    )


async def test_what_is_revoked_or_taken_back_is_good_no_more(app: App) -> None:
    """A revoked token ends alone; deauthorizing ends all of hers and the consent, and is done once."""
    first, second = await app.tokens(), await app.tokens()
    assert await app.post("/oauth2/v2.1/revoke", access_token=first["access_token"], **CLIENT) == (200, None)
    assert (await app.get("/v2/profile", first["access_token"]))[0] == 401
    assert (await app.get("/v2/profile", second["access_token"]))[0] == 200
    bearer = await app.channel_token()
    assert await app.deauthorizes(bearer, second["access_token"]) == (204, None)
    assert (await app.get("/v2/profile", second["access_token"]))[0] == 401
    assert (await app.asks(prompt="none")).back["error"] == "INTERACTION_REQUIRED"
    assert await app.deauthorizes(bearer, second["access_token"]) == (400, {"message": "invalid token"})
    app.desk.clock.advance(minutes=16)
    assert await app.deauthorizes(bearer, second["access_token"]) == (401, UNAUTHORIZED)


# method, path, form, status, LINE's body
BAD_CODE = {"grant_type": "authorization_code", "code": "x", **CLIENT}
REFUSED: list[tuple[str, str, dict[str, str], int, Json]] = [
    ("POST", "/oauth2/v2.1/token", BAD_CODE, 400, oauth("invalid_grant", "invalid authorization code")),
    (
        "POST",
        "/oauth2/v2.1/token",
        {**BAD_CODE, "client_secret": "x"},
        400,
        oauth("invalid_client", "invalid client_secret"),
    ),
    (
        "POST",
        "/oauth2/v2.1/token",
        {**BAD_CODE, "client_id": "1"},
        400,
        oauth("invalid_client", "invalid client_id"),
    ),
    (
        "POST",
        "/oauth2/v2.1/token",
        {"grant_type": "password"},
        400,
        oauth("unsupported_grant_type", "unsupported grant_type"),
    ),
    ("GET", "/oauth2/v2.1/verify?access_token=x", {}, 400, oauth("invalid_request", "invalid access token")),
    ("POST", "/oauth2/v2.1/verify", {"id_token": "x"}, 400, oauth("invalid_request", "Invalid IdToken.")),
    ("POST", "/oauth2/v2.1/revoke", CLIENT, 400, oauth("invalid_request", "access_token is missing")),
    ("GET", "/oauth2/v2.1/userinfo", {}, 401, {"message": "invalid token"}),
    ("GET", "/v2/profile", {}, 401, {"message": "invalid token"}),
    ("GET", "/friendship/v1/status", {}, 401, {"message": "invalid token"}),
    (
        "POST",
        "/oauth2/v3/token",
        {**CLIENT, "grant_type": "client_credentials", "client_secret": "x"},
        400,
        oauth("invalid_client", "invalid client_secret"),
    ),
    (
        "POST",
        "/oauth2/v3/token",
        CLIENT,
        400,
        oauth("unsupported_grant_type", "unsupported grant_type"),
    ),
    ("POST", "/user/v1/deauthorize", {}, 401, UNAUTHORIZED),
]


@pytest.mark.parametrize(("method", "path", "form", "status", "answer"), REFUSED)
async def test_line_refuses(
    app: App, method: str, path: str, form: dict[str, str], status: int, answer: Json
) -> None:
    """What LINE Login refuses has LINE's status and body."""
    asked = app.post(path, **form) if method == "POST" else app.get(path)
    assert await asked == (status, answer)


async def test_every_endpoint_has_a_refusal() -> None:
    """Each endpoint stands in the table above, but the one that anybody may read."""
    tried = {(row[0], row[1].partition("?")[0]) for row in REFUSED}
    assert {row[:2] for row in LOGIN} - tried == {("GET", "/oauth2/v2.1/certs")}


@pytest.mark.parametrize(
    ("changes", "minutes", "said"),
    [
        ({"client_id": "1"}, 0, "Invalid IdToken Audience."),
        ({"nonce": "other"}, 0, "Invalid IdToken Nonce."),
        ({"user_id": NOBODY}, 0, "Invalid IdToken Subject Identifier."),
        ({}, 61, "IdToken expired."),
    ],
)
async def test_an_id_token_that_says_something_else(
    app: App, changes: dict[str, Any], minutes: float, said: str
) -> None:
    """LINE says which of its claims is not as expected."""
    token = (await app.tokens())["id_token"]
    app.desk.clock.advance(minutes=minutes)
    form = {"id_token": token, "client_id": DEFAULT_LOGIN_CHANNEL, **changes}
    assert await app.post("/oauth2/v2.1/verify", **form) == (400, oauth("invalid_request", said))


async def test_what_was_not_agreed_to_is_not_told(app: App) -> None:
    """A token for her ID alone opens neither her profile nor the friendship."""
    token = (await app.tokens(scope="openid"))["access_token"]
    assert (await app.get("/v2/profile", token))[0] == 403
    assert (await app.get("/friendship/v1/status", token))[0] == 403


async def test_what_is_not_built_says_so(app: App, desk: Desk) -> None:
    """Channel access tokens by a JWT are LINE's and not the emulator's."""
    form = {"grant_type": "client_credentials", "client_assertion": "x"}
    for path in ("/oauth2/v2.1/token", "/oauth2/v3/token"):
        assert (await app.post(path, **form))[0] == 501
