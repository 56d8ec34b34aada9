"""A site of your own whose members link their LINE by a signed hand-over; the guide is README.md beside it.

ENISHI_HANDOVER_SECRET=… ENISHI_PUBLIC_URL=https://line.example.jp python examples/handover/site.py
"""

import html
import os
import secrets
import time
from urllib.parse import urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import OctKey

MEMBERS = {  # yours come from your own database, and their passwords are hashed there
    "T0001": ("sample-misaki", {"name": "田中 みさき", "grad_year": 2027}),
    "T0002": ("sample-haruto", {"name": "佐々木 陽翔", "grad_year": 2027}),
}
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>会員サイト</title>
<style>label, button {{ display: block; margin: 1rem 0; font-size: 1rem }}</style><body>{}</body></html>"""
WRONG = '<p role="alert">会員IDかパスワードが一致しませんでした。</p>'
SIGN_IN = """<h1>ログイン</h1>
<form method="post" action="/sign-in"><input type="hidden" name="then" value="{}">
<label>会員ID <input name="member_id"></label>
<label>パスワード <input name="password" type="password"></label>
<button>ログイン</button></form>"""
HOME = '<h1>{}さんのページ</h1><p><a href="{}/link/connect">LINEと連携する</a></p>'


def hand_over(secret: str, enishi: str, member_id: str, nonce: str, since: float, now: float) -> str:
    """Sign that this member is signed in here: for Enishi alone, for one browser, for two minutes, once."""
    claims = {
        "aud": enishi,
        "sub": member_id,
        "nonce": nonce,
        "jti": secrets.token_urlsafe(24),
        "exp": int(now) + 120,
        "auth_time": int(since),  # when she gave her password: to move to another LINE it must be just now
        "attributes": MEMBERS[member_id][1],  # those that tags.yaml declares
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


class Site:
    def __init__(self, secret: str, enishi: str, now=time.time) -> None:  # noqa: TID251
        self.secret, self.enishi, self.now = secret, enishi, now
        self.signed_in: dict[str, tuple[str, float]] = {}

    def member(self, request: web.Request) -> tuple[str, float] | None:
        """Return who is signed in, and since when."""
        return self.signed_in.get(request.cookies.get("site", ""))

    async def home(self, request: web.Request) -> web.Response:
        member = self.member(request)
        if member is None:
            return page(SIGN_IN.format("/"))
        return page(HOME.format(html.escape(MEMBERS[member[0]][1]["name"]), self.enishi))

    async def sign_in(self, request: web.Request) -> web.Response:
        form = await request.post()
        member_id, then = str(form["member_id"]), str(form["then"])
        password = MEMBERS.get(member_id, (secrets.token_urlsafe(), {}))[0]
        if not secrets.compare_digest(password.encode(), str(form["password"]).encode()):
            return page(WRONG + SIGN_IN.format(html.escape(then)))
        cookie = secrets.token_urlsafe()
        self.signed_in[cookie] = member_id, self.now()
        answer = web.Response(status=303, headers={"Location": then if then.startswith("/line?") else "/"})
        answer.set_cookie("site", cookie, httponly=True, samesite="Lax")  # and secure=True on https
        return answer

    async def line(self, request: web.Request) -> web.Response:
        """ENISHI_HANDOVER_URL: who is signed in goes back with a token, who is not signs in first."""
        member = self.member(request)
        if member is None or request.query.get("prompt") == "login":
            then = str(request.rel_url.update_query(prompt=""))
            return page(SIGN_IN.format(html.escape(then)))
        token = hand_over(self.secret, self.enishi, member[0], request.query["nonce"], member[1], self.now())
        # Not to `return_to` from the address: a token goes to Enishi and to nobody else.
        address = f"{self.enishi}/link/handover?{urlencode({'token': token})}"
        return web.Response(status=303, headers={"Location": address, "Referrer-Policy": "no-referrer"})

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes([web.get("/", self.home), web.get("/line", self.line)])
        application.add_routes([web.post("/sign-in", self.sign_in)])
        return application


def page(body: str) -> web.Response:
    return web.Response(text=PAGE.format(body), content_type="text/html")


if __name__ == "__main__":
    site = Site(os.environ["ENISHI_HANDOVER_SECRET"], os.environ["ENISHI_PUBLIC_URL"])
    web.run_app(site.application(), port=8091)
