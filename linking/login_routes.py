"""The web's share of LINE Login; the composition root imports it where the settings name a channel."""

from __future__ import annotations

from aiohttp import web

from bot.line_login import LineLogin
from linking.login_page import CALLBACK, LoginPage
from linking.passage import Passage
from linking.site import Pages
from linking.web import guarded


def routes(pages: Pages, login: LineLogin) -> list[web.RouteDef]:
    """Return the routes of LINE Login for the composition root's application."""
    page = LoginPage(Passage(pages), login)
    return [
        web.get("/login", guarded(pages, page.begin)),
        web.get(CALLBACK, guarded(pages, page.come_back)),
    ]
