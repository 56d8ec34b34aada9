"""Where friends come from: a code in the first message of a QR, how many of each route link, and how soon.

A QR code opens the chat with `#fair` already written; the first touch is kept, later ones change nothing.
https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages
from bot.clock import DAY, MINUTE, local
from bot.friends import Friend
from bot.messages import Message
from bot.models import friends
from bot.turn import Turn
from linking.tables import links

CODE: Final = re.compile(r"\s*#([a-z0-9_-]{1,40})\s*", re.IGNORECASE)
MOST_ROUTES: Final = 12
WEEKS: Final = 8
ZONE: Final = "Asia/Tokyo"


def take(turn: Turn) -> bool:
    """Keep the route that a message names, if it is the first; returns whether that is all there is to it."""
    said = turn.event.data.get("message")
    words = said.get("text") if isinstance(said, dict) else None
    found = CODE.fullmatch(unicodedata.normalize("NFKC", words)) if isinstance(words, str) else None
    if found is None or turn.friend.is_staff:
        return False
    touch(turn, found[1].lower())
    if turn.friend.with_human:
        return False
    turn.say(messages.text(turn._("Thank you, I have noted where you come from.")))
    return True


def touch(turn: Turn, route: str | None) -> None:
    """Keep a route, unless one is known."""
    turn.friend.route = turn.friend.route or route


@dataclass
class Funnel:
    """Friends of one route or week: how many came, and after how long (ms) each of the linked ones linked."""

    adds: int = 0
    took: list[int] = field(default_factory=list)

    def count(self, added: int, linked: int | None) -> None:
        """Count one friend."""
        self.adds += 1
        if linked is not None:
            self.took.append(max(0, linked - added))

    def told(self, name: str, _: Callable[[str], str]) -> str:
        """Say it in one line."""
        line = _("{name}: {adds} added, {linked} linked ({share}%)")
        share = round(100 * len(self.took) / self.adds)
        said = line.format(name=name, adds=self.adds, linked=len(self.took), share=share)
        return said + (
            _(", half of them within {time}").format(time=_span(median(self.took), _)) if self.took else ""
        )


def _span(milliseconds: float, _: Callable[[str], str]) -> str:
    minutes = max(1, round(milliseconds / MINUTE))
    if minutes < 120:
        return _("{n} minutes").format(n=minutes)
    return (
        _("{n} hours").format(n=round(minutes / 60))
        if minutes < 48 * 60
        else _("{n} days").format(n=round(minutes / 1440))
    )


def funnels(rows: Iterable[Any], now: int) -> tuple[dict[str, Funnel], dict[str, Funnel]]:
    """Count friends by route, the largest first, and by the week in which they came, the latest first."""
    by_route: dict[str, Funnel] = {}
    by_week: dict[str, Funnel] = {}
    for row in rows:
        by_route.setdefault(row.route or "", Funnel()).count(row.followed_at, row.linked_at)
        if now - row.followed_at < WEEKS * 7 * DAY:
            there = local(row.followed_at, ZONE)
            monday = local(row.followed_at - there.weekday() * DAY, ZONE)
            by_week.setdefault(f"{monday:%Y-%m-%d}", Funnel()).count(row.followed_at, row.linked_at)
    largest = sorted(by_route.items(), key=lambda each: (-each[1].adds, each[0]))[:MOST_ROUTES]
    return dict(largest), dict(sorted(by_week.items(), reverse=True))


async def report(
    connection: AsyncConnection, asker: Friend, _params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show adds, the linked share and the time to link, by route and by week."""
    _ = i18n.gettext(asker.speaks)
    came = select(friends.c.route, friends.c.followed_at, links.c.linked_at).outerjoin_from(
        friends, links, links.c.friend_id == friends.c.friend_id
    )
    came = came.where(friends.c.role.is_(None), friends.c.followed_at.is_not(None))
    by_route, by_week = funnels((await connection.execute(came)).all(), now)
    lines = [each.told(name or _("without a route"), _) for name, each in by_route.items()]
    weeks = [each.told(_("week of {day}").format(day=day), _) for day, each in by_week.items()]
    if not lines:
        return [messages.text(_("Nobody has added the account yet."))]
    return [messages.text(messages.cut_utf16("\n".join([_("By route"), *lines, "", _("By week"), *weeks])))]


def ask(turn: Turn, _rest: str = "") -> None:
    """`/links`: ask for the figures; they are read beside the road."""
    turn.ask_report("links")
