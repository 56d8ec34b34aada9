"""What a source that is elsewhere says of a member at her sign-in, taken over into her record.

Handed to the sources by the composition root. Only what the content declares is taken, and only of its type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import content, log
from bot.clock import Clock
from bot.db import Database
from linking import directory, member_data
from linking.member_data import Wrong
from linking.members import Member


class Records:
    """Keeps members as the operator's own site knows them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        declared: Callable[[], content.Declared],
        told: Callable[[], None],
    ) -> None:
        self._database, self._clock, self._declared, self._told = database, clock, declared, told

    async def keep(self, given_id: object, said: object) -> Member | None:
        """Return the member with this ID, as she is known now; None if it is no ID.

        Nobody's sign-in fails because of an attribute: one that does not fit is left out, and logged by name.
        """
        member_id = member_data.member_id(given_id)
        if isinstance(member_id, Wrong):
            return None
        fitting, left_out = member_data.fitting(said if isinstance(said, Mapping) else {}, self._declared())
        if left_out:
            log.get("linking").warning("attributes of a sign-in left out", names=left_out)
        async with self._database.write() as connection:
            member, changed = await directory.add(connection, member_id, fitting, self._clock.now())
        if changed:
            self._told()
        return member
