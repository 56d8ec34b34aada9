"""The one origin that stands for api.line.me, api-data.line.me and access.line.me, with the control API.

`create_app` is called by `python -m emulator` and by tests; the tables below are all there is.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from emulator import (
    account,
    alias_routes,
    batch_routes,
    console,
    content,
    control,
    linking,
    login_page,
    login_routes,
    menu_routes,
    pages,
    sending,
)
from emulator.calls import WORLD, Answer, Call, Endpoint, endpoint
from emulator.config import Config, real_ms
from emulator.errors import not_built, not_found
from emulator.unbuilt import UNBUILT
from emulator.world import World

UPLOAD_BYTES = 64 * 1024 * 1024

# Literal paths stand before those with parameters, for the first that fits is taken.
LINE: list[tuple[str, str, Endpoint]] = [
    ("POST", "/v2/bot/message/reply", sending.reply),
    ("POST", "/v2/bot/message/push", sending.push),
    ("POST", "/v2/bot/message/multicast", sending.multicast),
    *(
        ("POST", f"/v2/bot/message/validate/{kind}", sending.validate)
        for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")
    ),
    ("GET", "/v2/bot/message/quota", account.quota),
    ("GET", "/v2/bot/message/quota/consumption", account.consumption),
    *(
        ("GET", f"/v2/bot/message/delivery/{kind}", account.delivery)
        for kind in ("reply", "push", "multicast", "broadcast")
    ),
    ("GET", "/v2/bot/profile/{userId}", account.profile),
    ("GET", "/v2/bot/info", account.info),
    ("PUT", "/v2/bot/channel/webhook/endpoint", account.set_webhook),
    ("GET", "/v2/bot/channel/webhook/endpoint", account.get_webhook),
    ("POST", "/v2/bot/channel/webhook/test", account.test_webhook),
    ("POST", "/v2/bot/chat/loading/start", account.start_loading),
    ("POST", "/v2/bot/chat/markAsRead", account.mark_as_read),
    ("POST", "/v2/bot/user/{userId}/linkToken", linking.issue),
    ("GET", "/v2/bot/message/{messageId}/content", content.get_content),
    ("GET", "/v2/bot/message/{messageId}/content/preview", content.get_preview),
    ("GET", "/v2/bot/message/{messageId}/content/transcoding", content.get_transcoding),
    ("POST", "/v2/bot/richmenu", menu_routes.create),
    ("POST", "/v2/bot/richmenu/validate", menu_routes.validate),
    ("GET", "/v2/bot/richmenu/list", menu_routes.listed),
    ("POST", "/v2/bot/richmenu/bulk/link", menu_routes.bulk_link),
    ("POST", "/v2/bot/richmenu/bulk/unlink", menu_routes.bulk_unlink),
    ("POST", "/v2/bot/richmenu/batch", batch_routes.batch),
    ("POST", "/v2/bot/richmenu/validate/batch", batch_routes.validate),
    ("GET", "/v2/bot/richmenu/progress/batch", batch_routes.progress),
    ("POST", "/v2/bot/richmenu/alias", alias_routes.create),
    ("GET", "/v2/bot/richmenu/alias/list", alias_routes.listed),
    ("GET", "/v2/bot/richmenu/alias/{richMenuAliasId}", alias_routes.get),
    ("POST", "/v2/bot/richmenu/alias/{richMenuAliasId}", alias_routes.update),
    ("DELETE", "/v2/bot/richmenu/alias/{richMenuAliasId}", alias_routes.delete),
    ("POST", "/v2/bot/richmenu/{richMenuId}/content", menu_routes.upload_image),
    ("GET", "/v2/bot/richmenu/{richMenuId}/content", menu_routes.download_image),
    ("GET", "/v2/bot/richmenu/{richMenuId}", menu_routes.get),
    ("DELETE", "/v2/bot/richmenu/{richMenuId}", menu_routes.delete),
    ("POST", "/v2/bot/user/all/richmenu/{richMenuId}", menu_routes.set_default),
    ("GET", "/v2/bot/user/all/richmenu", menu_routes.get_default),
    ("DELETE", "/v2/bot/user/all/richmenu", menu_routes.clear_default),
    ("POST", "/v2/bot/user/{userId}/richmenu/{richMenuId}", menu_routes.link_user),
    ("GET", "/v2/bot/user/{userId}/richmenu", menu_routes.get_user),
    ("DELETE", "/v2/bot/user/{userId}/richmenu", menu_routes.unlink_user),
]

# LINE Login has bearers of its own, and none where a form names the channel.
LOGIN: list[tuple[str, str, Endpoint]] = [
    ("POST", "/oauth2/v2.1/token", login_routes.token),
    ("GET", "/oauth2/v2.1/verify", login_routes.verify_access),
    ("POST", "/oauth2/v2.1/verify", login_routes.verify_id),
    ("POST", "/oauth2/v2.1/revoke", login_routes.revoke),
    ("GET", "/oauth2/v2.1/certs", login_routes.certs),
    ("GET", "/oauth2/v2.1/userinfo", login_routes.userinfo),
    ("POST", "/oauth2/v3/token", login_routes.channel_token),
    ("GET", "/v2/profile", login_routes.profile),
    ("GET", "/friendship/v1/status", login_routes.friendship),
    ("POST", "/user/v1/deauthorize", login_routes.deauthorize),
]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
CONTROL: list[tuple[str, str, Handler]] = [
    ("GET", "/", pages.index),
    ("GET", "/emulator/page/{name:.+}", pages.asset),
    ("GET", "/emulator/picture/{userId}", pages.picture),
    ("GET", "/emulator/menus/{richMenuId}/image", pages.menu_image),
    ("GET", "/emulator/content/{messageId}", pages.sent_file),
    ("GET", "/emulator/open", pages.open_link),
    ("GET", "/dialog/bot/accountLink", linking.confirm),
    ("GET", "/oauth2/v2.1/authorize", login_page.authorize),
    ("POST", "/oauth2/v2.1/authorize", login_page.decide),
    ("GET", "/emulator/users", control.users),
    ("POST", "/emulator/users", control.add_user),
    ("PATCH", "/emulator/users/{user}", control.personal(control.change_user)),
    ("GET", "/emulator/users/{user}/chat", control.personal(control.chat)),
    ("POST", "/emulator/users/{user}/follow", control.personal(control.follow)),
    ("POST", "/emulator/users/{user}/block", control.personal(control.block)),
    ("POST", "/emulator/users/{user}/send", control.personal(control.send)),
    ("POST", "/emulator/users/{user}/tap", control.personal(control.tapped)),
    ("POST", "/emulator/users/{user}/unsend", control.personal(control.unsend)),
    ("POST", "/emulator/users/{user}/read", control.personal(control.read)),
    ("POST", "/emulator/users/{user}/event", control.personal(control.any_event)),
    ("GET", "/emulator/stream", console.stream),
    ("GET", "/emulator/faults", console.faults),
    ("PUT", "/emulator/faults", console.set_faults),
    ("GET", "/emulator/webhook", console.webhook),
    ("PUT", "/emulator/webhook", console.set_webhook),
    ("POST", "/emulator/webhook/raw", console.raw_events),
    ("POST", "/emulator/redeliver", console.redeliver),
    ("GET", "/emulator/requests", console.requests),
    ("GET", "/emulator/ledger", console.ledger),
    ("PUT", "/emulator/quota", console.set_quota),
    ("POST", "/emulator/reset", console.reset),
]


def create_app(config: Config, now: Callable[[], int] = real_ms) -> web.Application:
    """An emulator; `now` gives milliseconds since the epoch, and every life span in it goes by that."""
    app = web.Application(client_max_size=UPLOAD_BYTES)
    app[WORLD] = World(config, now)
    for method, path, handler in CONTROL:
        app.router.add_route(method, path, handler)
    for method, template, function in LINE:
        app.router.add_route(method, template, endpoint(function, template))
    for method, template, function in LOGIN:
        app.router.add_route(method, template, endpoint(function, template, bearer=False))
    for method, template in UNBUILT:
        app.router.add_route(method, template, endpoint(_unbuilt, template))
    app.router.add_route("*", "/{anything:.*}", endpoint(_unknown, "*"))
    app.cleanup_ctx.append(_webhooks)
    app.on_shutdown.append(_closing)
    return app


def _unbuilt(call: Call) -> Answer:
    raise not_built(call.method, call.template)


def _unknown(call: Call) -> Answer:
    raise not_found()


async def _webhooks(app: web.Application) -> AsyncIterator[None]:
    await app[WORLD].webhooks.open()
    yield
    await app[WORLD].webhooks.close()


async def _closing(app: web.Application) -> None:
    """End what would wait for ever: held requests and event streams."""
    app[WORLD].closing.set()
    app[WORLD].stream.close()
