"""How the pages of linking look and which headers they carry.

Used by `linking.web` alone. There is no script in any page, and no page may be framed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import i18n

FOLDER = Path(__file__).resolve().parent
STYLE = (FOLDER / "static" / "link.css").read_bytes()
STYLE_PATH = f"/link/{hashlib.sha256(STYLE).hexdigest()[:12]}.css"

_templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def headers(access_url: str) -> dict[str, str]:
    """Return the headers of every page.

    Referrer-Policy is not `no-referrer`: browsers would then send `Origin: null` with our own forms. With
    `same-origin` LINE and every other site learn just as little. `form-action` names where the form's
    redirect leads, since browsers check that as well; LINE's page goes on to others of its own.
    """
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {access_url} https://*.line.me line:"
    )
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }


def language(request: web.Request, chosen: str | None = None) -> str:
    """Return what the page speaks: the language chosen in the address or form, else the browser's."""
    wanted = chosen or request.query.get("lang")
    if wanted in i18n.LANGUAGES:
        return str(wanted)
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return i18n.negotiate(first if first != "*" else None)


def page(name: str, speaks: str, access_url: str, status: int, /, **facts: Any) -> web.Response:
    """Render a template in that language."""
    words = i18n.gettext(speaks)
    body = _templates.get_template(name).render(
        _=words, language=speaks, style=STYLE_PATH, **{"switch": None, **facts}
    )
    return web.Response(
        text=body, status=status, content_type="text/html", charset="utf-8", headers=headers(access_url)
    )


async def style(request: web.Request) -> web.Response:
    """Serve the one style sheet; its name changes with its content."""
    kept = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=STYLE, content_type="text/css", charset="utf-8", headers=kept)
