"""The linking room's share of a batch costs a fixed number of SQL statements."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from bot import inbox, turn
from bot.turn import Batch
from tests.linking.house import House


async def count(house: House, size: int) -> int:
    """Link that many friends in one batch; return the statements of loading, deciding and saving."""
    members = "".join(f"{size}-{number},pw,{number}\n" for number in range(size))
    await house.import_csv("member_id,password,seat\n" + members)
    for number in range(size):
        friend_id = f"U{size:04x}{number:028x}"
        await house.hears(house.line_says(friend_id, await house.nonce(f"{size}-{number}", friend_id)))
    statements: list[str] = []
    async with house.database.write() as connection:
        claimed = await inbox.claim(connection, house.clock.now(), size)
        batch = Batch(house.clock.now(), house.clock)
        await turn.load(connection, claimed, [], batch, lambda _: {"name": "bot"})

        def heard(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        engine = connection.engine.sync_engine
        event.listen(engine, "before_cursor_execute", heard)
        await house.room.load(connection, batch)
        for each in batch.turns.values():
            house.dispatch(each)
        await house.room.save(connection, batch)
        event.remove(engine, "before_cursor_execute", heard)
        await inbox.finish(connection, [e.seq for each in claimed.values() for e in each])
    assert len(await house.ties()) >= size
    return len(statements)


@pytest.mark.timeout(60)
async def test_a_batch_of_links_costs_the_same_for_two_and_for_two_hundred(house: House) -> None:
    """Loading and saving 200 links takes as many statements as 2."""
    assert await count(house, 2) == await count(house, 200)
