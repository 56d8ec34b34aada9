"""A process under test: the real machine, with a decision of its own that can be checked from outside.

Each input is answered by its own text and the number of its turn. That number is kept as an attribute of the
friend: a turn that is lost, or counted twice, shows in it. Everything else is `enishi serve`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import cast

import uvloop

from bot import log, messages, settings
from bot.app import App
from bot.life import Half
from bot.serve import serve_forever
from bot.turn import Turn
from dialogs.load import load
from tests.chaos.orders import Board

COUNT = "chaos_turns"
BOARD, SLOT, SLOTS = "CHAOS_BOARD", "CHAOS_SLOT", "CHAOS_SLOTS"


def echo(turn: Turn) -> None:
    """Answer with the mark and the number of the turn."""
    message = turn.event.data.get("message")
    if not isinstance(message, dict):
        return
    number = int(turn.friend.attributes.get(COUNT, 0)) + 1
    turn.friend.learn(COUNT, number, "rule", turn.now)
    turn.say(messages.text(f"{message['text']} {number}"))


def make(given: settings.Settings) -> App:
    """Wire the machine to the board of orders."""
    board, slot = Board(Path(os.environ[BOARD]), int(os.environ[SLOTS])), int(os.environ[SLOT])
    content = load(given.enishi_content)
    return App(given, content, probe=lambda stage: board.probe(slot, stage), decide=echo)


def main() -> int:
    """Serve the half that the first argument names."""
    log.configure()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serve_forever(settings.load(env_file=None), cast(Half, sys.argv[1]), make))


if __name__ == "__main__":
    sys.exit(main())
