"""Rich menus, their images, aliases and links: who sees which menu right now.

Owned by `world`; changed by `menu_routes` and by taps on switching buttons.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from emulator.batches import Batches
from emulator.people import User

MOST = 1_000


@dataclass(slots=True)
class Menu:
    """One rich menu: the object as it was created, and the image once it is uploaded."""

    id: str
    body: dict[str, Any]
    image: bytes | None = None
    image_type: str = ""

    def as_json(self) -> dict[str, Any]:
        """LINE's rich menu response object."""
        return {"richMenuId": self.id} | self.body


class Menus:
    """All menus of the channel; bulk changes wait until their time has come."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self.by_id: dict[str, Menu] = {}
        self.aliases: dict[str, str] = {}
        self.default: str | None = None
        self.links: dict[str, str] = {}
        self.batches = Batches(now)
        self._waiting: list[tuple[int, str | None, list[User]]] = []

    def link(self, user: User, menu_id: str) -> None:
        """Link one user; nothing happens for who is not a friend or has blocked the account."""
        if user.reachable:
            self.links[user.id] = menu_id

    def unlink(self, user: User) -> None:
        """Take one user's link away."""
        if user.reachable:
            self.links.pop(user.id, None)

    def later(self, due_at: int, menu_id: str | None, users: list[User]) -> None:
        """Link (or unlink, with None) many users at a time in ms."""
        self._waiting.append((due_at, menu_id, users))

    def settle(self) -> None:
        """Carry out the bulk changes and batches that are due."""
        self.batches.settle(self.links, self.by_id)
        if not self._waiting:
            return
        now = self._now()
        due = [change for change in self._waiting if change[0] <= now]
        self._waiting = [change for change in self._waiting if change[0] > now]
        for _, menu_id, users in due:
            for user in users:
                self._apply(user, menu_id)

    def _apply(self, user: User, menu_id: str | None) -> None:
        if menu_id is None:
            self.unlink(user)
        elif menu_id in self.by_id:
            self.link(user, menu_id)

    def delete(self, menu_id: str) -> None:
        """Forget a menu and the links to it; aliases keep pointing where nothing is."""
        del self.by_id[menu_id]
        self.links = {user_id: linked for user_id, linked in self.links.items() if linked != menu_id}
        if self.default == menu_id:
            self.default = None

    def seen_by(self, user: User) -> tuple[Menu, Literal["user", "default"]] | None:
        """The menu under this user's chat: the linked one before the default; none on LINE for PC."""
        self.settle()
        if user.pc or user.blocked:
            return None
        linked = self.by_id.get(self.links.get(user.id, ""))
        if linked is not None:
            return linked, "user"
        fallback = self.by_id.get(self.default or "")
        return None if fallback is None else (fallback, "default")

    def switch(self, user: User, alias: str) -> str:
        """Switch one user to an alias's menu; LINE's status word tells how it went."""
        menu_id = self.aliases.get(alias)
        if menu_id is None:
            return "RICHMENU_ALIAS_ID_NOTFOUND"
        if menu_id not in self.by_id:
            return "RICHMENU_NOTFOUND"
        self.links[user.id] = menu_id
        return "SUCCESS"
