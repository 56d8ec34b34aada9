"""A tiny OpenID Connect provider, to try out how members sign in by one; the guide is README.md beside it.

ENISHI_PUBLIC_URL=http://127.0.0.1:8080 python examples/openid/provider.py
"""

import base64
import hashlib
import html
import os
import secrets
import time
from urllib.parse import quote_plus, urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

MEMBERS = {
    "T0001": ("sample-misaki", {"name": "田中 みさき", "grad_year": 2027}),
    "T0002": ("sample-haruto", {"name": "佐々木 陽翔", "grad_year": 2027}),
}
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>ログイン</title>
<style>label, button {{ display: block; margin: 1rem 0; font-size: 1rem }}</style><body>{}</body></html>"""
WRONG = '<p role="alert">会員IDかパスワードが一致しませんでした。</p>'
SIGN_IN = """<h1>ログイン</h1><form method="post">{}<label>会員ID <input name="member_id"></label>
<label>パスワード <input name="password" type="password"></label><button>ログイン</button></form>"""
HIDDEN = '<input type="hidden" name="{}" value="{}">'


class Provider:
    """One client, a handful of members, one key at a time."""

    def __init__(self, issuer: str, client: tuple[str, str], back: str, now=time.time) -> None:  # noqa: TID251
        self.issuer, self.client, self.back, self.now = issuer, client, back, now
        self.codes: dict[str, dict[str, str]] = {}
        self.signed_in: dict[str, tuple[str, float]] = {}
        self.alg, self.key = "RS256", RSAKey.generate_key(2048, {"kid": "first"})
        self.keys = [self.key]

    def rotate(self) -> None:
        """Sign with another key from now on; the old one is published no longer."""
        self.alg, self.key = "ES256", ECKey.generate_key("P-256", {"kid": secrets.token_hex(4)})
        self.keys = [self.key]

    async def describe(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "ES256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def publish(self, _request: web.Request) -> web.Response:
        return web.json_response(KeySet(self.keys).as_dict(private=False))

    async def ask(self, request: web.Request) -> web.Response:
        """Show the sign-in form to whom our one client has sent, again if a password was wrong."""
        if (request.query["client_id"], request.query["redirect_uri"]) != (self.client[0], self.back):
            raise web.HTTPBadRequest
        asked = {name: request.query[name] for name in ("state", "nonce", "code_challenge")}
        if request.cookies.get("provider") in self.signed_in and request.query.get("prompt") != "login":
            return self.back_with_code(asked, *self.signed_in[request.cookies["provider"]])
        form = SIGN_IN.format("".join(HIDDEN.format(n, html.escape(v)) for n, v in asked.items()))
        return page(WRONG + form if request.method == "POST" else form)

    async def sign_in(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        password = MEMBERS.get(form["member_id"], (secrets.token_urlsafe(), {}))[0]
        if not secrets.compare_digest(password.encode(), form["password"].encode()):
            return await self.ask(request)
        cookie = secrets.token_urlsafe()
        self.signed_in[cookie] = form["member_id"], self.now()
        answer = self.back_with_code(form, *self.signed_in[cookie])
        answer.set_cookie("provider", cookie, httponly=True, samesite="Lax")  # and secure=True on https
        return answer

    def back_with_code(self, asked: dict[str, str], member_id: str, since: float) -> web.Response:
        code = secrets.token_urlsafe()
        self.codes[code] = {**asked, "member_id": member_id, "auth_time": str(int(since))}
        query = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return web.Response(status=303, headers={"Location": f"{self.back}?{query}"})

    async def give(self, request: web.Request) -> web.Response:
        """Change a code for an id_token, once, for the client that knows its secret and the verifier."""
        form = await request.post()
        _, _, given = request.headers.get("Authorization", "").partition(" ")
        asked = self.codes.pop(str(form["code"]), None)
        shown = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(shown).rstrip(b"=").decode()
        known = base64.b64encode(":".join(map(quote_plus, self.client)).encode()).decode()
        if not secrets.compare_digest(given, known) or not asked or asked["code_challenge"] != challenge:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response(
            {"access_token": "none", "token_type": "Bearer", "id_token": self.id_token(asked)}
        )

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": self.client[0],
            "sub": asked["member_id"],
            "nonce": asked["nonce"],
            "auth_time": int(asked["auth_time"]),
            "iat": now,
            "exp": now + 300,
            **MEMBERS[asked["member_id"]][1],
        }
        return jwt.encode({"alg": self.alg, "kid": self.key.kid}, claims, self.key)

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes(
            [
                web.get("/.well-known/openid-configuration", self.describe),
                web.get("/keys", self.publish),
                web.get("/authorize", self.ask),
                web.post("/authorize", self.sign_in),
                web.post("/token", self.give),
            ]
        )
        return application


def page(body: str) -> web.Response:
    return web.Response(text=PAGE.format(body), content_type="text/html")


if __name__ == "__main__":
    back = os.environ["ENISHI_PUBLIC_URL"] + "/link/oidc"
    provider = Provider("http://127.0.0.1:8092", ("enishi", "a secret for trying out"), back)
    web.run_app(provider.application(), port=8092)
