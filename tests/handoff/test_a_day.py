"""A day of 40 conversations, played through LINE's ledger: what it cost, and what pushing would have.

`pytest tests/handoff/test_a_day.py -s` prints the figures that the READMEs tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from handoff import bill
from tests.furniture import furnish
from tests.people import Cast, gather
from tests.phone import Phone, said
from tests.world import World, world

SECOND = 1_000
MINUTE = 60 * SECOND
WAVES, AT_ONCE = 8, 5


@dataclass(frozen=True)
class Day:
    """What LINE counted: bubbles that people saw, requests, and what of them was billed."""

    bubbles: int
    requests: int
    billed: int

    @staticmethod
    async def of(house: World) -> Day:
        """Read the account's books."""
        books = await house.control("GET", "ledger")
        reply, push = books["reply"], books["push"]
        return Day(reply["messages"] + push["messages"], reply["requests"] + push["requests"], push["billed"])

    def since(self, before: Day) -> Day:
        """What was added."""
        return Day(
            self.bubbles - before.bubbles, self.requests - before.requests, self.billed - before.billed
        )


async def test_what_a_day_costs(sqlite_url: str) -> None:
    """40 conversations cost three pushes each, a fifth of what pushing each bubble would."""
    async with world(sqlite_url, enishi_owner_line_id=Phone.id_of("takahashi")) as house:
        # Given
        await furnish(house)
        cast = gather(house)
        await cast.has_staff()
        people = [await comes(house, number) for number in range(WAVES * AT_ONCE)]
        before, began = await Day.of(house), house.clock.now()

        # When
        for number in range(WAVES):
            wave = people[number * AT_ONCE : (number + 1) * AT_ONCE]
            await talk(cast, (cast.sato, cast.suzuki)[number % 2], wave, slow=number % 4 > 1)

        # Then
        day = (await Day.of(house)).since(before)
        async with house.app.database.read() as connection:
            total = await bill.total(connection, began, house.clock.now() + 1)
        print(
            f"\n{len(people)} conversations: {day.bubbles} bubbles in {day.requests} requests. "
            f"Pushed one by one {day.bubbles} messages, request by request {day.requests}; "
            f"billed {day.billed}, {day.billed / len(people):.1f} a conversation."
        )
        assert total.billed <= day.billed
        assert day.billed < 3.5 * len(people) and day.billed * 4 < day.bubbles
        for each in people:
            heard = [said(bubble) for bubble in await each.bubbles()]
            assert heard.count("はい、大丈夫です。") == 2
            assert heard[-1] == "ここからは案内係がお手伝いします。"


async def comes(house: World, number: int) -> Phone:
    """Let somebody new add the account."""
    slug = f"guest-{number}"
    await house.control("POST", "users", {"slug": slug, "name": f"ゆうじん{number}", "friend": True})
    return Phone(house, slug)


async def talk(cast: Cast, advisor: Phone, wave: list[Phone], *, slow: bool) -> None:
    """Five friends ask, are taken, write twice, are answered twice and finished; slowly or at once."""
    house, pause = cast.world, 6 * MINUTE if slow else 5 * SECOND
    await (cast.suzuki if advisor is cast.sato else cast.sato).types("/off")
    await advisor.types("/on")
    async with house.at_once():
        for each in wave:
            await each.types("人に相談")
    await house.passes(pause)
    async with house.at_once():
        for each in wave:
            await advisor.types(f"/take {each.slug.replace('guest-', 'ゆうじん')}")
    for words in ("面接の日程について、すこし聞きたいことがあります。", "来週でも間に合いますか。"):
        await house.passes(pause)
        async with house.at_once():
            for each in wave:
                await each.types("こんにちは。")
                await each.types(words)
        await house.passes(pause)
        async with house.at_once():
            for each in wave:
                await advisor.types(f"/to {each.slug.replace('guest-', 'ゆうじん')}")
                await advisor.types("はい、大丈夫です。")
    await house.passes(pause)
    async with house.at_once():
        for each in wave:
            await advisor.types(f"/done {each.slug.replace('guest-', 'ゆうじん')}")
    await house.passes(10 * MINUTE)
