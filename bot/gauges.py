"""The gauges of /metrics, read from the database when somebody looks."""

from __future__ import annotations

from sqlalchemy import func, select, text

from bot import switches
from bot.clock import SECOND, Clock
from bot.db import TROUBLE, Database
from bot.deliveries import deliveries
from bot.metrics import Metrics
from bot.models import inbox, outbox


async def read(database: Database, clock: Clock, metrics: Metrics) -> None:
    """Bring the gauges up to date; a scrape does not fail because the database does: /readyz tells that."""
    try:
        async with database.read() as connection:
            waiting = select(func.count(), func.min(inbox.c.accepted_at)).where(inbox.c.status == "open")
            count, oldest = (await connection.execute(waiting)).one()
            parked = select(func.count()).select_from(inbox).where(text("inbox.status = 'parked'"))
            metrics.parked_events.set((await connection.execute(parked)).scalar_one())
            unsent = select(outbox.c.status, func.count()).where(text("outbox.status <> 'sent'"))
            by_status = (await connection.execute(unsent.group_by(outbox.c.status))).all()
            untold = select(deliveries.c.status, func.count()).group_by(deliveries.c.status)
            told = {status: number for status, number in await connection.execute(untold)}
            flags = await switches.read(connection)
    except TROUBLE:
        return
    metrics.open_events.set(count)
    metrics.oldest.set(max(0, clock.now() - oldest) / SECOND if oldest else 0)
    metrics.stopped.set(1 if flags.get(switches.STOPPED) else 0)
    for status in ("waiting", "parked"):
        metrics.deliveries.labels(status).set(told.get(status, 0))
    for status, number in by_status:
        metrics.outbox.labels(status).set(number)
