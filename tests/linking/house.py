"""The linking room at work behind the machine's own inbox and worker, with the page's half played by hand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select

from bot import content, events, friends, inbox
from bot.bells import Bells
from bot.clock import Clock
from bot.db import Database
from bot.friends import Scalar
from bot.messages import sender
from bot.metrics import Metrics
from bot.models import inbox as inbox_table
from bot.models import outbox
from bot.turn import Turn
from bot.worker import Worker
from linking import book, directory, links, nonces, words
from linking.links import LinkResult
from linking.member_import import Imported, import_members
from linking.passwords import Passwords
from linking.tables import gifts as gifts_table
from linking.tables import links as links_table
from linking.tables import members as members_table

PUBLIC_URL = "https://career.example"
SECRET_KEY = "a key that is used in tests and nowhere else"
SAKI, REN, YUI = ("U" + letter * 32 for letter in "abc")
MEMBERS = """\
member_id,password,name,grad_year,newsletter,phase
S-1001,sakura,田中 みさき,2027,true,interview
S-1002,momiji,Ren Suzuki,2028,false,
S-1003,kaede,,2027,,start
"""


def both(japanese: str, english: str) -> dict[str, str]:
    """Say the same in both languages."""
    return {"ja": japanese, "en": english}


SERVICE = content.Service.model_validate(
    {
        "name": both("キャリア相談室", "The Career Room"),
        "company": both("みらいキャリア株式会社", "Mirai Career Inc."),
        "licence": "13-ユ-000000",
        "contact": {"email": "soudan@career.example"},
        "sender": {"name": both("案内係（自動）", "Assistant")},
        "greeting": "Hello",
        "notice": {
            "version": "2026-11",
            "purpose": both("条件に合うお知らせのために使います。", "We use it to send what fits."),
            "retention": both("2年間保存します。", "We keep it for two years."),
            "sharing": both("第三者に渡しません。", "We share it with nobody."),
            "rights": both("いつでも消せます。", "You can have it deleted."),
        },
        "gift": {"page": "examples", "name": both("例文集", "Example answers")},
        "link": {
            "offer": both("会員登録とLINEを連携できます。", "Link your membership."),
            "button": both("連携する", "Link"),
            "benefits": [both("条件に合うお知らせだけが届きます", "Only what fits")],
            "done": both("連携が完了しました。", "You're linked."),
            "undone": both("連携を解除しました。", "Unlinked."),
        },
    }
)

DECLARED = content.Declared.model_validate(
    {
        "attributes": [
            {"id": "grad_year", "type": "integer", "label": "year", "tag": "grad_year:{value}"},
            {"id": "newsletter", "type": "boolean", "label": "newsletter", "tag": "newsletter"},
            {"id": "phase", "type": "text", "label": "phase", "tag": "phase:{value}"},
        ]
    }
)


class Now(Clock):
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 1_795_000_000_000

    def now(self) -> int:
        """Return the same moment until somebody passes time."""
        return self.at


class House:
    """Inbox, worker and the linking room; `decided` is what became of each accountLink event, in order."""

    def __init__(self, database: Database, clock: Now, passwords: Passwords) -> None:
        self.database, self.clock, self.passwords = database, clock, passwords
        self.room = book.room(book.Doors(PUBLIC_URL, SECRET_KEY))
        self.decided: list[tuple[str, str, LinkResult]] = []
        self.worker = self.another_worker(database)
        self._events = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, passwords: Passwords) -> AsyncIterator[House]:
        """Open a house with the members of MEMBERS."""
        database = Database(url)
        house = cls(database, Now(), passwords)
        await house.import_csv(MEMBERS)
        yield house
        await database.close()

    def another_worker(self, database: Database, probe: Callable[[str], None] = lambda stage: None) -> Worker:
        """Return a worker like this house's own."""
        bot = sender("案内係（自動）")
        return Worker(
            database, self.clock, [self.room], self.dispatch, lambda _: bot, Bells(), Metrics(), probe
        )

    async def import_csv(self, text: str | bytes, **how: Any) -> Imported:
        """Import members as the command does."""
        data = text.encode() if isinstance(text, str) else text
        return await import_members(self.database, self.clock, self.passwords, data, **how)

    def dispatch(self, turn: Turn) -> None:
        """Do what handlers do with the events of linking."""
        kind, result = turn.event.kind, turn.event.data.get("link", {}).get("result")
        if kind in ("accountLink", book.PROVEN) and result == "ok":
            before = links.link_of(turn)
            became = links.on_account_link(turn, DECLARED, SERVICE.gift)
            if (
                before
                and (after := links.link_of(turn)) != before
                and not (after and became.outcome == "thawed")
            ):
                self.decided.append((turn.friend.friend_id, "unlink", LinkResult("already")))
            self.decided.append((turn.friend.friend_id, turn.event.event_id, became))
            words.tell(turn, became, SERVICE.link, SERVICE.gift)
        elif kind == "accountLink":
            links.on_account_link_failed(turn)
        elif kind == links.FAILED:
            words.tell_failed(turn)
        elif kind == directory.CHANGED:
            links.on_member_changed(turn, DECLARED)
        elif kind == links.GIVE_WAY:
            data = turn.event.data
            if links.give_way(turn):
                self.decided.append((turn.friend.friend_id, "unlink", LinkResult("already")))
            turn.post(data["to"], book.ARRIVE, member_id=data["member_id"], route=data["route"])
        elif kind == book.ARRIVE:
            became = links.arrive(turn, DECLARED, SERVICE.gift)
            self.decided.append((turn.friend.friend_id, turn.event.event_id, became))
        elif kind == "test.freeze" and (link := links.link_of(turn)):
            links.freeze(turn, link.member_id)
        elif kind == "test.unlink":
            self.decided.append((turn.friend.friend_id, "unlink", LinkResult("already")))
            links.unlink(turn)

    async def nonce(
        self, member_id: str, friend_id: str, session: str | None = None, over: nonces.Over | None = None
    ) -> str:
        """Issue a nonce, as the page does once the member is signed in by this friend's button."""
        async with self.database.write() as connection:
            secret = session or self.clock.new_secret()
            return await nonces.issue(connection, self.clock, member_id, friend_id, secret, None, over)

    def line_says(self, friend_id: str | None, nonce: str, result: str = "ok", same_id: str = "") -> bytes:
        """Return the webhook event in which LINE brings a nonce back; without a friend when it failed."""
        self._events += 1
        event: dict[str, Any] = {
            "type": "accountLink",
            "mode": "active",
            "timestamp": self.clock.now(),
            "webhookEventId": same_id or f"event-{self._events}-{self.clock.new_secret(64)}",
            "deliveryContext": {"isRedelivery": False},
            "link": {"result": result, "nonce": nonce},
        }
        if friend_id is not None:
            event["source"] = {"type": "user", "userId": friend_id}
        return json.dumps({"destination": "U0", "events": [event]}).encode()

    async def hears(self, *bodies: bytes) -> None:
        """Accept webhooks at this moment, without deciding them yet."""
        async with self.database.write() as connection:
            for body in bodies:
                await inbox.put(connection, events.split(body), self.clock.now())

    async def is_told(self, lane: str, kind: str, **facts: Any) -> None:
        """Put an event of the house's own into a lane."""
        self._events += 1
        body = json.dumps({"type": kind, **facts}).encode()
        raw = events.RawEvent(f"own-{self._events}-{self.clock.new_secret(64)}", lane, kind, body, 0)
        async with self.database.write() as connection:
            await inbox.put(connection, [raw], self.clock.now())

    async def settles(self) -> None:
        """Work until nothing is open; nothing may have gone wrong on the way."""
        while await self.worker.step():
            pass
        async with self.database.read() as connection:
            rows = await connection.execute(select(inbox_table).where(inbox_table.c.status != "done"))
            assert [(row.kind, row.error) for row in rows] == []

    async def links_now(self, friend_id: str, member_id: str) -> LinkResult:
        """Let a member go the whole way by her friend's own button; return what came of it."""
        nonce = await self.nonce(member_id, friend_id)
        await self.hears(self.line_says(friend_id, nonce))
        await self.settles()
        return self.decided[-1][2]

    async def unlinks(self, friend_id: str) -> None:
        """Let a friend unlink."""
        await self.is_told(friend_id, "test.unlink")
        await self.settles()

    async def ties(self) -> dict[str, str]:
        """Return who is linked: friend to member."""
        async with self.database.read() as connection:
            return {row.friend_id: row.member_id for row in await connection.execute(select(links_table))}

    async def frozen(self) -> set[str]:
        """Return the friends whose link is frozen."""
        async with self.database.read() as connection:
            rows = await connection.execute(select(links_table).where(links_table.c.frozen_at.is_not(None)))
            return {row.friend_id for row in rows}

    async def changes(self, member_id: str, **attributes: Scalar) -> None:
        """Say what is true of a member, as the operator's own system does."""
        async with self.database.write() as connection:
            await directory.put(connection, member_id, attributes, self.clock.now())

    async def record(self, member_id: str) -> dict[str, Scalar]:
        """Return what is true of a member."""
        async with self.database.read() as connection:
            return dict((await directory.find(connection, [member_id]))[member_id].attributes)

    async def heard(self, friend_id: str) -> list[str]:
        """Return the kinds of all events that a friend's lane has had."""
        query = select(inbox_table.c.kind).where(inbox_table.c.lane == friend_id)
        async with self.database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def given(self) -> dict[str, str]:
        """Return who was given the gift: member to the friend through whom."""
        async with self.database.read() as connection:
            return {row.member_id: row.friend_id for row in await connection.execute(select(gifts_table))}

    async def friend(self, friend_id: str) -> friends.Friend:
        """Return a friend as the next turn would see her."""
        async with self.database.read() as connection:
            return (await friends.load(connection, [friend_id], self.clock.now()))[friend_id]

    async def versions(self) -> dict[str, int]:
        """Return each member's version."""
        async with self.database.read() as connection:
            return {row.member_id: row.version for row in await connection.execute(select(members_table))}

    async def said(self, friend_id: str) -> list[dict[str, Any]]:
        """Return what the bot has said to a friend."""
        query = select(outbox.c.message).where(outbox.c.recipient == friend_id).order_by(outbox.c.seq)
        async with self.database.read() as connection:
            return [json.loads(row.message) for row in await connection.execute(query)]
