"""Batches of rich menu changes: what was seen when they came, later, three an hour, with progress."""

from tests.emulator.conftest import MakeDesk
from tests.emulator.desk import MISAKI, SATO, Desk, Json
from tests.emulator.test_menus import seen

BATCH = "/v2/bot/richmenu/batch"
DELAY = 5


def link(before: str, after: str) -> Json:
    return {"type": "link", "from": before, "to": after}


async def start(desk: Desk, *operations: Json, **more: str) -> str:
    """Start a batch; the request id by which its progress is asked."""
    status, body, headers = await desk.line("POST", BATCH, {"operations": list(operations), **more})
    assert (status, body) == (202, {})
    return headers["x-line-request-id"]


async def progress(desk: Desk, request_id: str) -> Json:
    path = f"/v2/bot/richmenu/progress/batch?requestId={request_id}"
    status, body, _ = await desk.line("GET", path)
    assert status == 200
    return body


async def two_friends(make_desk: MakeDesk, **settings: float) -> tuple[Desk, str, str, str]:
    """A desk with three menus; Misaki sees the first, Sato the second."""
    desk = await make_desk(bulk_delay_ms=DELAY * 1000, **settings)
    for user in (MISAKI, SATO):
        await desk.act(user, "follow")
    first, second, third = await desk.menu(), await desk.menu(), await desk.menu()
    for user, menu in ((MISAKI, first), (SATO, second)):
        await desk.line("POST", f"/v2/bot/user/{user}/richmenu/{menu}")
    return desk, first, second, third


async def test_everybody_gets_what_was_asked_for_the_menu_she_had(make_desk: MakeDesk) -> None:
    """Operations look at what was seen when they came, so a chain does not pull one friend along twice."""
    desk, first, second, third = await two_friends(make_desk)
    request_id = await start(desk, link(first, second), link(second, third))
    assert (await progress(desk, request_id))["phase"] == "ongoing"
    assert await seen(desk) == (first, "user")
    desk.clock.advance(seconds=DELAY)
    assert await seen(desk) == (second, "user")
    assert await seen(desk, SATO) == (third, "user")
    told = await progress(desk, request_id)
    assert told["phase"] == "succeeded"
    assert told["acceptedTime"] < told["completedTime"] and told["completedTime"].endswith("Z")


async def test_menus_are_taken_away(make_desk: MakeDesk) -> None:
    """One menu is taken from all who see it, or every menu from everybody."""
    desk, first, second, _ = await two_friends(make_desk)
    await start(desk, {"type": "unlink", "from": first})
    desk.clock.advance(seconds=DELAY)
    assert await seen(desk) is None and await seen(desk, SATO) == (second, "user")
    await start(desk, {"type": "unlinkAll"})
    desk.clock.advance(seconds=DELAY)
    assert await seen(desk, SATO) is None


async def test_who_got_another_menu_meanwhile_keeps_it(make_desk: MakeDesk) -> None:
    """A link that comes while the batch is under way stands."""
    desk, first, second, third = await two_friends(make_desk)
    await start(desk, link(first, second))
    await desk.line("POST", f"/v2/bot/user/{MISAKI}/richmenu/{third}")
    desk.clock.advance(seconds=DELAY)
    assert await seen(desk) == (third, "user")


async def test_what_failed_can_be_resumed(make_desk: MakeDesk) -> None:
    """A menu that is deleted meanwhile fails the batch; its key resumes what is left, and only that."""
    desk, first, second, third = await two_friends(make_desk)
    request_id = await start(desk, link(first, third), link(second, first), resumeRequestKey="again")
    await desk.line("DELETE", f"/v2/bot/richmenu/{third}")
    desk.clock.advance(seconds=DELAY)
    assert (await progress(desk, request_id))["phase"] == "failed"
    assert await seen(desk) == (first, "user") and await seen(desk, SATO) == (first, "user")
    again = await start(desk, link(first, third), link(second, first), resumeRequestKey="again")
    desk.clock.advance(seconds=DELAY)
    assert (await progress(desk, again))["phase"] == "failed" and await seen(desk, SATO) == (first, "user")
    desk.clock.advance(hours=15 * 24)
    gone = f"/v2/bot/richmenu/progress/batch?requestId={again}"
    assert (await desk.line("GET", gone))[0] == 404


async def test_three_an_hour_and_as_many_tries_as_one_likes(make_desk: MakeDesk) -> None:
    """LINE takes three batches an hour, asks for progress a hundred times, and validates at once."""
    desk, first, second, _ = await two_friends(make_desk, rate_factor=1)
    body = {"operations": [link(first, second)]}
    statuses = [(await desk.line("POST", BATCH, body))[0] for _ in range(4)]
    assert statuses == [202, 202, 202, 429]
    assert (await desk.line("POST", "/v2/bot/richmenu/validate/batch", body))[:2] == (200, {})
    path = "/v2/bot/richmenu/progress/batch?requestId=x"
    assert [(await desk.line("GET", path))[0] for _ in range(101)] == [404] * 100 + [429]
