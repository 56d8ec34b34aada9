"""The rich menu endpoints: menus, images, the default, links of users, bulk links.

Endpoints of `app`. https://developers.line.biz/en/reference/messaging-api/#rich-menu
"""

import asyncio
from typing import Any

from emulator.account import user_in_path
from emulator.calls import Answer, Call
from emulator.errors import bad_parameter, bad_property, not_found, refusal, schema_error
from emulator.ids import MENU_ID, USER_ID
from emulator.menu_rules import check_image, check_menu
from emulator.menus import MOST, Menu
from emulator.people import User

BULK = 500
NO_IMAGE = "must upload richmenu image before applying it to user"


def create(call: Call) -> Answer:
    """POST /v2/bot/richmenu"""
    menus = call.world.menus
    body = check_menu(call.json())
    if len(menus.by_id) >= MOST:
        raise refusal(400, f"The number of rich menus must not exceed {MOST}")
    menu = Menu(call.world.ids.menu(), body)
    menus.by_id[menu.id] = menu
    return Answer({"richMenuId": menu.id})


def validate(call: Call) -> Answer:
    """POST /v2/bot/richmenu/validate"""
    check_menu(call.json())
    return Answer()


def listed(call: Call) -> Answer:
    """GET /v2/bot/richmenu/list"""
    return Answer({"richmenus": [menu.as_json() for menu in call.world.menus.by_id.values()]})


def _menu(call: Call) -> Menu:
    menu = call.world.menus.by_id.get(call.params["richMenuId"])
    if menu is None:
        raise not_found()
    return menu


def get(call: Call) -> Answer:
    """GET /v2/bot/richmenu/{richMenuId}"""
    return Answer(_menu(call).as_json())


def delete(call: Call) -> Answer:
    """DELETE /v2/bot/richmenu/{richMenuId}"""
    call.world.menus.delete(_menu(call).id)
    call.world.stream.publish("chat")
    return Answer()


def upload_image(call: Call) -> Answer:
    """POST /v2/bot/richmenu/{richMenuId}/content: once and for ever."""
    menu = _menu(call)
    if menu.image is not None:
        raise refusal(400, "An image has already been uploaded to the richmenu")
    kind = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    check_image(call.raw, kind)
    menu.image, menu.image_type = call.raw, kind
    return Answer()


def download_image(call: Call) -> Answer:
    """GET /v2/bot/richmenu/{richMenuId}/content"""
    menu = _menu(call)
    if menu.image is None:
        raise not_found()
    return Answer(data=menu.image, data_type=menu.image_type)


def _with_image(menu: Menu) -> Menu:
    if menu.image is None:
        raise refusal(400, NO_IMAGE)
    return menu


def set_default(call: Call) -> Answer:
    """POST /v2/bot/user/all/richmenu/{richMenuId}"""
    call.world.menus.default = _with_image(_menu(call)).id
    call.world.stream.publish("chat")
    return Answer()


def get_default(call: Call) -> Answer:
    """GET /v2/bot/user/all/richmenu"""
    if call.world.menus.default is None:
        raise not_found("no default richmenu")
    return Answer({"richMenuId": call.world.menus.default})


def clear_default(call: Call) -> Answer:
    """DELETE /v2/bot/user/all/richmenu"""
    call.world.menus.default = None
    call.world.stream.publish("chat")
    return Answer()


def link_user(call: Call) -> Answer:
    """POST /v2/bot/user/{userId}/richmenu/{richMenuId}: 200 and nothing done for who is no friend."""
    user = user_in_path(call)
    if not MENU_ID.fullmatch(call.params["richMenuId"]):
        raise bad_parameter("richMenuId")
    menu = _with_image(_menu(call))
    call.world.menus.settle()
    if user is not None:
        call.world.menus.link(user, menu.id)
        call.world.changed(user)
    return Answer()


def get_user(call: Call) -> Answer:
    """GET /v2/bot/user/{userId}/richmenu"""
    user = user_in_path(call)
    call.world.menus.settle()
    menu_id = None if user is None else call.world.menus.links.get(user.id)
    if menu_id is None:
        raise not_found("the user has no richmenu")
    return Answer({"richMenuId": menu_id})


def unlink_user(call: Call) -> Answer:
    """DELETE /v2/bot/user/{userId}/richmenu"""
    user = user_in_path(call)
    call.world.menus.settle()
    if user is not None:
        call.world.menus.unlink(user)
        call.world.changed(user)
    return Answer()


def bulk_link(call: Call) -> Answer:
    """POST /v2/bot/richmenu/bulk/link"""
    body = call.json()
    users = _users(call, body)
    menu_id = body.get("richMenuId")
    if not isinstance(menu_id, str) or not MENU_ID.fullmatch(menu_id):
        raise refusal(400, "invalid richMenuId")
    if menu_id not in call.world.menus.by_id:
        raise refusal(404, "richmenu not found", [])
    _with_image(call.world.menus.by_id[menu_id])
    return _later(call, menu_id, users)


def bulk_unlink(call: Call) -> Answer:
    """POST /v2/bot/richmenu/bulk/unlink"""
    return _later(call, None, _users(call, call.json()))


def _users(call: Call, body: dict[str, Any]) -> list[User]:
    ids = body.get("userIds")
    if not isinstance(ids, list):
        raise bad_property("'userIds'")
    if not 1 <= len(ids) <= BULK:
        raise schema_error(f"Size must be between 1 and {BULK}", "userIds")
    for index, user_id in enumerate(ids):
        if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
            raise bad_property(f"'userIds[{index}]'")
    known = call.world.people.users
    return [known[user_id] for user_id in dict.fromkeys(ids) if user_id in known]


def _later(call: Call, menu_id: str | None, users: list[User]) -> Answer:
    delay = call.world.config.bulk_delay_ms
    call.world.menus.later(call.world.now() + delay, menu_id, users)
    # The pages are told once the clock, if it is the real one, has reached the change.
    asyncio.get_running_loop().call_later(delay / 1000 + 0.01, call.world.stream.publish, "chat", None)
    return Answer(status=202)
