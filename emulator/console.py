"""The part of the control API that belongs to nobody's phone: faults, webhook settings, books and journal.

Routes of `app`; the same JSON rules as `control`.
"""

from aiohttp import web

from emulator.calls import WORLD
from emulator.control import body_of, careful, problem


async def faults(request: web.Request) -> web.Response:
    """GET /emulator/faults"""
    return web.json_response(request.app[WORLD].faults.as_json())


@careful
async def set_faults(request: web.Request) -> web.StreamResponse:
    """PUT /emulator/faults"""
    world = request.app[WORLD]
    world.faults.replace(await body_of(request))
    world.stream.publish("faults")
    return web.json_response(world.faults.as_json())


async def webhook(request: web.Request) -> web.Response:
    """GET /emulator/webhook"""
    return web.json_response(request.app[WORLD].webhooks.as_json())


@careful
async def set_webhook(request: web.Request) -> web.StreamResponse:
    """PUT /emulator/webhook"""
    webhooks = request.app[WORLD].webhooks
    webhooks.configure(await body_of(request))
    return web.json_response(webhooks.as_json())


@careful
async def redeliver(request: web.Request) -> web.StreamResponse:
    """POST /emulator/redeliver"""
    webhooks = request.app[WORLD].webhooks
    event = webhooks.kept(str((await body_of(request)).get("webhookEventId")))
    if event is None:
        return problem(404, "no event with that webhookEventId was sent")
    return web.json_response((await webhooks.redeliver_now(event)).as_json())


@careful
async def raw_events(request: web.Request) -> web.StreamResponse:
    """POST /emulator/webhook/raw: signed and posted as they are."""
    events = (await body_of(request)).get("events")
    if not isinstance(events, list):
        return problem(400, "events must be a list")
    return web.json_response((await request.app[WORLD].webhooks.deliver(events)).as_json())


async def requests(request: web.Request) -> web.Response:
    """GET /emulator/requests?since"""
    since = request.query.get("since", "0")
    if not since.isdigit():
        return problem(400, "since must be a number")
    return web.json_response({"requests": list(request.app[WORLD].journal.since(int(since)))})


async def ledger(request: web.Request) -> web.Response:
    """GET /emulator/ledger"""
    return web.json_response(request.app[WORLD].ledger.as_json())


@careful
async def set_quota(request: web.Request) -> web.StreamResponse:
    """PUT /emulator/quota"""
    book, body = request.app[WORLD].ledger, await body_of(request)
    numbers = [body.get(name) for name in ("limit", "used") if body.get(name) is not None]
    if "limit" not in body or not all(isinstance(each, int) and each >= 0 for each in numbers):
        return problem(400, "limit must be a number or null, used a number")
    book.limit, book.used = body["limit"], body.get("used", book.used)
    return web.json_response(book.as_json())


async def reset(request: web.Request) -> web.Response:
    """POST /emulator/reset"""
    world = request.app[WORLD]
    world.forget()
    world.stream.publish("users")
    return web.json_response({})


async def stream(request: web.Request) -> web.StreamResponse:
    """GET /emulator/stream"""
    return await request.app[WORLD].stream.serve(request)
