"""LINE Login's endpoints: tokens, their verification, who somebody is, friendship, revoking, deauthorizing.

Endpoints of `app`; the page that comes before them is `login_page`. Where LINE documents no words for a
refusal, it has OAuth's kind and words of our own.
https://developers.line.biz/en/reference/line-login/
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

from emulator.calls import Answer, Call
from emulator.errors import not_built, oauth_error, refusal, unauthorized
from emulator.id_tokens import ISSUER, LIFE
from emulator.logins import ACCESS_LIFE, CHANNEL_TOKEN_LIFE, Grant
from emulator.people import User

VERIFIED: tuple[tuple[str, str, str], ...] = (
    ("iss", "Issuer", ISSUER),
    ("aud", "Audience", ""),
    ("nonce", "Nonce", ""),
    ("sub", "Subject Identifier", ""),
)
"""The claims that are compared, in this order, and what LINE calls them."""


def token(call: Call) -> Answer:
    """POST /oauth2/v2.1/token: a code for tokens, or a refresh token for a new access token."""
    form = call.form()
    kinds: dict[str, Callable[[Call, dict[str, str]], Answer]] = {
        "authorization_code": _exchange,
        "refresh_token": _renew,
    }
    kind = form.get("grant_type", "")
    if kind == "client_credentials":
        raise not_built(call.method, "/oauth2/v2.1/token for a channel access token v2.1")
    if kind not in kinds:
        raise oauth_error("unsupported_grant_type", "unsupported grant_type")
    _check_client(call, form)
    return kinds[kind](call, form)


def _check_client(call: Call, form: dict[str, str]) -> None:
    config = call.world.config
    if form.get("client_id") != config.login_channel_id:
        raise oauth_error("invalid_client", "invalid client_id")
    if not hmac.compare_digest(form.get("client_secret", "").encode(), config.login_channel_secret.encode()):
        raise oauth_error("invalid_client", "invalid client_secret")


def _exchange(call: Call, form: dict[str, str]) -> Answer:
    found = call.world.logins.take_code(form.get("code", ""))
    if found is None:
        raise oauth_error("invalid_grant", "invalid authorization code")
    user_id, wish = found
    if form.get("redirect_uri") != wish.redirect_uri:
        raise oauth_error("invalid_grant", "redirect_uri does not match")
    if not wish.proven_by(form.get("code_verifier", "")):
        raise oauth_error("invalid_grant", "code_verifier does not match")
    access, refresh = call.world.ids.token(), call.world.ids.token()
    grant = call.world.logins.issue(access, refresh, user_id, wish)
    return Answer(_tokens(call, access, refresh, grant))


def _renew(call: Call, form: dict[str, str]) -> Answer:
    access, refresh = call.world.ids.token(), form.get("refresh_token", "")
    grant = call.world.logins.renew(access, refresh)
    if grant is None:
        raise oauth_error("invalid_grant", "invalid refresh token")
    return Answer(_tokens(call, access, refresh, grant, with_identity=False))


def _tokens(
    call: Call, access: str, refresh: str, grant: Grant, *, with_identity: bool = True
) -> dict[str, Any]:
    body = {
        "access_token": access,
        "expires_in": ACCESS_LIFE // 1000,
        "refresh_token": refresh,
        "scope": " ".join(each for each in grant.scope if each != "email"),
        "token_type": "Bearer",
    }
    if with_identity and "openid" in grant.scope:
        body["id_token"] = call.world.seal.sign(_claims(call, grant))
    return body


def _claims(call: Call, grant: Grant) -> dict[str, Any]:
    now = call.world.now() // 1000
    claims: dict[str, Any] = {"iss": ISSUER, "sub": grant.user_id, "aud": call.world.config.login_channel_id}
    claims |= {"exp": now + LIFE, "iat": now, "amr": ["linesso"]}
    if grant.nonce is not None:
        claims["nonce"] = grant.nonce
    if "profile" in grant.scope:
        user = call.world.people.users[grant.user_id]
        claims |= {"name": user.name, "picture": _picture(call, user)}
    return claims


def _picture(call: Call, user: User) -> str:
    return f"{call.world.public_url}/emulator/picture/{user.id}"


def verify_access(call: Call) -> Answer:
    """GET /oauth2/v2.1/verify?access_token"""
    token = call.query.get("access_token", "")
    grant = call.world.logins.granted(token)
    if grant is None:
        known = call.world.logins.was_granted(token)
        raise oauth_error("invalid_request", "access token expired" if known else "invalid access token")
    left = call.world.logins.seconds_left(grant)
    client = call.world.config.login_channel_id
    return Answer({"scope": " ".join(grant.scope), "client_id": client, "expires_in": left})


def verify_id(call: Call) -> Answer:
    """POST /oauth2/v2.1/verify: an ID token, and what it must say."""
    form = call.form()
    claims = call.world.seal.read(form.get("id_token", ""))
    if claims is None:
        raise oauth_error("invalid_request", "Invalid IdToken.")
    if claims["exp"] * 1000 <= call.world.now():
        raise oauth_error("invalid_request", "IdToken expired.")
    asked = {"aud": form.get("client_id"), "nonce": form.get("nonce"), "sub": form.get("user_id")}
    for name, called, fixed in VERIFIED:
        wanted = fixed or asked[name]
        if wanted is not None and claims.get(name) != wanted:
            raise oauth_error("invalid_request", f"Invalid IdToken {called}.")
    return Answer(claims)


def certs(call: Call) -> Answer:
    """GET /oauth2/v2.1/certs"""
    return Answer(call.world.seal.certs())


def _whose(call: Call, scope: str) -> User:
    """The user whose access token came along, if she has agreed to that."""
    grant = call.world.logins.granted(call.token)
    if grant is None:
        raise refusal(401, "invalid token")
    if scope not in grant.scope:
        raise refusal(403, "The access token has no permission for this")
    return call.world.people.users[grant.user_id]


def profile(call: Call) -> Answer:
    """GET /v2/profile"""
    user = _whose(call, "profile")
    return Answer({"userId": user.id, "displayName": user.name, "pictureUrl": _picture(call, user)})


def userinfo(call: Call) -> Answer:
    """GET /oauth2/v2.1/userinfo"""
    user = _whose(call, "openid")
    return Answer({"sub": user.id, "name": user.name, "picture": _picture(call, user)})


def friendship(call: Call) -> Answer:
    """GET /friendship/v1/status: true for a friend who has not blocked the account."""
    return Answer({"friendFlag": _whose(call, "profile").reachable})


def revoke(call: Call) -> Answer:
    """POST /oauth2/v2.1/revoke: an access token, and the refresh token that came with it."""
    form = call.form()
    _check_client(call, form)
    if not form.get("access_token"):
        raise oauth_error("invalid_request", "access_token is missing")
    call.world.logins.revoke(form["access_token"])
    return Answer(data=b"")


def channel_token(call: Call) -> Answer:
    """POST /oauth2/v3/token: a stateless channel access token of the Login channel, good for 15 minutes."""
    form = call.form()
    if form.get("grant_type") != "client_credentials":
        raise oauth_error("unsupported_grant_type", "unsupported grant_type")
    if "client_assertion" in form:
        raise not_built(call.method, "/oauth2/v3/token with a JWT assertion")
    _check_client(call, form)
    token = call.world.ids.token()
    call.world.logins.issue_channel_token(token)
    life = CHANNEL_TOKEN_LIFE // 1000
    return Answer({"token_type": "Bearer", "access_token": token, "expires_in": life})


def deauthorize(call: Call) -> Answer:
    """POST /user/v1/deauthorize: take back, for a user who leaves, all that she has let the channel do."""
    if not call.world.logins.is_channel_token(call.token):
        raise unauthorized()
    grant = call.world.logins.granted(str(call.json().get("userAccessToken")))
    if grant is None:
        raise refusal(400, "invalid token")
    call.world.logins.deauthorize(grant.user_id)
    return Answer(status=204, data=b"")
