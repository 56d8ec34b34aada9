"""What may happen in a house at a moment, asked in one query, so that nobody looks for work in vain.

`tests.world` and `tests.bot.machine` step only the loops that are named here; one too many costs only time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Table, bindparam, exists, or_, select, text

from bot.db import Database
from bot.deliveries import deliveries
from bot.media import media
from bot.menu_tables import wanted_menus
from bot.models import attempts, inbox, outbox, reports, timers
from handlers.tables import erasures
from linking.tables import login_consents

_now: BindParameter[int] = bindparam("now")


def _any(table: Table, *where: ColumnElement[bool] | Any) -> ColumnElement[bool]:
    """Whether a table has such a row."""
    return exists(select(text("1")).select_from(table).where(*where))


_ASKED = {
    "clock": or_(
        _any(timers, timers.c.due_at <= _now),
        _any(outbox, text("outbox.status = 'deferred'"), outbox.c.not_before <= _now),
    ),
    "worker": _any(inbox, text("inbox.status = 'open'")),
    "menus": _any(wanted_menus, wanted_menus.c.next_at <= _now),
    "reporter": _any(reports, text("reports.status = 'open'")),
    "fetcher": _any(media, text("media.status = 'waiting'"), media.c.next_at <= _now),
    "eraser": _any(erasures, erasures.c.finished_at.is_(None)),
    "courier": _any(deliveries, deliveries.c.next_at <= _now),
    "withdrawal": _any(login_consents, text("unwanted_at IS NOT NULL"), login_consents.c.next_at <= _now),
    "sender": or_(
        _any(outbox, text("outbox.status = 'waiting'")), _any(attempts, text("attempts.status = 'open'"))
    ),
}
_QUERY = select(*(found.label(name) for name, found in _ASKED.items()))


async def pending(database: Database, now: int) -> set[str]:
    """Name the loops that may have something to do at that moment (ms)."""
    async with database.read() as connection:
        row = (await connection.execute(_QUERY, {"now": now})).one()
    return {name for name, found in row._mapping.items() if found}
