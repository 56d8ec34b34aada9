"""LINE Login's page at access.line.me: whose browser this is, the consent, adding the account as a friend.

`authorize` shows it, `decide` takes its forms. A wrong channel or callback is never redirected to.
https://developers.line.biz/en/docs/line-login/integrate-line-login/
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from emulator import acts
from emulator.calls import WORLD
from emulator.linking import COOKIE, page, sign_in, words
from emulator.logins import Wish
from emulator.people import User
from emulator.world import World

SCOPES = {
    "openid": "あなたのID｜Who you are",
    "profile": "プロフィール｜Profile",
    "email": "メールアドレス｜Mail",
}
PROMPTS = ("", "consent", "none", "login")
BOT_PROMPTS = (None, "normal", "aggressive")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
WRONG = {
    "UNSUPPORTED_RESPONSE_TYPE": "response_type must be code",
    "INVALID_SCOPE": "scope must name some of profile, openid and email",
    "LOGIN_REQUIRED": "the user is not signed in, and nothing may be shown",
    "INTERACTION_REQUIRED": "the user has to agree, and nothing may be shown",
    "ACCESS_DENIED": "The resource owner denied the request.",
}


class _Refused(Exception):
    """What an authorization request ends with instead of a code: error codes by redirect."""

    def __init__(self, code: str, description: str | None = None) -> None:
        self.code, self.description = code, description or WRONG[code]


async def authorize(request: web.Request) -> web.Response:
    """GET /oauth2/v2.1/authorize"""
    return await _answer(request, None)


async def decide(request: web.Request) -> web.Response:
    """POST /oauth2/v2.1/authorize: one of the page's forms, under the same query."""
    form = await request.post()
    return await _answer(request, {name: str(value) for name, value in form.items()})


async def _answer(request: web.Request, form: dict[str, str] | None) -> web.Response:
    world, query = request.app[WORLD], request.query
    wrong = _misaddressed(world, query.get("client_id", ""), query.get("redirect_uri", ""))
    if wrong is not None:
        return page("error", 400, words(f"400 Bad Request: {escape(wrong)}", "LINE shows this page itself."))
    try:
        wish = _wish(dict(query))
        visitor = world.people.users.get(request.cookies.get(COOKIE, ""))
        if visitor is None or (wish.prompt == "login" and form is None):
            return _ask_who(world, request, wish)
        if form is None:
            return await _begin(world, visitor, wish)
        return await _take(world, visitor, wish, form)
    except _Refused as refused:
        said = {"error": refused.code, "error_description": refused.description}
        return _back(query["redirect_uri"], {**said, "state": query.get("state", "")})


def _misaddressed(world: World, client_id: str, redirect_uri: str) -> str | None:
    if client_id != world.config.login_channel_id:
        return "Invalid client_id value."
    registered = [urlsplit(each) for each in world.config.login_callbacks]
    given = urlsplit(redirect_uri)
    for each in registered:
        # Registered exactly, but for query parameters, which may be added.
        more = set(parse_qs(each.query)) <= set(parse_qs(given.query))
        if each[:3] == given[:3] and more and not given.fragment:
            return None
    return "Invalid redirect_uri value. Check if it is registered in a LINE developers site."


def _wish(query: dict[str, str]) -> Wish:
    """Read the request; raises _Refused."""
    if query.get("response_type") != "code":
        raise _Refused("UNSUPPORTED_RESPONSE_TYPE")
    scope = tuple(query.get("scope", "").split())
    if not scope or not set(scope) <= set(SCOPES) or ("email" in scope and "openid" not in scope):
        raise _Refused("INVALID_SCOPE")
    challenge, method = query.get("code_challenge"), query.get("code_challenge_method")
    bad = {
        "state": not query.get("state"),
        "prompt": query.get("prompt", "") not in PROMPTS,
        "bot_prompt": query.get("bot_prompt") not in BOT_PROMPTS,
        "code_challenge_method": (challenge is None) != (method is None) or method not in (None, "S256"),
        "code_challenge": challenge is not None and not CHALLENGE.fullmatch(challenge),
        "response_mode": query.get("response_mode", "query") != "query",  # LINE has more, nobody here asks
    }
    wrong = [name for name, is_bad in bad.items() if is_bad]
    if wrong:
        raise _Refused("INVALID_REQUEST", f"{wrong[0]} is missing or invalid")
    return Wish(
        query["redirect_uri"],
        query["state"],
        scope,
        query.get("nonce"),
        challenge,
        query.get("prompt", ""),
        query.get("bot_prompt"),
    )


def _ask_who(world: World, request: web.Request, wish: Wish) -> web.Response:
    if wish.prompt == "none":
        raise _Refused("LOGIN_REQUIRED")
    query = {name: value for name, value in request.query.items() if (name, value) != ("prompt", "login")}
    return page("login", 200, sign_in(world, f"{request.path}?{urlencode(query)}"))


async def _begin(world: World, visitor: User, wish: Wish) -> web.Response:
    """Show what she has not agreed to yet; whoever has agreed is sent back at once."""
    agreed = set(wish.scope) <= world.logins.consents.get(visitor.id, set())
    if agreed and wish.prompt != "consent":
        return _with_code(world, visitor, wish, {})
    if wish.prompt == "none":
        raise _Refused("INTERACTION_REQUIRED")
    return page("consent", 200, _consent(world, visitor, wish))


async def _take(world: World, visitor: User, wish: Wish, form: dict[str, str]) -> web.Response:
    deed = form.get("do", "")
    if deed == "cancel":
        raise _Refused("ACCESS_DENIED")
    agreed = set(wish.scope) <= world.logins.consents.get(visitor.id, set())
    if deed == "allow":
        world.logins.consents.setdefault(visitor.id, set()).update(wish.scope)
        if wish.bot_prompt == "aggressive" and not visitor.reachable:
            return page("friend", 200, _add_friend(world))
        offered = wish.bot_prompt == "normal" and not visitor.reachable
        return await _finish(world, visitor, wish, offered, form.get("friend") == "on")
    if agreed and deed in ("add", "skip"):
        return await _finish(world, visitor, wish, True, deed == "add")
    raise _Refused("INVALID_REQUEST", "there is no such choice")


async def _finish(world: World, visitor: User, wish: Wish, offered: bool, adds: bool) -> web.Response:
    """Add the friend as the phone would, webhook included; LINE tells of it only where it was offered."""
    changed = offered and adds and not visitor.reachable
    if changed:
        events = acts.follow(world, visitor)
        world.stream.publish("user", visitor.id)
        await world.webhooks.deliver(events)
    more = {"friendship_status_changed": "true" if changed else "false"} if offered else {}
    return _with_code(world, visitor, wish, more)


def _with_code(world: World, visitor: User, wish: Wish, more: dict[str, str]) -> web.Response:
    code = world.ids.token()
    world.logins.issue_code(code, visitor.id, wish)
    return _back(wish.redirect_uri, {"code": code, "state": wish.state, **more})


def _back(redirect_uri: str, query: dict[str, str]) -> web.Response:
    joint = "&" if urlsplit(redirect_uri).query else "?"
    headers = {"Location": f"{redirect_uri}{joint}{urlencode(query)}", "Referrer-Policy": "no-referrer"}
    return web.Response(status=302, headers={**headers, "Cache-Control": "no-store"})


def _consent(world: World, visitor: User, wish: Wish) -> str:
    asked = "".join(f"<li>{escape(SCOPES[each])}</li>" for each in wish.scope)
    friend = ""
    if wish.bot_prompt == "normal" and not visitor.reachable:
        name = escape(world.config.bot_name)
        friend = f'<label><input type="checkbox" name="friend"> {name}を友だち追加｜Add as a friend</label>'
    who = words(
        f"{escape(visitor.name)}さんとしてログインします。", f"You are signing in as {escape(visitor.name)}."
    )
    return (
        f'{who}<form method="post"><p>次の情報の提供を許可しますか？</p><ul>{asked}</ul>{friend}'
        '<button name="do" value="allow">許可する｜Allow</button>'
        '<button name="do" value="cancel" class="no">キャンセル｜Cancel</button></form>'
    )


def _add_friend(world: World) -> str:
    name = escape(world.config.bot_name)
    asked = words(f"{name}を友だちに追加しますか？", f"Would you like to add {name} as a friend?")
    return (
        f'{asked}<form method="post"><button name="do" value="add">友だち追加｜Add friend</button>'
        '<button name="do" value="skip" class="no">あとで｜Not now</button></form>'
    )
