"""Account linking at LINE's side: link tokens, and the page that asks whose browser this is.

`issue` is an endpoint of `app`, `confirm` the page at access.line.me.
https://developers.line.biz/en/docs/messaging-api/linking-accounts/
"""

from html import escape
from urllib.parse import urlencode

from aiohttp import web

from emulator.account import user_in_path
from emulator.calls import WORLD, Answer, Call
from emulator.errors import not_found
from emulator.events import event
from emulator.people import User
from emulator.world import World

COOKIE = "line_emulator_user"
_FRAME = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer"><title>LINE</title>
<style>
body {{ font: 16px/1.7 system-ui, sans-serif; margin: 0; background: #fff; color: #111; text-align: center }}
main {{ max-width: 22em; margin: 18vh auto 0; padding: 0 1.5em; word-break: auto-phrase; text-wrap: balance }}
b {{ color: #06c755; font-size: 1.6em; letter-spacing: .04em }}
a, button {{ display: block; box-sizing: border-box; width: 100%; margin: .7em 0; padding: .8em; border: 0;
border-radius: .6em; background: #06c755; color: #fff; font: inherit; text-decoration: none }}
.no {{ background: #eee; color: #333 }}
ul {{ list-style: none; padding: 0 }}
label {{ display: block; margin: 1.5em 0 }}
small {{ color: #666; display: block; margin-top: 1em }}
</style></head><body><main data-outcome="{outcome}"><b>LINE</b>{content}</main></body></html>"""


def issue(call: Call) -> Answer:
    """POST /v2/bot/user/{userId}/linkToken"""
    user = user_in_path(call)
    if user is None:
        raise not_found()
    token = call.world.ids.token()
    call.world.link_tokens.issue(token, user.id)
    return Answer({"linkToken": token})


async def confirm(request: web.Request) -> web.Response:
    """GET /dialog/bot/accountLink: LINE compares the token's user with the one in this browser."""
    world = request.app[WORLD]
    token, nonce = request.query.get("linkToken", ""), request.query.get("nonce", "")
    owner = world.people.users.get(world.link_tokens.owner(token) or "")
    if owner is None or not 10 <= len(nonce) <= 255 or not owner.reachable:
        return page(
            "error",
            400,
            words("このリンクは無効か、期限が切れています。", "This link is invalid or has expired."),
        )
    visitor = world.people.users.get(request.cookies.get(COOKIE, ""))
    if visitor is None:
        back = f"{request.path}?{urlencode(request.query)}"
        return page("login", 200, sign_in(world, back))
    # A visit that leads to an event uses the token up, whoever came; LINE leaves this open.
    world.link_tokens.spend(token)
    return await _outcome(world, owner if visitor is owner else None, nonce)


async def _outcome(world: World, user: User | None, nonce: str) -> web.Response:
    """Send the webhook (a failed one names nobody and can not be answered) and show how it ended."""
    result = "failed" if user is None else "ok"
    payload = {"link": {"result": result, "nonce": nonce}}
    await world.webhooks.deliver([event(world, "accountLink", user, payload, repliable=True)])
    if user is None:
        said = words("このLINEアカウントでは連携できませんでした。", "This LINE account could not be linked.")
        return page("failed", 200, said)
    said = words(
        "連携が完了しました。LINEのトークにお戻りください。",
        "You are linked. Please return to the chat in LINE.",
    )
    return page("ok", 200, said)


def sign_in(world: World, back: str) -> str:
    """Ask whose browser this is, and go on to a path of ours."""
    question = words("このブラウザは、どなたのLINEですか？", "Whose LINE is this browser?")
    return question + "".join(_choice(user, back) for user in world.people.users.values())


def _choice(user: User, back: str) -> str:
    query = urlencode({"user": user.id, "url": back})
    return f'<a href="/emulator/open?{escape(query)}">{escape(user.name)}</a>'


def words(japanese: str, english: str) -> str:
    """Say a sentence in both languages."""
    return f"<p>{japanese}</p><small>{english}</small>"


def page(outcome: str, status: int, content: str) -> web.Response:
    """One of LINE's own pages; `outcome` names it for whoever looks."""
    text = _FRAME.format(outcome=outcome, content=content)
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)
