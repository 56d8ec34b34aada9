"""The web's share of LINE Login and of entering the operator's site; only the composition root imports it."""

from __future__ import annotations

from aiohttp import web

from bot.line_login import LineLogin
from linking.entering import Entering
from linking.login_page import LoginPage
from linking.passage import Passage
from linking.setting_out import CALLBACK, SettingOut
from linking.site import Pages
from linking.web import guarded


def routes(pages: Pages, login: LineLogin | None, site_secret: str | None) -> list[web.RouteDef]:
    """Return the routes for the composition root's application; without a channel there is no login."""
    way = Passage(pages)
    out = SettingOut(way, login) if login else None
    entering = Entering(way, out, site_secret)
    found = [web.get("/enter/{site}", guarded(pages, entering.begin))]
    if login and out:
        page = LoginPage(way, login, out, entering)
        found.append(web.get("/login", guarded(pages, page.begin)))
        found.append(web.get(CALLBACK, guarded(pages, page.come_back)))
    return found
