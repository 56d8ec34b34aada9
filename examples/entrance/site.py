"""A site of your own that friends enter from LINE already signed in; the guide is README.md beside it.

ENISHI_SITE_SECRET=… ENISHI_PUBLIC_URL=https://line.example.jp SITE=https://members.example.jp \
python examples/entrance/site.py
"""

import hmac
import html
import os
import secrets
import time
from urllib.parse import urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

MEMBERS = {"T0001": "田中 みさき", "T0002": "佐々木 陽翔"}  # yours come from your own database
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>会員サイト</title><body>{}</body></html>"""
LINE = "/line"
"""The path of the `url` of this site in service.yaml."""


class Site:
    def __init__(self, secret: str, enishi: str, origin: str, site: str, now=time.time) -> None:  # noqa: TID251
        self.key, self.enishi, self.now = OctKey.import_key(secret), enishi, now
        self.url, self.site = origin + LINE, site
        self.signed_in: dict[str, str] = {}
        self.used: dict[str, float] = {}  # the names of assertions that have counted; yours is a table

    async def home(self, request: web.Request) -> web.Response:
        member_id = self.signed_in.get(request.cookies.get("site", ""))
        if member_id is None:
            return page("<h1>ログインしていません</h1>", 401)
        return page(f"<h1>{html.escape(MEMBERS[member_id])}さんのページ</h1>")

    async def line(self, request: web.Request) -> web.Response:
        """The `url` of this site: begins with a nonce, and ends with an assertion that names it."""
        if "assertion" not in request.query:
            nonce = secrets.token_urlsafe(24)
            answer = going(f"{self.enishi}/enter/{self.site}?{urlencode({'nonce': nonce})}")
            answer.set_cookie(
                "entering", nonce, max_age=600, httponly=True, samesite="Lax"
            )  # and secure=True
            return answer
        member_id = self.believed(request.query["assertion"], request.cookies.get("entering", ""))
        answer = going("/") if member_id else page("<h1>もう一度、LINEから開いてください</h1>", 403)
        answer.del_cookie("entering")
        if member_id:
            session = secrets.token_urlsafe()
            self.signed_in[session] = member_id
            answer.set_cookie("site", session, httponly=True, samesite="Lax")  # and secure=True on https
        return answer

    def believed(self, assertion: str, nonce: str) -> str | None:
        """Return the member of an assertion that is Enishi's, for us, for this browser, of now, and new."""
        checks = JWTClaimsRegistry(
            now=int(self.now()),
            leeway=5,
            iss={"essential": True, "value": self.enishi},
            aud={"essential": True, "value": self.url},
            exp={"essential": True},
            sub={"essential": True},
            jti={"essential": True},
            nonce={"essential": True},
        )
        try:
            said = jwt.decode(assertion, self.key, algorithms=["HS256"]).claims
            checks.validate(said)
        except (JoseError, ValueError, TypeError):
            return None
        if not nonce or not hmac.compare_digest(str(said["nonce"]).encode(), nonce.encode()):
            return None
        if said["jti"] in self.used or said["sub"] not in MEMBERS:
            return None
        self.used = {jti: until for jti, until in self.used.items() if until > self.now()}
        self.used[said["jti"]] = said["exp"] + 5
        return said["sub"]

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes([web.get("/", self.home), web.get(LINE, self.line)])
        return application


def going(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address, "Referrer-Policy": "no-referrer"})


def page(body: str, status: int = 200) -> web.Response:
    return web.Response(text=PAGE.format(body), content_type="text/html", status=status)


if __name__ == "__main__":
    settings = os.environ
    site = Site(
        settings["ENISHI_SITE_SECRET"],
        settings["ENISHI_PUBLIC_URL"],
        settings["SITE"],
        settings.get("ID", "mypage"),
    )
    web.run_app(site.application(), port=8093)
