"""The people, their chats with the bot, and every message shown there.

Owned by `world`; knows nothing of HTTP.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from emulator.config import Person, Role, user_id_of

CHAT_LENGTH = 1_000
STRANGER_MS = 7 * 24 * 3_600_000


@dataclass(slots=True)
class Content:
    """The bytes behind a message that a user sent; ready_at in ms is when LINE has prepared them."""

    data: bytes
    mime: str
    ready_at: int
    file_name: str | None = None


@dataclass(slots=True)
class Shown:
    """One line of a chat: `body` is LINE's message object as it was sent."""

    id: str
    sender: Literal["user", "bot", "system"]
    at: int
    body: dict[str, Any]
    via: str
    billed: bool = False
    unsent: bool = False
    read: bool = False
    quote_token: str | None = None
    read_token: str | None = None
    quoted_id: str | None = None
    content: Content | None = None


@dataclass(slots=True)
class User:
    """A LINE user and this user's chat; times are ms, quick_reply holds the items shown right now."""

    id: str
    slug: str
    name: str
    language: str
    role: Role
    shown: bool = False
    friend: bool = False
    blocked: bool = False
    pc: bool = False
    chat_open: bool = True
    spoke_at: int | None = None
    loading_until: int = 0
    quick_reply: list[dict[str, Any]] | None = None
    quick_reply_id: str | None = None
    messages: deque[Shown] = field(default_factory=deque)

    @property
    def reachable(self) -> bool:
        """Whether this user is a friend who has not blocked the account."""
        return self.friend and not self.blocked

    def hears(self, now: int) -> bool:
        """Whether a push arrives: friends, and for seven days strangers who wrote first."""
        if self.blocked:
            return False
        return self.friend or (self.spoke_at is not None and now - self.spoke_at <= STRANGER_MS)


class People:
    """All users by id, and an index of shown messages, quote tokens and read tokens."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self.users: dict[str, User] = {}
        self._messages: dict[str, tuple[User, Shown]] = {}
        self._quotes: dict[str, Shown] = {}
        self._reads: dict[str, tuple[User, Shown]] = {}

    def add(self, person: Person) -> User:
        """Give a person a phone; KeyError when the slug is taken."""
        user = User(
            user_id_of(person.slug), person.slug, person.name, person.language, person.role, person.shown
        )
        if user.id in self.users:
            raise KeyError(person.slug)
        self.users[user.id] = user
        return user

    def show(self, user: User, line: Shown) -> None:
        """Put a line at the end of a chat; whatever quick replies stood there are gone."""
        user.quick_reply = user.quick_reply_id = None
        if len(user.messages) >= CHAT_LENGTH:
            self._drop(user.messages.popleft())
        user.messages.append(line)
        self._messages[line.id] = (user, line)
        if line.quote_token:
            self._quotes[line.quote_token] = line
        if line.read_token:
            self._reads[line.read_token] = (user, line)

    def _drop(self, line: Shown) -> None:
        self._messages.pop(line.id, None)
        self._quotes.pop(line.quote_token or "", None)
        self._reads.pop(line.read_token or "", None)

    def message(self, message_id: str) -> tuple[User, Shown] | None:
        """The message with that id and whose chat it is in."""
        return self._messages.get(message_id)

    def quoted(self, quote_token: str) -> Shown | None:
        """The message that a quote token stands for."""
        return self._quotes.get(quote_token)

    def read_by_bot(self, user: User) -> None:
        """Mark the user's lines as read, as LINE does by itself while the account's chat is off."""
        for line in reversed(user.messages):
            if line.sender == "user":
                if line.read:
                    return
                line.read = True

    def mark_read(self, read_token: str) -> User | None:
        """Mark a user's messages as read by the bot up to the token's; None when no such token exists."""
        found = self._reads.get(read_token)
        if found is None:
            return None
        user, last = found
        for line in user.messages:
            line.read = line.read or line.sender == "user"
            if line is last:
                break
        return user
