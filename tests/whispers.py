"""What staff note on friends is for staff: asked of every test that has a whole house, when it ends."""

from __future__ import annotations

import json

from sqlalchemy import select

from bot.models import friends, outbox
from handoff.tables import audit_log, notes
from tests.world import World


async def assert_kept(world: World) -> None:
    """Fail if words of a note stand in anything that was to go to somebody who was never staff."""
    staff = select(friends.c.friend_id).where(friends.c.role.is_not(None))
    once = select(audit_log.c.staff_id)
    theirs = select(outbox.c.recipient, outbox.c.message)
    theirs = theirs.where(outbox.c.recipient.not_in(staff), outbox.c.recipient.not_in(once))
    async with world.app.database.read() as connection:
        written = [words for words in (await connection.execute(select(notes.c.words))).scalars() if words]
        if not written:
            return
        for row in await connection.execute(theirs):
            body = json.dumps(json.loads(row.message), ensure_ascii=False)
            told = [words for words in written if json.dumps(words, ensure_ascii=False)[1:-1] in body]
            assert not told, f"{row.recipient} was told the note {told}"
