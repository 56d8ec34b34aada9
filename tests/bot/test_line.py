"""A recipient's line: what leaves it, what comes back at its end, what the stop switch and the night hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from bot import messages, outbox, switches
from bot.clock import DAY, HOUR, MINUTE, SECOND
from bot.models import friends
from bot.models import outbox as rows
from bot.turn import Turn
from tests.bot.machine import ALEX, MISAKI, SATO, Machine, typed


async def changes(m: Machine, friend: str, **columns: Any) -> None:
    """Change columns of a friend, as a turn would have."""
    async with m.database.write() as connection:
        await connection.execute(update(friends).where(friends.c.friend_id == friend).values(**columns))


async def stops(m: Machine, stopped: bool) -> None:
    """Throw the stop switch."""
    async with m.database.write() as connection:
        value = str(m.clock.now()) if stopped else ""
        await switches.set_value(connection, switches.STOPPED, value, m.clock.now())


async def test_what_has_expired_leaves_the_line(m: Machine) -> None:
    """A message whose time is over is not sent and blocks nobody; one that expires later is sent."""
    await m.follows(MISAKI)
    now = m.clock.now()
    await m.tells(MISAKI, "late", expires_at=now)
    await m.tells(MISAKI, "in time", expires_at=now + 1)
    await m.quiet()
    assert await m.shown(MISAKI) == ["in time"]
    assert await m.statuses(rows) == ["expired", "sent"]


async def test_a_long_expired_head_blocks_nobody(m: Machine) -> None:
    """However many messages at the head of a line have expired, what stands behind them is sent."""
    await m.follows(MISAKI)
    await m.tells(MISAKI, *(str(number) for number in range(25)), expires_at=m.clock.now())
    await m.tells(MISAKI, "behind")
    for _ in range(4):
        await m.passes(1 * SECOND)
    assert await m.shown(MISAKI) == ["behind"]


async def test_automatic_words_wait_for_the_human_to_finish(m: Machine) -> None:
    """While a human has her only automatic messages are held; they come once the human is done."""
    await m.follows(MISAKI)
    await changes(m, MISAKI, with_human=True)
    for klass in ("automatic", "answer", "human", "account"):
        await m.tells(MISAKI, klass, klass=klass)
    await m.passes(1 * HOUR)
    assert await m.shown(MISAKI) == ["answer", "human", "account"]
    await changes(m, MISAKI, with_human=False)
    await m.passes(10 * MINUTE)
    assert await m.shown(MISAKI) == ["answer", "human", "account", "automatic"]


async def test_what_had_left_the_line_rejoins_at_its_end(m: Machine) -> None:
    """A deferred message that may go now stands behind those that came meanwhile."""
    await m.follows(MISAKI)
    await changes(m, MISAKI, with_human=True)
    await m.tells(MISAKI, "held", klass="automatic")
    await m.quiet()
    await changes(m, MISAKI, with_human=False)
    await stops(m, True)
    await m.tells(MISAKI, "younger")
    await m.passes(10 * MINUTE)
    await stops(m, False)
    await m.quiet()
    [request] = await m.requests("push")
    assert [each["text"] for each in request["body"]["messages"]] == ["younger", "held"]


async def test_the_stop_switch_lets_only_staff_hear(m: Machine) -> None:
    """Stopped, nothing new and nothing repeated goes to friends; staff go on; afterwards nothing is lost."""
    await m.follows(MISAKI)
    await m.follows(SATO, role="advisor")
    await m.faults({"endpoint": "push", "kind": "500", "count": 1})
    await m.tells(MISAKI, "under way")
    await m.quiet()
    await stops(m, True)
    await m.tells(MISAKI, "new")
    await m.tells(SATO, "for staff")
    await m.passes(1 * MINUTE)
    assert await m.shown(MISAKI) == []
    assert await m.shown(SATO) == ["for staff"]
    await stops(m, False)
    await m.quiet()
    assert await m.shown(MISAKI) == ["under way", "new"]


async def test_timed_words_wait_for_the_morning_of_her_zone(m: Machine) -> None:
    """At 22:00 in Tokyo nothing timed goes there before 9:00; to New York, where it is 8:00, in an hour."""
    await m.follows(MISAKI)
    await m.follows(ALEX)
    await changes(m, ALEX, zone="America/New_York")
    m.clock.at = m.clock.at // DAY * DAY + 13 * HOUR  # 22:00 in Tokyo, 8:00 in New York
    for friend in (MISAKI, ALEX):
        await m.tells(friend, "timed", timed=True)
        await m.tells(friend, "asked for")
    await m.quiet()
    assert (await m.shown(MISAKI), await m.shown(ALEX)) == (["asked for"], ["asked for"])
    await m.passes(1 * HOUR)
    assert (await m.shown(MISAKI), await m.shown(ALEX)) == (["asked for"], ["asked for", "timed"])
    await m.passes(10 * HOUR - 1)
    assert await m.shown(MISAKI) == ["asked for"]
    await m.passes(1)
    assert await m.shown(MISAKI) == ["asked for", "timed"]


async def test_after_an_outage_nothing_timed_is_caught_up_at_night(m: Machine) -> None:
    """What was due at noon and could not go because the bot was away until midnight waits for the morning."""
    await m.follows(MISAKI)
    await m.tells(MISAKI, "timed", timed=True)
    m.clock.at = m.clock.at // DAY * DAY + 15 * HOUR  # midnight in Tokyo
    await m.quiet()
    assert await m.shown(MISAKI) == []
    await m.passes(9 * HOUR)
    assert await m.shown(MISAKI) == ["timed"]


async def test_a_timer_makes_what_it_causes_timed(m: Machine) -> None:
    """What a turn says because of a timer waits for a decent hour, unless it says otherwise."""

    def decide(turn: Turn) -> None:
        if turn.event.kind == "enishi.timer":
            turn.say(messages.text("reminder"))
            turn.say(messages.text("urgent"), timed=False)
        elif typed(turn):
            turn.remind("test", "", turn.now + 11 * HOUR)

    m.decide = decide
    await m.writes(MISAKI, "remind me")
    await m.quiet()
    await m.passes(11 * HOUR)  # 23:00
    assert await m.shown(MISAKI) == ["urgent"]
    await m.passes(10 * HOUR)
    assert await m.shown(MISAKI) == ["urgent", "reminder"]


async def test_what_may_cost_and_what_may_not_never_share_a_push(m: Machine) -> None:
    """A message that may not be pushed waits for a token, and takes no other with it."""
    m.decide = lambda turn: None
    await m.follows(MISAKI)
    await m.tells(MISAKI, "free only", pushable=False)
    await m.tells(MISAKI, "may cost")
    await m.quiet()
    assert await m.shown(MISAKI) == ["may cost"]
    await m.writes(MISAKI, "hi")
    await m.quiet()
    assert await m.shown(MISAKI) == ["may cost", "free only"]


async def test_what_is_taken_back_before_it_is_sent_is_never_sent(m: Machine) -> None:
    """What passes on words that their writer takes back is withdrawn, and emptied if it was sent already."""
    await m.follows(MISAKI)
    await m.tells(MISAKI, "secret sent", message_id="m1")
    await m.quiet()
    await stops(m, True)
    await m.tells(MISAKI, "secret waiting", message_id="m1")
    await m.tells(MISAKI, "secret deferred", message_id="m1", pushable=False)
    await m.tells(MISAKI, "other", message_id="m2")
    async with m.database.write() as connection:
        await outbox.erase(connection, ["m1"], m.clock.now())
    await stops(m, False)
    await m.quiet()
    assert await m.shown(MISAKI) == ["secret sent", "other"]
    assert b"secret" not in b"".join(row.message for row in await m.rows(rows))


@pytest.mark.parametrize("pushable", [True, False])
async def test_what_is_taken_back_while_its_token_dies_is_not_said_later(m: Machine, pushable: bool) -> None:
    """Words taken back while a reply is under way do not come after all, by push or free; others do."""

    def decide(turn: Turn) -> None:
        if typed(turn):
            turn.say(messages.text("secret"), message_id="m1", pushable=pushable)
            turn.say(messages.text("other"), pushable=pushable)

    m.decide = decide
    await m.writes(MISAKI, "hi")
    await m.faults({"endpoint": "reply", "kind": "429_rate"})
    await m.quiet()
    async with m.database.write() as connection:
        await outbox.erase(connection, ["m1"], m.clock.now())
    for _ in range(12):
        await m.passes(8 * SECOND)
    await m.faults()
    await m.control("POST", f"users/{MISAKI}/event", {"type": "beacon", "beacon": {"type": "enter"}})
    await m.quiet()
    assert await m.shown(MISAKI) == ["other"]
    assert await m.statuses(rows) == ["dropped", "sent"]
