"""Two attempts are refused at one moment, each for its own reason."""

from __future__ import annotations

from bot.models import outbox
from tests.bot.machine import Machine, event


async def test_each_refused_message_keeps_its_own_error(m: Machine) -> None:
    """What LINE said of one message is not written down for another that was refused beside it."""
    strangers = ["Unobody", "U" + "0" * 32]
    m.decide = lambda turn: None
    await m.puts(*(event(each, 1) for each in strangers))
    for each in strangers:
        await m.tells(each, "hello")
    await m.sender.step()
    while len(m.sender._ended) < len(strangers):
        await m.sender.quiet()
        await m.http.get(m.line_url)
    await m.quiet()
    said = [row.error for row in await m.rows(outbox, outbox.c.status == "parked")]
    assert len(set(said)) == len(strangers), said
