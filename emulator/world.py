"""Everything that the platform knows at one moment, in one place, in memory.

Made by `app`; every handler gets it. Holds no rules of its own.
"""

import asyncio
from collections.abc import Callable, Sequence

from emulator.config import Config
from emulator.faults import Faults
from emulator.id_tokens import Seal
from emulator.ids import Ids
from emulator.journal import Journal
from emulator.ledger import Ledger
from emulator.limits import Limits
from emulator.logins import Logins
from emulator.menus import Menus
from emulator.people import People, User
from emulator.stream import Stream
from emulator.tokens import LinkTokens, ReplyTokens, RetryKeys
from emulator.webhooks import Event, Webhooks


class World:
    """One channel's platform; `closing` is set when the server goes down."""

    def __init__(self, config: Config, now: Callable[[], int]) -> None:
        self.config = config
        self.now = now
        self.public_url = config.public_url
        self.stream = Stream()
        self.closing = asyncio.Event()
        self.webhooks = Webhooks(config.channel_secret, config.bot_user_id, config.webhook_url)
        self.webhooks.on_attempt = self._refresh_tokens
        if config.chat_mode == "bot":
            self.webhooks.on_accepted = self._read
        self.ids = Ids(now, config.seed)
        self.seal = Seal(config.login_channel_secret, config.id_token_alg)
        self.forget()

    def forget(self) -> None:
        """Start anew with the default cast; only the configuration and the webhook url stay."""
        self.people = People(self.now)
        self.replies = ReplyTokens(self.now)
        self.retries = RetryKeys(self.now)
        self.link_tokens = LinkTokens(self.now)
        self.logins = Logins(self.now)
        self.ledger = Ledger(self.config.quota)
        self.menus = Menus(self.now)
        self.faults = Faults()
        self.limits = Limits(self.now, self.config.rate_factor)
        self.journal = Journal()
        self.webhooks.forget()
        for person in self.config.cast if self.config.seed_users else ():
            self.people.add(person)

    def changed(self, user: User) -> None:
        """Tell the pages that this user's chat looks different."""
        self.stream.publish("chat", user.id)

    def _read(self, events: Sequence[Event]) -> None:
        for event in events:
            source = event.get("source") if isinstance(event, dict) else None
            user = self.people.users.get(str(source.get("userId"))) if isinstance(source, dict) else None
            if user is not None:
                self.people.read_by_bot(user)
                self.changed(user)

    def _refresh_tokens(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, dict) and isinstance(event.get("replyToken"), str):
                self.replies.delivered(event["replyToken"])
