"""The control API under /emulator: what tests and the page use to play the people.

Routes of `app`; 400 for what makes no sense, 404 for who does not exist, 409 for what is not offered.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from emulator import acts
from emulator.calls import WORLD
from emulator.config import Person
from emulator.events import event
from emulator.people import User
from emulator.taps import tap
from emulator.views import chat_json, user_json
from emulator.webhooks import Delivery, Event
from emulator.world import World

ROLES = ("student", "advisor", "admin")
Body = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Act = Callable[[World, User, Body], Awaitable[Any]]


def problem(status: int, message: str) -> web.Response:
    """A refusal of the control API."""
    return web.json_response({"message": message}, status=status)


async def body_of(request: web.Request) -> Body:
    """The JSON object of a control call, {} when there is none; ValueError otherwise."""
    raw = await request.read()
    body = json.loads(raw) if raw else {}
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body


def careful(handler: Handler) -> Handler:
    """The same handler, which answers 400 where the body makes no sense to it."""

    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (ValueError, TypeError) as error:
            return problem(400, str(error))

    return serve


def personal(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The aiohttp handler around an act of one user."""

    async def serve(request: web.Request) -> web.Response:
        world = request.app[WORLD]
        user = world.people.users.get(request.match_info["user"])
        if user is None:
            return problem(404, "there is no such user")
        try:
            return web.json_response(await act(world, user, await body_of(request)))
        except acts.Impossible as error:
            return problem(409, str(error))
        except (ValueError, TypeError) as error:
            return problem(400, str(error))

    return serve


async def told(world: World, events: list[Event]) -> Body:
    """Deliver an act's events, if it made any, and describe the delivery."""
    if not events:
        return Delivery(None, None, []).as_json()
    return (await world.webhooks.deliver(events)).as_json()


async def users(request: web.Request) -> web.Response:
    """GET /emulator/users"""
    world = request.app[WORLD]
    users = [user_json(world, user) for user in world.people.users.values()]
    return web.json_response({"users": users, "account": {"name": world.config.bot_name}})


async def add_user(request: web.Request) -> web.Response:
    """POST /emulator/users: `friend` makes one who followed before the bot was there, `follow` one now."""
    world = request.app[WORLD]
    try:
        body = await body_of(request)
        person = _person(world, body)
    except ValueError as error:
        return problem(400, str(error))
    try:
        user = world.people.add(person)
    except KeyError:
        return problem(409, f"there is a user with the slug {person.slug!r} already")
    user.friend = bool(body.get("friend"))
    world.stream.publish("users")
    if body.get("follow") and not user.friend:
        await told(world, acts.follow(world, user))
    return web.json_response(user_json(world, user), status=201)


def _person(world: World, body: Body) -> Person:
    name, role = body.get("name"), body.get("role", "student")
    if not isinstance(name, str) or not name or role not in ROLES:
        raise ValueError(f"name must not be empty, role one of {', '.join(ROLES)}")
    slug = str(body.get("slug") or f"friend-{len(world.people.users) + 1}")
    return Person(slug, name, str(body.get("language", "ja")), role, shown=bool(body.get("shown", True)))


async def change_user(world: World, user: User, body: Body) -> Body:
    """PATCH /emulator/users/{user}"""
    names = {"language": "language", "name": "name", "pc": "pc", "chatOpen": "chat_open", "shown": "shown"}
    for name, value in body.items():
        if name not in names or type(value) is not type(getattr(user, names[name])):
            raise ValueError(f"{name} cannot be set to {value!r}")
    for name, value in body.items():
        setattr(user, names[name], value)
    if body.get("chatOpen"):
        acts.read(world, user)
    world.stream.publish("user", user.id)
    return user_json(world, user)


async def chat(world: World, user: User, body: Body) -> Body:
    """GET /emulator/users/{user}/chat"""
    return chat_json(world, user)


async def follow(world: World, user: User, body: Body) -> Body:
    """POST /emulator/users/{user}/follow"""
    events = acts.follow(world, user)
    world.stream.publish("user", user.id)
    return await told(world, events)


async def block(world: World, user: User, body: Body) -> Body:
    """POST /emulator/users/{user}/block"""
    events = acts.block(world, user)
    world.stream.publish("user", user.id)
    return await told(world, events)


async def send(world: World, user: User, body: Body) -> Body:
    """POST /emulator/users/{user}/send: one `message`, or `messages` that are pictures sent together.

    LINE tells of each picture by itself, in any order: `order` may name one.
    """
    if "messages" in body:
        lines, events = acts.say_set(world, user, body["messages"], body.get("order") or [])
        for each in events:
            answer = await told(world, [each])
        return answer | {"messageIds": [line.id for line in lines]}
    if not isinstance(body.get("message"), dict):
        raise ValueError("message must be an object")
    line, events = acts.say(world, user, body["message"])
    return await told(world, events) | {"messageId": line.id}


async def tapped(world: World, user: User, body: Body) -> Body:
    """POST /emulator/users/{user}/tap"""
    outcome = tap(world, user, body)
    return await told(world, outcome.events) | outcome.effects


async def unsend(world: World, user: User, body: Body) -> Body:
    """POST /emulator/users/{user}/unsend"""
    return await told(world, acts.unsend(world, user, body.get("messageId")))


async def read(world: World, user: User, body: Body) -> Body:
    """POST /emulator/users/{user}/read"""
    acts.read(world, user)
    return {}


async def any_event(world: World, user: User, body: Body) -> Body:
    """POST /emulator/users/{user}/event: any other kind, e.g. {"type": "beacon", "beacon": {…}}."""
    payload = {name: value for name, value in body.items() if name not in ("type", "repliable")}
    kind, repliable = str(body.get("type")), bool(body.get("repliable", True))
    return await told(world, [event(world, kind, user, payload, repliable=repliable)])
