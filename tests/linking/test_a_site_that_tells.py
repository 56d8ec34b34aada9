"""The sample site beside the built-in directory: what it tells of its members is on the friend at once."""

from __future__ import annotations

import aiohttp
from sqlalchemy import select

from linking.tables import links, member_events
from tests.furniture import furnish
from tests.linking.abroad import sample
from tests.people import gather
from tests.world import free_door, serve, world

KEY = "the key of our own systems, in tests"


async def test_what_is_saved_on_the_site_is_on_the_friend(sqlite_url: str) -> None:
    """Another year and region on the site are other tags in LINE; what she did there is kept once."""
    async with world(sqlite_url, enishi_api_key=KEY) as house:
        await furnish(house)
        module, (door, there) = sample("directory", "site.py"), free_door()
        runner = await serve(module.Site(house.bot_url, KEY).application(), door)
        misaki = gather(house).misaki
        await misaki.adds_the_account()
        async with house.app.database.write() as connection:
            tie = {"friend_id": misaki.user_id, "member_id": "T0001", "linked_at": 1}
            await connection.execute(links.insert().values(tie))
        async with aiohttp.ClientSession() as http:
            changed = {"grad_year": "2028", "region": "kanto"}
            async with http.post(f"{there}/T0001", data=changed) as answer:
                assert answer.status == 200 and 'value="kanto"' in await answer.text()
            await house.quiet()
            assert {"class:2028", "area:kanto"} <= await misaki.tags()
            async with http.post(f"{there}/T0001/booked") as answer:
                assert answer.status == 200
            await house.quiet()
        await runner.cleanup()
        async with house.app.database.read() as connection:
            (event,) = (await connection.execute(select(member_events))).all()
        assert (event.event, event.friend_id) == ("interview.booked", misaki.user_id)
