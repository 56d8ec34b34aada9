"""The rich menu alias endpoints.

Endpoints of `app`. https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias
"""

import re
from typing import Any

from emulator.calls import Answer, Call
from emulator.errors import not_found, refusal, schema_error
from emulator.menus import MOST, Menus

_ALIAS = re.compile(r"[a-z0-9_-]{1,32}")
UNKNOWN = "richmenu alias not found"


def create(call: Call) -> Answer:
    """POST /v2/bot/richmenu/alias"""
    menus, body = call.world.menus, call.json()
    alias = body.get("richMenuAliasId")
    if not isinstance(alias, str) or not _ALIAS.fullmatch(alias):
        raise schema_error("must match '^[a-z0-9_-]{1,32}$'", "richMenuAliasId")
    if alias in menus.aliases:
        raise refusal(400, "conflict richmenu alias id")
    if len(menus.aliases) >= MOST:
        raise refusal(400, f"The number of rich menu aliases must not exceed {MOST}")
    menus.aliases[alias] = _target(menus, body)
    return Answer()


def _target(menus: Menus, body: dict[str, Any]) -> str:
    """A menu that may be aliased: LINE says 400, not 404, when it is missing or has no image."""
    menu = menus.by_id.get(str(body.get("richMenuId")))
    if menu is None or menu.image is None:
        raise refusal(400, "richmenu not found")
    return menu.id


def _known(call: Call) -> str:
    alias = call.params["richMenuAliasId"]
    if alias not in call.world.menus.aliases:
        raise not_found(UNKNOWN)
    return alias


def _as_json(menus: Menus, alias: str) -> dict[str, str]:
    return {"richMenuAliasId": alias, "richMenuId": menus.aliases[alias]}


def listed(call: Call) -> Answer:
    """GET /v2/bot/richmenu/alias/list"""
    menus = call.world.menus
    return Answer({"aliases": [_as_json(menus, alias) for alias in menus.aliases]})


def get(call: Call) -> Answer:
    """GET /v2/bot/richmenu/alias/{richMenuAliasId}"""
    return Answer(_as_json(call.world.menus, _known(call)))


def update(call: Call) -> Answer:
    """POST /v2/bot/richmenu/alias/{richMenuAliasId}"""
    alias = _known(call)
    call.world.menus.aliases[alias] = _target(call.world.menus, call.json())
    return Answer()


def delete(call: Call) -> Answer:
    """DELETE /v2/bot/richmenu/alias/{richMenuAliasId}"""
    del call.world.menus.aliases[_known(call)]
    return Answer()
