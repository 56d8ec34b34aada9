"""Content that another process or another release has published: it is followed, and never parks anybody."""

from __future__ import annotations

from sqlalchemy import insert

from bot import switches
from bot.content import Text
from bot.models import contents, inbox
from dialogs import published
from dialogs.tables import survey_versions
from tests.people import Cast


async def test_an_old_version_that_cannot_be_read_stops_nobody(cast: Cast) -> None:
    """A version of a survey that an earlier release wrote otherwise is passed over."""
    async with cast.world.app.database.write() as connection:
        row = {"survey": "welcome", "version": "old", "body": b'{"survey": "welcome", "colour": "red"}'}
        await connection.execute(insert(survey_versions), [row])
    await cast.misaki.adds_the_account()
    await cast.misaki.sees("1/6")


async def test_content_that_cannot_be_read_stops_nobody(cast: Cast) -> None:
    """While a newer release starts beside us we go on with what we know."""
    world = cast.world
    async with world.app.database.write() as connection:
        row = {"hash": "newer", "body": b'{"what": "we cannot know"}', "published_at": 1}
        await connection.execute(insert(contents), [row])
        await switches.set_value(connection, switches.CONTENT, "newer", 1)
    await cast.misaki.adds_the_account()
    await cast.misaki.sees("1/6")
    async with world.app.database.read() as connection:
        assert (await connection.execute(inbox.select().where(inbox.c.attempts > 0))).first() is None


async def test_the_pages_follow_what_another_process_has_published(cast: Cast) -> None:
    """A process that takes no turns shows the notice that is published now, not the one of its start."""
    world = cast.world
    now = world.app.content
    notice = now.service.notice.model_copy(update={"version": "9", "purpose": Text({"*": "A new purpose."})})
    service = now.service.model_copy(update={"notice": notice})
    newer = now.model_copy(update={"service": service, "hash": "newer"})
    async with world.app.database.write() as connection:
        await published.publish(connection, newer, 1)
    await world.app.follow_content()
    async with world.http.get(f"{world.bot_url}/notice") as page:
        assert "A new purpose." in await page.text()
