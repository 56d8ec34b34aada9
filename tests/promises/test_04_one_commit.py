"""Promise 4: state, outbox and 'done' commit together."""

from __future__ import annotations

import pytest

from bot import messages
from bot.menu_tables import wanted_menus
from bot.models import friends, inbox, outbox, reply_tokens, reports, tags, timers
from bot.turn import Turn
from tests.bot.machine import ALEX, MISAKI, Machine, typed

WRITTEN = (friends, tags, outbox, timers, wanted_menus, reports, reply_tokens)


class Killed(BaseException):
    """The process is killed at this point."""


def everything(turn: Turn) -> None:
    """Decide one of each thing that a turn can decide."""
    if typed(turn):
        turn.friend.tag("met", "survey:welcome", turn.now)
        turn.say(messages.text("hello"))
        turn.post(ALEX, "test.wish")
        turn.remind("test", "k", 2**52)
        turn.want_menu("locked")
        turn.ask_report("stats")


@pytest.mark.parametrize("stage", ["decide", "commit"])
async def test_all_of_a_turn_or_nothing_of_it(m: Machine, stage: str) -> None:
    """Killed anywhere before the commit, a turn has left nothing; afterwards all of it is there, once."""

    def die(at: str) -> None:
        if at == stage:
            raise Killed

    m.decide, m.probe = everything, die
    await m.writes(MISAKI, "hi")
    with pytest.raises(Killed):
        await m.worker.step()
    assert [len(await m.rows(table)) for table in WRITTEN] == [0] * len(WRITTEN)
    assert await m.statuses(inbox) == ["open"]
    m.probe = lambda stage: None
    await m.worker.step()
    assert [len(await m.rows(table)) for table in WRITTEN] == [1] * len(WRITTEN)
    assert [(row.lane, row.status) for row in await m.rows(inbox)] == [(MISAKI, "done"), (ALEX, "open")]
