"""The processes under test: started, killed by order, started again, and stopped in good order at the end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.chaos import server
from tests.chaos.orders import Board
from tests.processes import ROOT, clean_environment, free_port, is_listening

PATIENCE = 60.0
"""Seconds within which an ordered kill must strike and a new process must listen."""


class Failed(Exception):
    """The run cannot go on; the text says why."""


@dataclass
class Hand:
    """One process: which half of the machine it is, its slot on the board and its port."""

    half: str
    slot: int
    port: int
    process: asyncio.subprocess.Process | None = None

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that this half passes through."""
        accept, work = ("accept",), ("decide", "commit", "send", "settle")
        return {"all": accept + work, "web": accept, "worker": work}[self.half]


class Crew:
    """All processes of one run over one database."""

    def __init__(self, folder: Path, halves: Mapping[str, int], settings: Mapping[str, str]) -> None:
        names = [half for half, number in halves.items() for _ in range(number)]
        self.hands = [Hand(half, slot, free_port()) for slot, half in enumerate(names)]
        self.board = Board(folder / "board", len(names))
        self._settings = {**settings, server.BOARD: str(folder / "board"), server.SLOTS: str(len(names))}
        self._log: IO[bytes] = (folder / "log").open("ab")

    @property
    def ports(self) -> list[int]:
        """Where the webhook is served."""
        return [hand.port for hand in self.hands if hand.half != "worker"]

    async def start(self) -> None:
        """Start everybody and wait until they are at work."""
        for hand in self.hands:
            await self._start(hand)
        await asyncio.gather(*(is_listening(port, PATIENCE) for port in self.ports))

    async def _start(self, hand: Hand) -> None:
        self.board.clear(hand.slot)
        own = {server.SLOT: str(hand.slot), "ENISHI_PORT": str(hand.port)}
        hand.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.chaos.server", hand.half),
            env={**clean_environment(), **self._settings, **own},
            cwd=ROOT,
            stderr=self._log,
        )

    def order(self, stage: str, after: int) -> None:
        """Let whoever passes that stage so many times first die inside it."""
        for hand in self.hands:
            if stage in hand.stages:
                self.board.order(hand.slot, stage, after)

    async def struck(self, stage: str, at_most: float) -> list[Hand]:
        """Wait so many seconds for an ordered kill; starts the dead again and returns them."""
        able = [hand for hand in self.hands if stage in hand.stages]
        ends = [asyncio.create_task(hand.process.wait()) for hand in able if hand.process]
        _, waiting = await asyncio.wait(ends, timeout=at_most, return_when=asyncio.FIRST_COMPLETED)
        for hand in able:
            self.board.withdraw(hand.slot)
        for each in waiting:
            each.cancel()
        dead = [hand for hand in able if hand.process and self.board.struck(hand.slot) == stage]
        for hand in dead:
            assert hand.process is not None
            await hand.process.wait()
            self.check()
            await self._start(hand)
        self.check()
        return dead

    async def works(self, hand: Hand, stages: int, at_most: float) -> None:
        """Wait until a process has passed so many stages since its start, or so many seconds have gone by."""
        deadline = asyncio.get_running_loop().time() + at_most
        while self.board.passed(hand.slot) < stages and asyncio.get_running_loop().time() < deadline:
            self.check()
            await asyncio.sleep(0.02)

    def check(self) -> None:
        """Raise Failed if a process has ended that nobody told to."""
        for hand in self.hands:
            if hand.process is not None and hand.process.returncode not in (None, -signal.SIGKILL):
                raise Failed(f"a {hand.half} process ended by itself: exit code {hand.process.returncode}")

    async def stop(self) -> list[int]:
        """Tell everybody to end, and return their exit codes; who does not within 20 s is killed."""
        processes = [hand.process for hand in self.hands if hand.process is not None]
        for process in processes:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        codes = await asyncio.gather(*(_end(process) for process in processes))
        self._log.close()
        return list(codes)


async def _end(process: asyncio.subprocess.Process) -> int:
    try:
        return await asyncio.wait_for(process.wait(), 20)
    except TimeoutError:
        process.kill()
        return await process.wait()
