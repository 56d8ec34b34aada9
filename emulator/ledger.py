"""What was sent and what it cost: the month's quota, and counts by kind, by user and by day.

Owned by `world`; written by `sending`, read by the quota endpoints and the control API.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

DAY_MS = 86_400_000
JST_MS = 9 * 3_600_000


@dataclass
class Ledger:
    """The account's books; limit None means an unlimited plan, `used` counts billed recipients."""

    limit: int | None
    used: int = 0
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    users: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    days: Counter[tuple[str, int]] = field(default_factory=Counter)

    def affords(self, recipients: int) -> bool:
        """Whether so many more recipients fit under the month's limit."""
        return self.limit is None or self.used + recipients <= self.limit

    def record(self, kind: str, at: int, bubbles: int, heard: list[str], *, billed: bool) -> None:
        """Book one accepted request that reached the users in `heard` with so many bubbles each."""
        cost = len(heard) if billed else 0
        self.used += cost
        self.kinds[kind].update(requests=1, messages=bubbles * len(heard), billed=cost)
        self.days[kind, day_of(at)] += len(heard)
        for user_id in heard:
            self.users[user_id].update({kind: bubbles, "billed": int(billed)})

    def as_json(self) -> dict[str, Any]:
        """The ledger as the control API shows it."""
        books: dict[str, Any] = {
            kind: {"requests": 0, "messages": 0, "billed": 0} | self.kinds.get(kind, {})
            for kind in ("reply", "push", "multicast")
        }
        del books["reply"]["billed"]
        zero = {"reply": 0, "push": 0, "multicast": 0, "billed": 0}
        books["perUser"] = {user_id: zero | counts for user_id, counts in self.users.items()}
        return books | {"quota": self.limit, "used": self.used}


def day_of(at: int) -> int:
    """The number of the day, in Japan's time zone, of a time in ms."""
    return (at + JST_MS) // DAY_MS
