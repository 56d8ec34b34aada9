"""Rich menus: images, priority, bulk links, aliases and switching."""

from io import BytesIO

import pytest

from tests.emulator.conftest import MakeDesk
from tests.emulator.desk import MISAKI, SATO, Desk, Json, png, rich_menu


async def seen(desk: Desk, user: str = MISAKI) -> tuple[str, str] | None:
    menu = (await desk.chat(user))["richMenu"]
    return None if menu is None else (menu["richMenuId"], menu["source"])


async def test_the_users_menu_comes_before_the_default(desk: Desk) -> None:
    """A linked menu hides the default; without the link the default is back."""
    common, own = await desk.menu(), await desk.menu()
    assert await seen(desk) is None
    await desk.line("POST", f"/v2/bot/user/all/richmenu/{common}")
    assert await seen(desk) == (common, "default")
    await desk.line("POST", f"/v2/bot/user/{MISAKI}/richmenu/{own}")
    assert await seen(desk) == (own, "user")
    got = await desk.line("GET", f"/v2/bot/user/{MISAKI}/richmenu")
    assert got[1] == {"richMenuId": own}
    await desk.line("DELETE", f"/v2/bot/user/{MISAKI}/richmenu")
    assert await seen(desk) == (common, "default")
    await desk.line("DELETE", "/v2/bot/user/all/richmenu")
    assert await seen(desk) is None


async def test_the_menu_is_returned_as_created(desk: Desk) -> None:
    """List and get return the object with its id; a deleted menu is gone from everywhere."""
    menu_id = await desk.menu(name="open")
    whole = {"richMenuId": menu_id, **rich_menu(name="open")}
    assert (await desk.line("GET", f"/v2/bot/richmenu/{menu_id}"))[1] == whole
    assert (await desk.line("GET", "/v2/bot/richmenu/list"))[1] == {"richmenus": [whole]}
    await desk.line("POST", f"/v2/bot/user/{MISAKI}/richmenu/{menu_id}")
    assert (await desk.line("DELETE", f"/v2/bot/richmenu/{menu_id}"))[:2] == (200, {})
    assert await seen(desk) is None
    assert (await desk.line("GET", f"/v2/bot/richmenu/{menu_id}"))[0] == 404


async def test_areas_may_overrun_the_picture(desk: Desk) -> None:
    """LINE's own samples overrun the size by a pixel, and are taken."""
    menu = rich_menu()
    menu["areas"][0]["bounds"]["width"] = 801
    assert (await desk.line("POST", "/v2/bot/richmenu/validate", menu))[0] == 200


async def test_an_image_is_for_ever(desk: Desk) -> None:
    """The image comes back as it was sent, is shown on the phone, and cannot be replaced."""
    menu_id = await desk.menu()
    status, data, headers = await desk.line("GET", f"/v2/bot/richmenu/{menu_id}/content")
    assert (status, headers["Content-Type"], data) == (200, "image/png", png(800, 540))
    async with desk.client.get(f"/emulator/menus/{menu_id}/image") as response:
        assert await response.read() == data
    again = await desk.upload(menu_id)
    assert again[:2] == (400, {"message": "An image has already been uploaded to the richmenu"})


@pytest.mark.parametrize(
    ("data", "kind", "status", "message"),
    [
        (png(799, 500), "image/png", 400, "The image size is not allowed for richmenu"),
        (png(800, 600), "image/png", 400, "The image size is not allowed for richmenu"),
        (png(800, 249), "image/png", 400, "The image size is not allowed for richmenu"),
        (b"no picture", "image/png", 400, "The image size is not allowed for richmenu"),
        (png(800, 540) + bytes(1024 * 1024), "image/png", 400, "The image size is not allowed for richmenu"),
        (png(800, 540), "image/gif", 415, "The content type, image/gif, is not supported"),
    ],
    ids=["narrow", "square", "low", "no picture", "over 1 MB", "gif"],
)
async def test_images_that_line_refuses(
    desk: Desk, data: bytes, kind: str, status: int, message: str
) -> None:
    """An image of the wrong size, weight or type is refused, and a good one may still follow."""
    menu_id = await desk.menu(image=False)
    path = f"/v2/bot/richmenu/{menu_id}/content"
    refused = await desk.line("POST", path, data=BytesIO(data), headers={"Content-Type": kind})
    assert refused[:2] == (status, {"message": message})
    assert (await desk.upload(menu_id))[0] == 200


async def test_no_image_no_use(desk: Desk) -> None:
    """A menu without its image can be neither default, nor linked, nor aliased."""
    menu_id = await desk.menu(image=False)
    refused = (400, {"message": "must upload richmenu image before applying it to user"})
    assert (await desk.line("POST", f"/v2/bot/user/all/richmenu/{menu_id}"))[:2] == refused
    assert (await desk.line("POST", f"/v2/bot/user/{MISAKI}/richmenu/{menu_id}"))[:2] == refused
    alias = {"richMenuAliasId": "a", "richMenuId": menu_id}
    assert (await desk.line("POST", "/v2/bot/richmenu/alias", alias))[:2] == (
        400,
        {"message": "richmenu not found"},
    )


async def test_linking_who_is_no_friend_does_nothing(desk: Desk) -> None:
    """LINE says 200 for who has blocked or never followed, and links nothing."""
    menu_id = await desk.menu()
    await desk.act(MISAKI, "block")
    for user in (MISAKI, SATO):
        assert (await desk.line("POST", f"/v2/bot/user/{user}/richmenu/{menu_id}"))[:2] == (200, {})
        assert (await desk.line("GET", f"/v2/bot/user/{user}/richmenu"))[0] == 404


async def test_bulk_links_take_a_moment(make_desk: MakeDesk) -> None:
    """A bulk link answers 202 at once and shows after the delay; so does a bulk unlink."""
    desk = await make_desk(bulk_delay_ms=2_000)
    await desk.act(MISAKI, "follow")
    menu_id = await desk.menu()
    body = {"richMenuId": menu_id, "userIds": [MISAKI, SATO]}
    assert (await desk.line("POST", "/v2/bot/richmenu/bulk/link", body))[:2] == (202, {})
    assert await seen(desk) is None
    desk.clock.advance(seconds=2)
    assert await seen(desk) == (menu_id, "user")
    assert await seen(desk, SATO) is None
    await desk.line("POST", "/v2/bot/richmenu/bulk/unlink", {"userIds": [MISAKI]})
    assert await seen(desk) == (menu_id, "user")
    desk.clock.advance(seconds=2)
    assert await seen(desk) is None


async def test_the_alias_endpoints(desk: Desk) -> None:
    """An alias is created once, shown, moved and deleted."""
    one, two = await desk.menu(), await desk.menu()
    alias = {"richMenuAliasId": "home", "richMenuId": one}
    assert (await desk.line("POST", "/v2/bot/richmenu/alias", alias))[:2] == (200, {})
    conflict = (400, {"message": "conflict richmenu alias id"})
    assert (await desk.line("POST", "/v2/bot/richmenu/alias", alias))[:2] == conflict
    assert (await desk.line("GET", "/v2/bot/richmenu/alias/list"))[1] == {"aliases": [alias]}
    await desk.line("POST", "/v2/bot/richmenu/alias/home", {"richMenuId": two})
    assert (await desk.line("GET", "/v2/bot/richmenu/alias/home"))[1] == {**alias, "richMenuId": two}
    assert (await desk.line("DELETE", "/v2/bot/richmenu/alias/home"))[:2] == (200, {})
    assert (await desk.line("GET", "/v2/bot/richmenu/alias/home"))[0] == 404


def to_tab(alias: str) -> Json:
    return {"type": "richmenuswitch", "richMenuAliasId": alias, "data": f"to {alias}"}


async def test_switching_tabs(desk: Desk) -> None:
    """A switching tap looks the alias up at that moment, links the user, and sends the bot a postback."""
    first = await desk.menu(action=to_tab("b"))
    second, third = await desk.menu(), await desk.menu()
    await desk.line("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "b", "richMenuId": second})
    await desk.line("POST", f"/v2/bot/user/all/richmenu/{first}")
    await desk.line("POST", "/v2/bot/richmenu/alias/b", {"richMenuId": third})
    tapped = await desk.act(MISAKI, "tap", {"on": "menu", "action": to_tab("b")})
    assert tapped["switchedTo"] == "b"
    assert await seen(desk) == (third, "user")
    postback = desk.bot.events[-1]["postback"]
    assert postback == {"data": "to b", "params": {"newRichMenuAliasId": "b", "status": "SUCCESS"}}


@pytest.mark.parametrize(
    ("delete_menu", "status"), [(False, "RICHMENU_ALIAS_ID_NOTFOUND"), (True, "RICHMENU_NOTFOUND")]
)
async def test_switching_into_nothing(desk: Desk, delete_menu: bool, status: str) -> None:
    """A switch to an alias or menu that is gone changes nothing, and the postback says what was missing."""
    first, second = await desk.menu(action=to_tab("b")), await desk.menu()
    await desk.line("POST", f"/v2/bot/user/all/richmenu/{first}")
    if delete_menu:
        await desk.line("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "b", "richMenuId": second})
        await desk.line("DELETE", f"/v2/bot/richmenu/{second}")
    tapped = await desk.act(MISAKI, "tap", {"on": "menu", "action": to_tab("b")})
    assert "switchedTo" not in tapped
    assert tapped["events"][0]["postback"]["params"] == {"status": status}
    assert await seen(desk) == (first, "default")


async def test_there_is_no_menu_on_a_pc(desk: Desk) -> None:
    """LINE for PC shows no rich menu, and none can be tapped there."""
    menu_id = await desk.menu()
    await desk.line("POST", f"/v2/bot/user/all/richmenu/{menu_id}")
    await desk.act(MISAKI, "", {"pc": True}, method="PATCH")
    assert await seen(desk) is None
    action = {"type": "postback", "data": "menu"}
    assert (await desk.control("POST", f"users/{MISAKI}/tap", {"on": "menu", "action": action}))[0] == 409
