"""What the handoff knows during a turn: facts as they were loaded, and the two ways to change them.

A conversation is changed only in its friend's lane (`keep`), a desk only in its advisor's (`keep_desk`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from bot import i18n
from bot.addresses import Addresses
from bot.media import Medium
from bot.messages import Message
from bot.turn import Part, Turn
from handoff.bill import Bill
from handoff.plan import Plan
from handoff.roster import Roster

Status = Literal["waiting", "open", "done"]


@dataclass(frozen=True, slots=True)
class Words:
    """One thing that she said before anyone took her conversation, ready to be passed on.

    Of a photo, voice or file it is `media`: its bubbles are made when somebody gets them.
    """

    message_id: str | None
    messages: tuple[Message, ...]
    media: Medium | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A friend's wish to talk with a human, from asking to done; times in ms.

    `glance` is what staff see of her at a glance, and `glances` the same by the language of whoever reads it.
    `called` are the advisors who have got her card in this round, `avoided` those whom she shall not have
    again; `unanswered_since` is when her oldest words came that no person has answered; `left_by` is the
    advisor from whom she went to another or back to the queue; `urgent_at` is when words of crisis came;
    `rated` is what she said of it, from 1 to 3; `last_said` is LINE's id of the last words of either side;
    one with `frozen_at` waits for a lead and nobody else; `note_place` says where the note stands that the
    advisor before has left: LINE's id of his message, and how far into it. Until `held_until` her advisor may
    take back what he has written, until `gathered_until` hers is gathered (`gathered` bubbles, the
    last of a push `filled_by` that message); `read_token` marks hers as read.
    `away_told_at` is when she was told that he is away, `quota_told_at` when he was told that his words wait.
    """

    id: str
    friend_id: str
    status: Status
    reason: str
    name: str
    asked_at: int
    topic: str | None = None
    glance: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()
    called_at: int | None = None
    calls: int = 0
    soothed_at: int | None = None
    advisor_id: str | None = None
    advisor_name: str | None = None
    label: str | None = None
    taken_at: int | None = None
    answered_at: int | None = None
    last_friend_at: int | None = None
    last_advisor_at: int | None = None
    done_at: int | None = None
    outcome: str | None = None
    called: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    unanswered_since: int | None = None
    snoozed_until: int | None = None
    left_by: str | None = None
    left_at: int | None = None
    result: str | None = None
    urgent_at: int | None = None
    rated: int | None = None
    last_said: str | None = None
    frozen_at: int | None = None
    note_place: str | None = None
    held_until: int | None = None
    gathered_until: int | None = None
    read_token: str | None = None
    glances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    away_told_at: int | None = None
    quota_told_at: int | None = None
    gathered: int | None = None
    filled_by: str | None = None

    @property
    def silent(self) -> bool:
        """Whether the bot is silent in it: a person has it, or nobody but a person may answer."""
        return self.status == "open" or self.urgent_at is not None or self.frozen_at is not None

    @property
    def shown(self) -> str:
        """The label that her advisor knows her by, or her name while nobody has her."""
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that an advisor has just sent to a friend: LINE's id of it, and when."""

    message_id: str
    friend_id: str
    at: int


@dataclass(frozen=True, slots=True)
class Desk:
    """An advisor's own affairs: `focus` and `reaching` are conversations, `held` LINE message ids.

    `focus` is a friend while she is quoted whose conversation is not open; see `handoff.desk` for `held`.
    `sent` is what may not have gone out yet, newest last.

    `capacity` and `skills` (tags, and languages as `language:en`) are None while the content's hold. `missed`
    counts calls since his last sign of life, `formerly` are the LINE ids of phones that he has lost.
    """

    advisor_id: str
    on_duty: bool = False
    since: int = 0
    focus: str | None = None
    firm: bool = False
    focus_since: int = 0
    focus_until: int = 0
    reaching: str | None = None
    reaching_at: int = 0
    held: tuple[str, ...] = ()
    capacity: int | None = None
    skills: tuple[str, ...] | None = None
    missed: int = 0
    formerly: tuple[str, ...] = ()
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff as everybody's turn sees her."""

    friend_id: str
    role: str
    name: str
    language: str
    desk: Desk
    open: int = 0


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Whom a friend has talked with last, and with whom she shall not talk again."""

    friend_id: str
    advisor_id: str | None = None
    avoided: tuple[str, ...] = ()


@dataclass
class House:
    """What a batch shares: staff, the head of the queue, conversations that events name, labels in use.

    `usual` is how much business time (ms) usually passes until a person answers first; None while too few
    conversations tell.
    """

    staff: Mapping[str, Colleague] = field(default_factory=dict)
    waiting: int = 0
    plan: Plan = field(default_factory=Plan)
    now: int = 0
    usual: int | None = None
    queue: list[Conversation] = field(default_factory=list)
    everyone: list[Conversation] = field(default_factory=list)
    """All that wait or are open; loaded when a lead's turn is among the batch."""
    named: dict[str, Conversation] = field(default_factory=dict)
    labels: dict[str, set[str]] = field(default_factory=dict)
    bills: dict[str, Bill] = field(default_factory=dict)
    """What conversations that end now have cost so far."""
    unseen: dict[str, int] = field(default_factory=dict)
    """How much waits for advisors who want to see the rest."""
    addresses: Addresses = field(default_factory=lambda: Addresses("", ""))
    over_quota: bool = False  # read when advisors' words may be among the batch

    def today(self, staff_id: str) -> str:
        """Return who an advisor is by now, if he has lost that phone since."""
        return self._successors.get(staff_id, staff_id)

    @cached_property
    def _successors(self) -> dict[str, str]:
        return {lost: each for each, colleague in self.staff.items() for lost in colleague.desk.formerly}

    def language(self, staff_id: str) -> str:
        """The language to use with a member of staff, or with someone who was one until just now."""
        return self.staff[staff_id].language if staff_id in self.staff else i18n.DEFAULT

    def serves(self, desk: Desk) -> bool:
        """Whether the advisor of that desk is on duty now."""
        return desk.on_duty and self.roster_of(desk.advisor_id).counts(desk.since, self.now)

    def roster_of(self, staff_id: str) -> Roster:
        """Return when a member of staff answers."""
        return self.plan.roster_of(self.staff[staff_id].name) if staff_id in self.staff else self.plan.roster

    @property
    def on_duty(self) -> list[Colleague]:
        """Those who are to be called."""
        return [each for each in self.staff.values() if self.serves(each.desk)]

    @property
    def leads(self) -> list[Colleague]:
        """Those who see to it that nobody is forgotten: leads, or admins where there are none."""
        leads = [each for each in self.staff.values() if each.role == "lead"]
        return leads or [each for each in self.staff.values() if each.role == "admin"]


@dataclass
class State:
    """One friend's part: her own conversation, and, if she is staff, those that she holds."""

    own: Conversation | None = None
    desk: Desk | None = None
    open: list[Conversation] = field(default_factory=list)
    lately: list[Conversation] = field(default_factory=list)
    quotes: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """Per quoted message: whose words it carries or who got it, and its quote token in that person's chat."""
    passed: dict[str, dict[str, str]] = field(default_factory=dict)
    """Per message that was taken back: who got it passed on, and the outbox' status."""
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Messages that relay events refer to, as LINE described them; one that was taken back is not here."""
    sets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Pictures that came before in sets which events name, by LINE's id of the set."""
    media: dict[str, Medium] = field(default_factory=dict)
    """What has been fetched, or could not be, of messages that events name."""
    unanswered: list[dict[str, Any]] = field(default_factory=list)
    """Her messages that no person has answered, as LINE described them, when she is about to change hands."""
    pulled: list[str] = field(default_factory=list)
    """LINE's ids of what was to be pushed and now waits until her advisor asks for it."""
    changed: dict[str, Conversation] = field(default_factory=dict)
    desk_changed: bool = False
    notes: list[dict[str, Any]] = field(default_factory=list)
    deeds: list[dict[str, Any]] = field(default_factory=list)
    """Rows of the notes and of the audit log that this turn adds."""
    incidents: list[dict[str, Any]] = field(default_factory=list)
    thawed: list[dict[str, Any]] = field(default_factory=list)
    """Incidents that begin, and conversations whose incident ends (`conversation`, `by`, `at`)."""
    knows: Acquaintance | None = None
    met: bool = False  # whether `knows` is to be written


STATE = Part[State]("handoff")
HOUSE = Part[House]("handoff.house")


def keep(turn: Turn, conversation: Conversation, **changes: Any) -> Conversation:
    """Change this friend's own conversation; one that is done is hers no longer."""
    state = STATE.of(turn)
    changed = replace(conversation, **changes)
    state.changed[changed.id] = changed
    state.own = None if changed.status == "done" else changed
    return changed


def desk(turn: Turn) -> Desk:
    """Return the desk of the advisor whose turn it is; a new one is off duty."""
    return STATE.of(turn).desk or Desk(turn.friend.friend_id)


def keep_desk(turn: Turn, **changes: Any) -> Desk:
    """Change the desk of the advisor whose turn it is."""
    state = STATE.of(turn)
    state.desk = replace(desk(turn), **changes)
    state.desk_changed = True
    return state.desk


def serves(turn: Turn) -> bool:
    """Whether the advisor whose turn it is is on duty now."""
    return HOUSE.shared(turn).serves(desk(turn))


def knows(turn: Turn) -> Acquaintance:
    """Return whom this friend has talked with."""
    return STATE.of(turn).knows or Acquaintance(turn.friend.friend_id)


def meet(turn: Turn, **changes: Any) -> None:
    """Change whom this friend knows."""
    state = STATE.of(turn)
    state.knows, state.met = replace(knows(turn), **changes), True


def message(turn: Turn) -> dict[str, Any]:
    """Return the event's message object, empty for other events."""
    found = turn.event.data.get("message")
    return found if turn.event.kind == "message" and isinstance(found, dict) else {}
