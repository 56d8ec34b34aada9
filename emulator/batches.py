"""Batches of rich menu changes: everybody who sees one menu gets another, or none, some moments later.

Owned by `menus`; `batch_routes` starts them and tells how far they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

KEPT_MS = 14 * 24 * 3_600_000
"""So long LINE remembers a batch and the key by which it is resumed."""

Change = tuple[str, str, str | None]
"""A user, the menu that she had when the batch came, and which she gets; None is none."""


@dataclass(slots=True)
class Batch:
    """One batch; times are ms, `ended_at` None while it is under way."""

    accepted_at: int
    due_at: int
    changes: list[Change]
    ended_at: int | None = None
    failed: bool = False

    @property
    def phase(self) -> Literal["ongoing", "succeeded", "failed"]:
        """LINE's word for how far it is."""
        if self.ended_at is None:
            return "ongoing"
        return "failed" if self.failed else "succeeded"


class Batches:
    """All batches by the id of the request that started them, and by the key that resumes them."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._by_request: dict[str, Batch] = {}
        self._by_key: dict[str, Batch] = {}

    def start(self, request_id: str, delay: int, changes: list[Change], key: str | None) -> None:
        """Begin a batch; with a key that was used before, only what that one has not done."""
        now = self._now()
        earlier = self._by_key.get(key or "")
        if earlier is not None and now - earlier.accepted_at <= KEPT_MS:
            changes = list(earlier.changes)
        batch = self._by_request[request_id] = Batch(now, now + delay, changes)
        if key:
            self._by_key[key] = batch

    def find(self, request_id: str) -> Batch | None:
        """The batch that a request started, for as long as LINE remembers it."""
        batch = self._by_request.get(request_id)
        return batch if batch and self._now() - batch.accepted_at <= KEPT_MS else None

    def settle(self, links: dict[str, str], menus: Mapping[str, object]) -> None:
        """Carry out what is due; whoever has another menu by now keeps it, and a lost menu goes to nobody."""
        now = self._now()
        for batch in self._by_request.values():
            if batch.ended_at is None and batch.due_at <= now:
                left = [change for change in batch.changes if not _done(change, links, menus)]
                batch.changes, batch.failed, batch.ended_at = left, bool(left), batch.due_at


def _done(change: Change, links: dict[str, str], menus: Mapping[str, object]) -> bool:
    user_id, before, after = change
    if links.get(user_id) != before:
        return True
    if after is None:
        del links[user_id]
    elif after in menus:
        links[user_id] = after
    else:
        return False
    return True
