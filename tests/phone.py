"""A person's phone as a test holds it: she follows, taps, types; the test looks at what she sees.

Everything goes over real HTTP through the emulator; nothing of the bot is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from emulator.config import user_id_of
from tests.world import World

Shown = dict[str, Any]


class Phone:
    """One person's phone; every act returns once the house has fallen quiet."""

    def __init__(self, world: World, slug: str) -> None:
        self.world, self.slug, self.user_id = world, slug, user_id_of(slug)
        self._read = 0
        self.tapped = 0

    @staticmethod
    def id_of(slug: str) -> str:
        """Return the LINE user id of whoever has that slug."""
        return user_id_of(slug)

    # Acts

    async def adds_the_account(self) -> None:
        """Add the account as a friend, or unblock it."""
        await self._act("follow")

    async def blocks_the_account(self) -> None:
        """Block the account."""
        await self._act("block")

    async def types(self, words: str, quoting: str | None = None) -> str:
        """Send a text, perhaps quoting a bubble that contains some words; returns the message's id."""
        message: Shown = {"type": "text", "text": words}
        if quoting is not None:
            message["quoteMessageId"] = (await self.bubble(quoting))["id"]
        return str((await self._act("send", {"message": message}))["messageId"])

    async def sends(self, **message: Any) -> str:
        """Send any other message, such as a sticker; returns its id."""
        return str((await self._act("send", {"message": message}))["messageId"])

    async def sends_together(self, pictures: int, order: Sequence[int] = ()) -> list[str]:
        """Send pictures as one set, of which LINE tells in this order; returns their ids."""
        body: Shown = {"messages": [{"type": "image"}] * pictures, "order": list(order)}
        return list((await self._act("send", body))["messageIds"])

    async def opens(self, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Open an address as the phone would; returns status, headers and what came."""
        async with self.world.http.get(address, headers=headers, allow_redirects=False) as answer:
            return answer.status, dict(answer.headers), await answer.read()

    async def is_a_computer(self) -> None:
        """Use LINE for PC from now on: it has no menu, and no buttons under a bubble."""
        await self.world.control("PATCH", f"users/{self.user_id}", {"pc": True})

    async def unsends(self, message_id: str) -> None:
        """Take a message back."""
        await self._act("unsend", {"messageId": message_id})

    async def taps(self, label: str, **params: str) -> Shown:
        """Tap the newest thing on the screen with that label: quick reply, a bubble's button, menu area."""
        for place, message_id, action in await self._tappable():
            if action.get("label") == label or action.get("text") == label:
                body: Shown = {"on": place, "action": action}
                if message_id:
                    body["messageId"] = message_id
                if params:
                    body["params"] = params
                self.tapped += 1
                return dict(await self._act("tap", body))
        raise AssertionError(
            f"{self.slug} sees nothing to tap named {label!r}; there is {await self.labels()}"
        )

    async def _act(self, deed: str, body: Shown | None = None) -> Any:
        answer = await self.world.control("POST", f"users/{self.user_id}/{deed}", body or {})
        await self.world.quiet()
        return answer

    # Looks

    async def chat(self) -> Shown:
        """Return the chat as the phone has it."""
        return dict(await self.world.control("GET", f"users/{self.user_id}/chat"))

    async def bubbles(self, since: int = 0) -> list[Shown]:
        """Return the bot's and its people's bubbles, the oldest first."""
        return [each for each in (await self.chat())["messages"] if each["from"] == "bot"][since:]

    async def sees(self, words: str) -> Shown:
        """Return the newest unlooked-at bubble with these words, or fail with what is there."""
        everything = await self.bubbles()
        for bubble in reversed(everything):
            if words in said(bubble):
                return bubble
        raise AssertionError(
            f"{self.slug} does not see {words!r}, but:\n" + "\n---\n".join(map(said, everything[-6:]))
        )

    async def does_not_see(self, words: str) -> None:
        """Fail if any bubble has these words."""
        found = [said(bubble) for bubble in await self.bubbles() if words in said(bubble)]
        assert not found, f"{self.slug} sees {found}"

    async def news(self) -> list[Shown]:
        """Return the bubbles that came since the last call."""
        everything = await self.bubbles()
        new, self._read = everything[self._read :], len(everything)
        return new

    async def bubble(self, words: str) -> Shown:
        """Return the newest bubble of either side that contains some words."""
        for message in reversed((await self.chat())["messages"]):
            if words in said(message):
                return dict(message)
        raise AssertionError(f"{self.slug} has no bubble with {words!r}")

    async def menu(self) -> str | None:
        """Return the name of the rich menu that the phone shows."""
        shown = (await self.chat())["richMenu"]
        return str(shown["object"]["name"]) if shown else None

    async def labels(self) -> list[str]:
        """Return the labels of everything that can be tapped now, the newest first."""
        return [str(action.get("label") or action.get("text")) for _, _, action in await self._tappable()]

    async def _tappable(self) -> list[tuple[str, str | None, Shown]]:
        chat = await self.chat()
        found: list[tuple[str, str | None, Shown]] = []
        for item in chat["quickReply"] or []:
            found.append(("quickReply", chat["quickReplyMessageId"], item["action"]))
        for message in reversed(chat["messages"]):
            if message["from"] == "bot":
                own = {k: v for k, v in message.items() if k != "quickReply"}
                found += [("message", message["id"], action) for action in actions(own)]
        for area in (chat["richMenu"] or {}).get("object", {}).get("areas", []):
            found.append(("menu", None, area["action"]))
        return found

    async def billed(self) -> int:
        """Return how many messages to this phone were billed."""
        ledger = await self.world.control("GET", "ledger")
        return int(ledger["perUser"].get(self.user_id, {}).get("billed", 0))

    async def tags(self) -> set[str]:
        """Return the tags that the bot has put on this friend."""
        from bot import friends

        async with self.world.app.database.read() as connection:
            return (await friends.load(connection, [self.user_id], 0))[self.user_id].tags


def actions(part: Any) -> Iterator[Shown]:
    """Yield every action object in a message."""
    if isinstance(part, Mapping):
        kinds = ("postback", "message", "uri", "datetimepicker", "clipboard")
        if part.get("type") in kinds and not {"contents", "altText", "from"} & part.keys():
            yield dict(part)
            return
        for value in part.values():
            yield from actions(value)
    elif isinstance(part, list):
        for value in part:
            yield from actions(value)


def said(message: Mapping[str, Any]) -> str:
    """Return all words that a bubble shows, labels included."""
    words: list[str] = []

    def collect(part: Any) -> None:
        if isinstance(part, Mapping):
            for key, value in part.items():
                if key in ("text", "title", "label") and isinstance(value, str):
                    words.append(value)
                elif key not in ("action", "quickReply", "quoted"):
                    collect(value)
                elif key == "action" and isinstance(value, Mapping) and value.get("label"):
                    words.append(str(value["label"]))
        elif isinstance(part, list):
            for value in part:
                collect(value)

    collect(message)
    return "\n".join(words) or msgspec.json.encode(message).decode()
