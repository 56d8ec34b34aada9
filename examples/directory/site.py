"""A site of your own that tells Enishi what is true of its members; the guide is README.md beside it.

ENISHI_API_KEY=… ENISHI_PUBLIC_URL=https://line.example.jp python examples/directory/site.py
"""

import html
import os
import secrets
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import ClientSession, web

MEMBERS = {
    "T0001": {"name": "田中 みさき", "grad_year": 2027, "region": "kansai"}
}  # yours: your own database
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>会員サイト</title><body>{}</body></html>"""
FORM = """<h1>{name}さんの会員情報</h1>
<form method="post"><label>卒業年 <input name="grad_year" value="{grad_year}"></label>
<label>希望の地域 <input name="region" value="{region}"></label><button>保存</button></form>
<form method="post" action="/{id}/booked"><button>面談を予約</button></form>"""


class Site:
    """Whoever may do so here edits a member; leave that to your own sign-in."""

    def __init__(self, enishi: str, key: str) -> None:
        self.enishi, self.headers = enishi, {"Authorization": f"Bearer {key}"}

    async def show(self, request: web.Request) -> web.Response:
        member_id = request.match_info["id"]
        shown = {name: html.escape(str(value)) for name, value in MEMBERS[member_id].items()}
        return web.Response(text=PAGE.format(FORM.format(id=member_id, **shown)), content_type="text/html")

    async def save(self, request: web.Request) -> web.Response:
        """Keep what was typed, and tell Enishi all that is true of her now: what is left out is no longer."""
        form, member = await request.post(), MEMBERS[request.match_info["id"]]
        member |= {"grad_year": int(str(form["grad_year"])), "region": str(form["region"])}
        await self.tell("PUT", f"/api/members/{quote(request.match_info['id'])}", member)
        raise web.HTTPSeeOther(f"/{request.match_info['id']}")

    async def booked(self, request: web.Request) -> web.Response:
        """Tell Enishi that she has done something; the same key twice counts once."""
        at = datetime.now(UTC).isoformat(timespec="seconds")  # noqa: TID251
        event = {"member_id": request.match_info["id"], "event": "interview.booked", "at": at}
        await self.tell("POST", "/api/events", event, {"Idempotency-Key": secrets.token_urlsafe()})
        raise web.HTTPSeeOther(f"/{request.match_info['id']}")

    async def tell(self, method: str, path: str, what: dict, more: dict | None = None) -> None:
        """Send it; on an error keep it and send it again later, with the same key."""
        async with (
            ClientSession(headers=self.headers | (more or {})) as session,
            session.request(method, self.enishi + path, json=what) as answer,
        ):
            answer.raise_for_status()

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes([web.get("/{id}", self.show), web.post("/{id}", self.save)])
        application.add_routes([web.post("/{id}/booked", self.booked)])
        return application


if __name__ == "__main__":
    site = Site(os.environ["ENISHI_PUBLIC_URL"], os.environ["ENISHI_API_KEY"])
    web.run_app(site.application(), port=8094)
