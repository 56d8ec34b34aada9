"""The page with the phones, and what it shows: avatars, menu images, sent files, links opened from a phone.

Routes of `app`; nothing here is LINE's API.
"""

from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from emulator.calls import WORLD
from emulator.linking import COOKIE

PAGE = Path(__file__).parent / "page"
_COLORS = ("#7fb8a4", "#e7a977", "#8fa8d8", "#d58fa8", "#a8b86c", "#b79ad6")


async def index(request: web.Request) -> web.StreamResponse:
    """GET /"""
    return _file("index.html")


async def asset(request: web.Request) -> web.StreamResponse:
    """GET /emulator/page/{name}"""
    return _file(request.match_info["name"])


def _file(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE) or not path.is_file():
        raise web.HTTPNotFound(text="no such page")
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


async def picture(request: web.Request) -> web.Response:
    """GET /emulator/picture/{userId}: a coloured disc with an initial."""
    user = request.app[WORLD].people.users.get(request.match_info["userId"])
    if user is None:
        raise web.HTTPNotFound(text="nobody")
    color = _COLORS[int(user.id[1:5], 16) % len(_COLORS)]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
        f'<circle cx="48" cy="48" r="48" fill="{color}"/>'
        '<text x="48" y="50" fill="#fff" font-family="sans-serif" font-size="44" text-anchor="middle" '
        f'dominant-baseline="middle">{escape(user.name[:1])}</text></svg>'
    )
    return web.Response(text=svg, content_type="image/svg+xml")


async def menu_image(request: web.Request) -> web.Response:
    """GET /emulator/menus/{richMenuId}/image"""
    menu = request.app[WORLD].menus.by_id.get(request.match_info["richMenuId"])
    if menu is None or menu.image is None:
        raise web.HTTPNotFound(text="no such image")
    headers = {"Cache-Control": "max-age=86400, immutable"}
    return web.Response(body=menu.image, content_type=menu.image_type, headers=headers)


async def sent_file(request: web.Request) -> web.Response:
    """GET /emulator/content/{messageId}: what a user sent, for that user's own screen."""
    found = request.app[WORLD].people.message(request.match_info["messageId"])
    if found is None or found[1].content is None:
        raise web.HTTPNotFound(text="no such file")
    content = found[1].content
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return web.Response(body=content.data, content_type=content.mime, headers=headers)


async def open_link(request: web.Request) -> web.Response:
    """GET /emulator/open?user&url: from now on this browser is that user's, and goes where the link leads."""
    user_id, url = request.query.get("user", ""), request.query.get("url", "")
    scheme = urlsplit(url).scheme
    own_path = url.startswith("/") and not url.startswith("//")
    if user_id not in request.app[WORLD].people.users or not (own_path or scheme in ("http", "https")):
        raise web.HTTPBadRequest(text="user must exist and url be http or https")
    response = web.Response(status=302, headers={"Location": url, "Referrer-Policy": "no-referrer"})
    response.set_cookie(COOKIE, user_id, path="/", httponly=True, samesite="Lax")
    return response
