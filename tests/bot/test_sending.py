"""What the sender does with LINE's answers, seen from the phone and from LINE's own journal."""

from __future__ import annotations

import pytest

from bot import inbox, messages
from bot.clock import HOUR, MINUTE, SECOND
from bot.models import attempts, outbox, reply_tokens
from bot.turn import Turn
from tests.bot.machine import ALEX, MISAKI, SATO, Machine, event, person, typed
from tests.world import TOKEN


async def test_an_answer_is_free(m: Machine) -> None:
    """What answers an event goes out by its reply token."""
    await m.writes(MISAKI, "hello")
    await m.quiet()
    assert await m.shown(MISAKI) == ["hello"]
    assert await m.methods() == ["reply"]
    [row] = await m.rows(outbox)
    chat = await m.control("GET", f"users/{MISAKI}/chat")
    assert (row.status, row.line_id) == ("sent", chat["messages"][-1]["id"])
    assert row.quote_token


async def test_without_a_token_it_is_pushed(m: Machine) -> None:
    """Where no token lives, a push with a retry key carries the message."""
    await m.follows(MISAKI)
    await m.tells(MISAKI, "news")
    await m.quiet()
    [request] = await m.requests("push")
    [attempt] = await m.rows(attempts)
    assert request["headers"]["retryKey"] == attempt.id
    assert await m.shown(MISAKI) == ["news"]


async def test_five_bubbles_make_an_attempt_and_overflow_takes_the_next_token(m: Machine) -> None:
    """Five consecutive messages share a request; the rest takes the next live token, and only then a push."""

    def decide(turn: Turn) -> None:
        if typed(turn) == "second":
            turn.say(*(messages.text(str(number)) for number in range(12)))

    m.decide = decide
    await m.writes(MISAKI, "first")
    await m.writes(MISAKI, "second")
    await m.quiet()
    assert await m.shown(MISAKI) == [str(number) for number in range(12)]
    sent = await m.requests("reply", "push")
    assert [(r["path"].rpartition("/")[2], len(r["body"]["messages"])) for r in sent] == [
        ("reply", 5),
        ("reply", 5),
        ("push", 2),
    ]


async def spend_tokens(m: Machine) -> None:
    """Let the turn be decided, then use up at LINE every reply token that the bot has."""
    await m.worker.step()
    for row in await m.rows(reply_tokens):
        body = {"replyToken": row.token, "messages": [{"type": "text", "text": "spent"}]}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with m.http.post(f"{m.line_url}/v2/bot/message/reply", json=body, headers=headers) as answer:
            assert answer.status == 200


async def test_a_dead_token_gives_way_to_a_push(m: Machine) -> None:
    """A first try that LINE refuses for its token is said by push at once, and shown once."""
    await m.writes(MISAKI, "hello")
    await spend_tokens(m)
    await m.quiet()
    assert await m.shown(MISAKI) == ["spent", "hello"]
    assert await m.methods() == ["reply", "reply", "push"]
    assert await m.statuses(outbox) == ["sent"]
    assert sorted(await m.statuses(attempts)) == ["refused", "sent"]


async def test_a_dead_token_lets_what_may_not_be_pushed_wait(m: Machine) -> None:
    """What may not cost anything waits until she writes again, and comes free then, before newer words."""
    m.decide = lambda turn: turn.say(messages.text(typed(turn)), pushable=False)
    await m.writes(MISAKI, "one")
    await spend_tokens(m)
    await m.quiet()
    assert await m.statuses(outbox) == ["deferred"]
    await m.passes(1 * HOUR)
    await m.writes(MISAKI, "two")
    await m.quiet()
    assert await m.shown(MISAKI) == ["spent", "one", "two"]
    assert "push" not in await m.methods()


@pytest.mark.parametrize("kind", ["500", "timeout_before", "timeout_after", "reset_before", "reset_after"])
async def test_a_push_of_unknown_fate_is_repeated_until_it_is_certain(m: Machine, kind: str) -> None:
    """The same key and the same body, again and again, and she sees it once."""
    await m.follows(MISAKI)
    await m.faults({"endpoint": "push", "kind": kind, "count": 3, "seconds": 0.01})
    await m.tells(MISAKI, "one", "two")
    await m.quiet()
    for _ in range(4):
        await m.passes(10 * SECOND)
    sent = await m.requests("push")
    assert len(sent) == 4
    assert len({(r["headers"]["retryKey"], str(r["body"])) for r in sent}) == 1
    assert await m.shown(MISAKI) == ["one", "two"]
    assert await m.statuses(outbox) == ["sent", "sent"]
    assert all(row.line_id for row in await m.rows(outbox))


@pytest.mark.parametrize("kind", ["500", "timeout_before", "timeout_after", "reset_before", "reset_after"])
async def test_a_reply_of_unknown_fate_is_repeated_on_its_token(m: Machine, kind: str) -> None:
    """A reply that may or may not have got through is tried again on the same token, never pushed."""
    await m.faults({"endpoint": "reply", "kind": kind, "count": 2, "seconds": 0.01})
    await m.writes(MISAKI, "hello")
    await m.quiet()
    await m.passes(1 * SECOND)
    await m.passes(2 * SECOND)
    assert await m.shown(MISAKI) == ["hello"]
    assert set(await m.methods()) == {"reply"}
    assert await m.statuses(outbox) == ["sent"]


async def test_unknown_is_settled_and_counted_and_never_pushed(m: Machine) -> None:
    """When the token's time is over nobody knows any more: it is settled, counted, and not said again."""
    await m.faults({"endpoint": "reply", "kind": "timeout_after", "count": 1, "seconds": 0.01})
    await m.writes(MISAKI, "hello")
    await m.worker.step()
    m.clock.at += 44 * SECOND + 1
    await m.quiet()
    for _ in range(3):
        await m.passes(1 * HOUR)
    assert await m.statuses(outbox) == ["unknown"]
    assert await m.methods() == ["reply"]
    assert m.metrics.attempts.labels("reply", "Unknown")._value.get() == 1


async def test_a_sender_that_died_leaves_a_try_of_unknown_fate(m: Machine) -> None:
    """What a killed sender had sent is repeated on its token by the next one, never pushed."""
    # Given a sender that died after LINE took its reply and before it was written down
    await m.writes(MISAKI, "hello")
    await m.worker.step()
    await m.sender.step()
    await m.sender.quiet()
    assert await m.shown(MISAKI) == ["hello"]
    # When another one takes over
    m.sender = m.new_sender()
    await m.passes(11 * SECOND)
    # Then LINE's 'Invalid reply token' means that it got through
    assert await m.methods() == ["reply", "reply"]
    assert await m.shown(MISAKI) == ["hello"]
    assert await m.statuses(outbox) == ["sent"]


async def test_a_sender_that_died_long_ago_leaves_an_unknown(m: Machine) -> None:
    """When nobody came in time, a dead token says nothing about the dead sender's try."""
    await m.writes(MISAKI, "hello")
    await m.worker.step()
    await m.sender.step()
    await m.sender.quiet()
    m.sender = m.new_sender()
    await m.passes(1 * HOUR)
    assert await m.statuses(outbox) == ["unknown"]
    assert await m.shown(MISAKI) == ["hello"]


async def test_the_rate_limit_of_one_recipient_spares_the_others(m: Machine) -> None:
    """A single recipient who meets the rate limit waits alone; nothing is lost."""
    await m.follows(MISAKI)
    await m.follows(ALEX)
    await m.faults({"endpoint": "push", "kind": "429_rate", "count": 1})
    await m.tells(MISAKI, "for Misaki")
    await m.quiet()
    await m.tells(ALEX, "for Alex")
    await m.quiet()
    assert await m.shown(ALEX) == ["for Alex"]
    assert await m.shown(MISAKI) == []
    await m.passes(1 * SECOND)
    assert await m.shown(MISAKI) == ["for Misaki"]


async def test_a_second_recipient_at_the_rate_limit_rests_the_endpoint(m: Machine) -> None:
    """Once a second recipient meets it, the whole endpoint rests for two seconds; the other one does not."""
    for friend in (MISAKI, ALEX, SATO):
        await m.follows(friend)
    await m.faults({"endpoint": "push", "kind": "429_rate", "count": 2})
    await m.tells(MISAKI, "1")
    await m.quiet()
    await m.tells(ALEX, "2")
    await m.quiet()
    tried = len(await m.requests("push"))
    await m.tells(SATO, "3")
    await m.passes(1 * SECOND)
    assert len(await m.requests("push")) == tried
    await m.writes(MISAKI, "free")
    await m.worker.step()
    for _ in range(3):
        await m.passes(2 * SECOND)
    assert await m.shown(SATO) == ["3"]
    assert await m.shown(ALEX) == ["2"]
    assert sorted(await m.shown(MISAKI)) == ["1", "free"]


async def test_a_throttled_reply_is_pushed_when_its_token_dies(m: Machine) -> None:
    """A reply that LINE never took because of the rate is not lost with its token."""
    await m.faults({"endpoint": "reply", "kind": "429_rate"})
    await m.writes(MISAKI, "hello")
    await m.quiet()
    for _ in range(12):
        await m.passes(8 * SECOND)
    assert await m.shown(MISAKI) == ["hello"]
    assert (await m.methods())[-1] == "push"


async def test_the_month_is_used_up_and_she_gets_it_free_when_she_writes(m: Machine) -> None:
    """Over the month's limit nothing more is pushed; what waits comes by reply once she has written."""
    # Given a month that is used up
    m.decide = lambda turn: None
    for friend, role in ((MISAKI, None), (ALEX, None), (SATO, "admin")):
        await m.follows(friend, role=role)
    await m.faults({"endpoint": "push", "kind": "429_quota"})

    # When two friends are to hear something
    await m.tells(MISAKI, "news")
    await m.quiet()
    await m.tells(ALEX, "news")
    await m.passes(5 * MINUTE)

    # Then LINE was asked once, an admin waits to be told for free, and the words come when they write
    assert len(await m.requests("push")) == 1
    assert set(await m.statuses(outbox)) == {"deferred"}
    for friend, words in ((MISAKI, "news"), (ALEX, "news"), (SATO, "the month is used up")):
        await m.writes(friend, "hi")
        await m.quiet()
        assert await m.shown(friend) == [words]
    assert "push" not in (await m.methods())[1:]


async def test_nonsense_from_line_is_a_yes(m: Machine) -> None:
    """A 200 whose body is no JSON means that LINE has shown it, and the next message goes its way."""
    await m.faults({"endpoint": "reply", "kind": "nonsense", "count": 1})
    await m.writes(MISAKI, "one")
    await m.quiet()
    await m.writes(MISAKI, "two")
    await m.quiet()
    assert await m.shown(MISAKI) == ["one", "two"]
    assert await m.statuses(outbox) == ["sent", "sent"]


async def test_what_line_refuses_is_parked_with_its_words_and_stops_nobody(m: Machine) -> None:
    """A message that LINE will never take leaves the line with LINE's message; the next one goes out."""
    await m.follows(MISAKI)
    await m.tells(person(1), "nobody")
    await m.tells(MISAKI, "somebody")
    async with m.database.write() as connection:
        await inbox.put(connection, [event(person(1), 1, "unfollow", message={})], m.clock.now())
    await m.quiet()
    nobody, _ = await m.rows(outbox)
    assert (nobody.status, nobody.error) == ("parked", "400: Failed to send messages")
    assert await m.shown(MISAKI) == ["somebody"]


async def test_a_push_is_given_up_after_23_hours(m: Machine) -> None:
    """LINE forgets a retry key after a day, so a push that never gets through is parked before."""
    await m.follows(MISAKI)
    await m.faults({"endpoint": "push", "kind": "500"})
    await m.tells(MISAKI, "news")
    await m.quiet()
    await m.passes(23 * HOUR - 10 * SECOND)
    assert await m.statuses(outbox) == ["leased"]
    await m.passes(15 * MINUTE)
    [row] = await m.rows(outbox)
    assert row.status == "parked"
    assert row.error.startswith("given up after 23 hours")


async def test_a_push_whose_key_line_has_forgotten_is_not_repeated(m: Machine) -> None:
    """After a day LINE takes a repeated key for a new one, so a push of unknown fate is not repeated."""
    await m.follows(MISAKI)
    await m.faults({"endpoint": "push", "kind": "timeout_after", "count": 1, "seconds": 0.01})
    await m.tells(MISAKI, "news")
    await m.quiet()
    await m.passes(25 * HOUR)
    assert await m.shown(MISAKI) == ["news"]
    assert await m.statuses(outbox) == ["parked"]


async def test_two_senders_never_send_the_same(m: Machine) -> None:
    """Two processes that lease at the same time share the work and repeat nothing."""
    for friend in (MISAKI, ALEX, SATO):
        await m.follows(friend)
        await m.tells(friend, "hello")
    other = m.new_sender()
    await m.sender.step()
    await other.step()
    await other.drain()
    await m.quiet()
    for friend in (MISAKI, ALEX, SATO):
        assert await m.shown(friend) == ["hello"]
    assert len(await m.methods()) == 3
