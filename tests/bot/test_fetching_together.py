"""Several machines fetch side by side, and one of them dies over it: each file comes once, and whole."""

from __future__ import annotations

import asyncio

from sqlalchemy import select, update

from bot.clock import MINUTE
from bot.fetcher import Fetcher
from bot.media import media, media_pieces
from bot.team import Media
from tests.people import Cast


async def asked(cast: Cast) -> list[str]:
    """Return for what LINE was asked, in the order in which that was."""
    paths = [str(each["path"]) for each in await cast.world.requests()]
    return [path for path in paths if path.startswith("/v2/bot/message/") and path.endswith("/content")]


async def test_each_file_is_fetched_once_by_whoever_lives(cast: Cast) -> None:
    """Two fetchers share what is due, ask LINE once for each, and take over what a dead one had begun."""
    # Given Misaki, who has an advisor, sends seven files before the house has had time for any
    house, app = cast.world, cast.world.app
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    async with house.at_once():
        for number in range(7):
            await cast.misaki.sends(type="file", fileName=f"{number}.pdf")
        while await app.worker.step():
            pass
        others = [Fetcher(app.database, app.clock, app.line, app.bells, Media) for _ in range(2)]

        # When one that died has had the first, and two live ones go on
        async with app.database.write() as connection:
            first = (await connection.execute(select(media.c.message_id).limit(1))).scalar_one()
            begun = update(media).where(media.c.message_id == first)
            await connection.execute(begun.values(leased_until=app.clock.now() + MINUTE))
            half = {"message_id": first, "part": "file", "number": 0, "data": b"half"}
            await connection.execute(media_pieces.insert().values(**half))
        while any(await asyncio.gather(*[each.step() for each in others])):
            if len(await asked(cast)) >= 6:
                house.clock.at += MINUTE

    # Then LINE was asked seven times, and each file is whole
    paths = await asked(cast)
    assert len(paths) == len(set(paths)) == 7
    async with app.database.read() as connection:
        kept = (await connection.execute(select(media_pieces.c.data))).scalars().all()
        states = (await connection.execute(select(media.c.status))).scalars().all()
    assert set(kept) == {b"sample file"} and states == ["ready"] * 7
    for _ in range(3):  # what one push has no room for waits until he asks for it
        await cast.sato.taps("残りを見る")
    assert [f"📎 {n}.pdf" in str(await cast.sato.bubbles()) for n in range(7)] == [True] * 7
