"""The calls about rich menus on the door to LINE: menus, images, aliases, the default, and who sees which.

`bot.line.Line` has them; `bot.menu_sync` and `bot.menu_loop` make them.
https://developers.line.biz/en/reference/messaging-api/#rich-menu
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import msgspec

from bot.outcomes import LineError, Response

SLOW = aiohttp.ClientTimeout(total=10)
"""For calls that nobody waits for, and that may carry a picture."""
TAKEN = (200, 202)


class MenuCalls(ABC):
    """What LINE can be asked about rich menus; raises LineError when it refuses or does not answer."""

    data_url: str

    @abstractmethod
    async def _fast(self, method: str, path: str, origin: str = "", **options: Any) -> Response: ...

    async def rich_menus(self) -> list[dict[str, Any]]:
        """Return the channel's rich menus as LINE has them, each with its `richMenuId`."""
        return await self._listed("/v2/bot/richmenu/list", "richmenus", "name")

    async def create_rich_menu(self, menu: Mapping[str, Any]) -> str:
        """Create a rich menu, still without its image; returns its id. LINE allows 100 an hour."""
        return _named(await self._told("POST", "/v2/bot/richmenu", menu), "richMenuId")

    async def upload_menu_image(self, rich_menu_id: str, image: bytes, content_type: str) -> None:
        """Give a rich menu its image, for ever; one that has its image already is left as it is."""
        path, kind = f"/v2/bot/richmenu/{rich_menu_id}/content", {"Content-Type": content_type}
        answer = await self._fast("POST", path, self.data_url, data=image, headers=kind, timeout=SLOW)
        if answer.status != 200 and "already been uploaded" not in answer.said:
            raise LineError(answer.status, answer.said)

    async def has_menu_image(self, rich_menu_id: str) -> bool:
        """Whether a rich menu has its image; LINE tells by giving it."""
        path = f"/v2/bot/richmenu/{rich_menu_id}/content"
        answer = await self._fast("GET", path, self.data_url, timeout=SLOW)
        if answer.status not in (200, 404):
            raise LineError(answer.status, answer.said)
        return answer.status == 200

    async def delete_rich_menu(self, rich_menu_id: str) -> None:
        """Delete a rich menu; LINE allows 100 an hour."""
        await self._told("DELETE", f"/v2/bot/richmenu/{rich_menu_id}")

    async def default_menu(self) -> str | None:
        """Return which rich menu whoever has none of her own sees; None when the API has set none."""
        try:
            return _named(await self._told("GET", "/v2/bot/user/all/richmenu"), "richMenuId")
        except LineError as error:
            if error.status not in (403, 404):  # 403: the one in the account manager, which ours covers
                raise
            return None

    async def set_default_menu(self, rich_menu_id: str) -> None:
        """Show this rich menu to whoever has none of her own."""
        await self._told("POST", f"/v2/bot/user/all/richmenu/{rich_menu_id}")

    async def menu_aliases(self) -> dict[str, str]:
        """Return the channel's rich menu aliases: name to rich menu id."""
        listed = await self._listed("/v2/bot/richmenu/alias/list", "aliases", "richMenuAliasId")
        return {each["richMenuAliasId"]: each["richMenuId"] for each in listed}

    async def set_menu_alias(self, alias: str, rich_menu_id: str, *, new: bool) -> None:
        """Let an alias, new or not, name a rich menu that has its image."""
        named = {"richMenuAliasId": alias} if new else {}
        path = "/v2/bot/richmenu/alias" + ("" if new else f"/{alias}")
        await self._told("POST", path, {**named, "richMenuId": rich_menu_id})

    async def delete_menu_alias(self, alias: str) -> None:
        """Delete an alias; LINE allows 100 an hour."""
        await self._told("DELETE", f"/v2/bot/richmenu/alias/{alias}")

    async def link_menu(self, user_id: str, rich_menu_id: str) -> None:
        """Show a rich menu to one friend; LINE answers 200 for one who has blocked and does nothing."""
        await self._told("POST", f"/v2/bot/user/{user_id}/richmenu/{rich_menu_id}")

    async def link_menus(self, user_ids: Sequence[str], rich_menu_id: str) -> None:
        """Show a rich menu to up to 500 friends; LINE carries it out within seconds."""
        body = {"richMenuId": rich_menu_id, "userIds": list(user_ids)}
        await self._told("POST", "/v2/bot/richmenu/bulk/link", body)

    async def _listed(self, path: str, key: str, name: str) -> list[dict[str, Any]]:
        """Ask for a list of things with a name and a menu id; nonsense is never taken for an empty one."""
        listed = (await self._told("GET", path)).get(key)
        if not isinstance(listed, list):
            raise LineError(0, "an answer without a list")
        for each in listed:
            for wanted in (name, "richMenuId"):
                _named(each, wanted)
        return listed

    async def _told(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else msgspec.json.encode(body)
        answer = await self._fast(method, path, data=data)
        if answer.status not in TAKEN:
            raise LineError(answer.status, answer.said)
        return dict(answer.body or {})


def _named(answer: object, key: str) -> str:
    """Return the name in an answer, or raise LineError when it has none."""
    value = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(value, str):
        raise LineError(0, f"an answer without {key}")
    return value
