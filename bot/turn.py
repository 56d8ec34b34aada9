"""A turn: one friend's open events, decided together in plain functions and committed in one transaction.

The worker calls `load`, then the composition root's dispatch for each event, then `commit`.
Nothing here reaches the network, and nothing decides: rooms load and save, handlers decide.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, cast

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import deliveries, friends, i18n, inbox, media, menus, outbox, outgoing, reports, timers
from bot.clock import Clock, derived_id
from bot.events import Event, RawEvent, encode
from bot.friends import Friend
from bot.messages import Message, Sender
from bot.outbox import Draft, Klass
from bot.outcomes import Attempt

T = TypeVar("T")

AT_ONCE = 5
"""So many events of a friend are decided in one turn."""


class Gesture(Struct, frozen=True):
    """A sign for a friend: `read` up to the message of that token, or `loading` for some seconds."""

    kind: Literal["read", "loading"]
    friend_id: str
    token: str = ""


@dataclass(frozen=True)
class Part(Generic[T]):
    """The typed name of what a room has loaded, for one friend or for a whole batch."""

    name: str

    def of(self, turn: Turn) -> T:
        """Return this part of a friend's state."""
        return cast(T, turn.parts[self.name])

    def give(self, turn: Turn, value: T) -> None:
        """Put this part of a friend's state in place."""
        turn.parts[self.name] = value

    def shared(self, turn: Turn) -> T:
        """Return this part of what the whole batch shares."""
        return cast(T, turn.batch.shared[self.name])

    def share(self, batch: Batch, value: T) -> None:
        """Put this part in place for the whole batch."""
        batch.shared[self.name] = value


@dataclass(frozen=True)
class Room:
    """A feature's two ways to the database: one reads its part for a batch, one writes what turns changed."""

    load: Callable[[AsyncConnection, Batch], Awaitable[None]]
    save: Callable[[AsyncConnection, Batch], Awaitable[None]]


@dataclass
class Batch:
    """The turns of one transaction: one snapshot of content, one moment, many friends."""

    now: int
    clock: Clock
    bot: Sender | None = None
    shared: dict[str, Any] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        """The friends of this batch."""
        return list(self.turns)

    def events(self, kind: str) -> list[Event]:
        """All events of one kind, for loaders that look up what an event names."""
        return [event for turn in self.turns.values() for event in turn.events if event.kind == kind]


@dataclass
class Turn:
    """One friend's events on their way to a commit; `event` is the one being decided.

    `also` are events, by their seq, that an earlier one has taken along; `held` is the first that is left for
    later, and until when.
    """

    batch: Batch
    friend: Friend
    events: list[Event]
    bot: Sender
    event: Event = field(init=False)
    parts: dict[str, Any] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    posts: list[RawEvent] = field(default_factory=list)
    timers: list[timers.Change] = field(default_factory=list)
    reports: list[reports.Wish] = field(default_factory=list)
    deliveries: list[deliveries.Wish] = field(default_factory=list)
    fetched: list[media.Wish] = field(default_factory=list)
    gestures: list[Gesture] = field(default_factory=list)
    menu: menus.Wish | None = None
    erased: list[str] = field(default_factory=list)
    also: set[int] = field(default_factory=set)
    held: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        self.event = self.events[0]

    @property
    def now(self) -> int:
        """The moment of this batch, in milliseconds; the only clock of a decision."""
        return self.batch.now

    @property
    def _(self) -> Callable[[str], str]:
        """Say an English sentence of the code in the friend's language."""
        return i18n.gettext(self.friend.speaks)

    def new_id(self) -> str:
        """Return a new ULID."""
        return self.batch.clock.new_id()

    def new_secret(self, bits: int = 192) -> str:
        """Return random base64url text that nobody can guess."""
        return self.batch.clock.new_secret(bits)

    def say(self, *messages: Message, klass: Klass = "answer", **how: Any) -> None:
        """Let the bot speak to this friend; see `tell`."""
        self.tell(self.friend.friend_id, *messages, klass=klass, **how)

    def tell(
        self,
        recipient: str,
        *messages: Message,
        klass: Klass = "account",
        sender: Sender | None = None,
        about: str | None = None,
        message_id: str | None = None,
        pushable: bool = True,
        expires_in: int | None = None,
        timed: bool | None = None,
        not_before: int | None = None,
    ) -> None:
        """Put messages into somebody's line, in order, as the bot or as `sender`.

        `about` names the friend whose words they carry and `message_id` LINE's id of those words, so that an
        answer by quote finds her and an unsend finds them. `expires_in` is in ms. `timed` messages wait for a
        decent hour; it defaults to whether a timer caused them. `not_before` (ms) keeps them out of the line.
        """
        for message in messages:
            self.drafts.append(
                Draft(
                    id=self.new_id(),
                    recipient=recipient,
                    klass=klass,
                    message={**message, "sender": sender or self._bot_for(recipient)},
                    pushable=pushable,
                    timed=self.event.kind == timers.EVENT if timed is None else timed,
                    expires_at=None if expires_in is None else self.now + expires_in,
                    created_at=self.now,
                    cause=self.event.event_id,
                    about=about,
                    message_id=message_id,
                    not_before=not_before,
                )
            )

    def _bot_for(self, recipient: str) -> Sender:
        """Speak to her as the bot in her language; to others in the service's own."""
        return self.bot if recipient == self.friend.friend_id else self.batch.bot or self.bot

    def post(self, lane: str, kind: str, **data: Any) -> None:
        """Wish something of another friend: an event for her lane, in the same commit."""
        event_id = derived_id(self.event.event_id, lane, kind, str(len(self.posts)))
        body = encode({"type": kind, "from": self.friend.friend_id, **data})
        self.posts.append(RawEvent(event_id, lane, kind, body, self.now))

    def remind(self, kind: str, key: str, due_at: int, **data: Any) -> None:
        """Set a timer, in place of an earlier one of the same kind and key; it comes back as an event."""
        self.timers.append(timers.Change(self.friend.friend_id, kind, key, self.new_id(), due_at, data))

    def forget(self, kind: str, key: str) -> None:
        """Cancel a timer; one that is on its way already is recognised by its version."""
        self.timers.append(timers.Change(self.friend.friend_id, kind, key, None, 0, {}))

    def want_menu(self, name: str, kind: menus.Kind = "now") -> None:
        """Wish that the friend sees this rich menu; the last wish of a turn wins."""
        weaker = kind != "now" and self.menu is not None and self.menu.kind != kind
        self.menu = menus.Wish(name, "now" if weaker else kind)

    def erase_message(self, message_id: str) -> None:
        """Wish that a message she took back is gone from all that we store, and passed on no further."""
        self.erased.append(message_id)

    def wait(self, until: int) -> None:
        """Leave this event and those after it in the inbox until that moment: more may belong to it."""
        self.held = self.event.seq, until

    def ask_report(self, kind: str, **params: Any) -> None:
        """Ask for an answer that needs more than a turn loads; it arrives by the outbox."""
        self.reports.append(reports.Wish(self.new_id(), kind, self.friend.friend_id, params, self.now))

    def fetch(
        self, message_id: str, kind: str, purpose: str, sent_by: str | None = None, **facts: Any
    ) -> None:
        """Wish to have what was sent in a message; `media.fetched` comes into this lane in any case.

        `sent_by` is another friend's id; `facts` are name, size and duration as far as LINE names them.
        """
        mine = self.friend.friend_id
        wish = media.Wish(message_id, sent_by or mine, kind, mine, purpose, self.new_id(), **facts)
        self.fetched.append(wish)

    def gesture(self, kind: Literal["read", "loading"], token: str = "") -> None:
        """Wish that she sees that an answer is coming, or that what came with this token was read."""
        self.gestures.append(Gesture(kind, self.friend.friend_id, token))

    def deliver(self, kind: str, key: str, owed: bool = False) -> None:
        """Wish that the operator's own system is told of this thing as it then is.

        What is owed to a member is told also if this friend has all her data deleted before.
        """
        whose = deliveries.NOBODY if owed else self.friend.friend_id
        self.deliveries.append(deliveries.Wish(whose, kind, key, self.new_id()))


async def load(
    connection: AsyncConnection,
    claimed: Mapping[str, list[Event]],
    rooms: Sequence[Room],
    batch: Batch,
    bot: Callable[[Friend], Sender],
) -> Batch:
    """Read all that the batch needs, each room in queries whose number does not depend on its size."""
    known = await friends.load(connection, list(claimed), batch.now)
    batch.turns = {
        lane: Turn(batch, known[lane], events, bot(known[lane])) for lane, events in claimed.items()
    }
    for room in rooms:
        await room.load(connection, batch)
    return batch


def decide(turn: Turn, dispatch: Callable[[Turn], None]) -> None:
    """Decide a friend's events in order, except those decided along with an earlier one or left for later."""
    for place, event in enumerate(list(turn.events)):
        if event.seq not in turn.also:
            turn.event = event
            dispatch(turn)
        if turn.held:
            del turn.events[place:]
            return


async def commit(
    connection: AsyncConnection, batch: Batch, rooms: Sequence[Room], leaser: outgoing.Leaser | None = None
) -> list[Attempt]:
    """Write what the turns decided; the caller's transaction makes it one. Returns what it leased."""
    turns = list(batch.turns.values())
    personal = [turn for turn in turns if turn.friend.friend_id.startswith("U")]
    await friends.save(connection, [turn.friend for turn in personal])
    for room in rooms:
        await room.save(connection, batch)
    drafts = [draft for turn in turns for draft in turn.drafts]
    events = [event for turn in personal for event in turn.events]
    them = {turn.friend.friend_id: turn.friend for turn in turns}
    # What is taken back in this commit is withdrawn from its line before anything is leased.
    straight = None if any(turn.erased for turn in turns) else leaser
    leased, left = await outgoing.put(connection, drafts, events, them, straight, batch.now)
    await timers.save(connection, [change for turn in turns for change in turn.timers])
    await menus.want(
        connection, {t.friend.friend_id: t.menu for t in turns if t.menu}, batch.now, batch.clock
    )
    await reports.put(connection, [wish for turn in turns for wish in turn.reports])
    await deliveries.want(connection, [wish for turn in turns for wish in turn.deliveries], batch.now)
    await _erase(connection, [gone for turn in turns for gone in turn.erased], batch.now)
    posts = [post for turn in turns for post in turn.posts]
    wished = [wish for turn in turns for wish in turn.fetched if wish.message_id not in turn.erased]
    posts += await media.want(connection, wished, batch.now)
    if posts:
        await inbox.put(connection, posts, batch.now)
    await inbox.finish(connection, [event.seq for turn in turns for event in turn.events])
    return leased + (await leaser.lease_at_once(connection, left) if leaser and left else [])


async def _erase(connection: AsyncConnection, message_ids: Sequence[str], now: int) -> None:
    if message_ids:
        await inbox.erase(connection, message_ids)
        await outbox.erase(connection, message_ids, now)
        await media.erase(connection, message_ids)
