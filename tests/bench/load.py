"""The load: friends who wait for their answer before they go on, and requests that only wait for their 200.

Runs in the conductor's process, on the core that the server under test does not have.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque

from tests.bench import script
from tests.bench.wire import TOKEN, Caller, call

_RUN = re.compile(rb"[?&]run=(\w{26})")


class Seat:
    """A connection on which one friend after the other plays the script."""

    def __init__(self, load: Friends, number: int) -> None:
        self._load = load
        self.friend, self.step, self.run = number, 0, script.NO_RUN
        self.caller: Caller | None = None
        self.started = 0.0
        self._open = 0

    def go(self) -> None:
        """Do the next thing; it is over when both its 200 and its reply are there."""
        assert self.caller is not None
        deed = script.steps(self.friend)[self.step]
        data = script.request(script.event(self.friend, self.step, deed, self.run))
        self._open = 2
        self.started = time.perf_counter()
        self.caller.send(data)

    def answered(self, status: int) -> None:
        """Take the webhook's status."""
        self._load.errors += status != 200
        self._end_one()

    def replied(self, body: bytes) -> None:
        """Take a reply at LINE's side."""
        found = _RUN.search(body)
        self.run = found[1].decode() if found else self.run
        self.step += 1
        if self.step == script.STEPS:
            self.friend, self.step = self.friend + self._load.seats_count, 0
            self._load.finished += 1
        self._end_one()

    def _end_one(self) -> None:
        self._open -= 1
        if not self._open:
            self._load.free(self)


class Friends:
    """Many friends in flight at once: in a closed loop, or at a given rate."""

    def __init__(self, seats: int) -> None:
        self.seats_count = seats
        self._seats = [Seat(self, number) for number in range(seats)]
        self._idle: deque[Seat] = deque()
        self._closed = True
        self.errors = self.turns = self.finished = 0
        self.latencies: list[float] = []

    async def connect(self, port: int) -> None:
        """Open every seat's connection."""
        for seat in self._seats:
            seat.caller = await call(port, seat.answered)

    def replied(self, body: bytes) -> None:
        """Take what arrived at LINE's side, from the stub."""
        found = TOKEN.search(body)
        if found is None:
            self.errors += 1
            return
        friend, step = script.owner(found[1].decode())
        seat = self._seats[friend % self.seats_count]
        if (seat.friend, seat.step) != (friend, step):
            self.errors += 1
            return
        self.turns += 1
        self.latencies.append(time.perf_counter() - seat.started)
        seat.replied(body)

    def free(self, seat: Seat) -> None:
        """Let a seat go on at once in the closed loop, else wait for its turn."""
        if self._closed:
            seat.go()
        else:
            self._idle.append(seat)

    def start(self, spread: float) -> None:
        """Begin the closed loop, seat after seat within so many seconds: they then are at different steps."""
        loop = asyncio.get_running_loop()
        for number, seat in enumerate(self._seats):
            loop.call_later(spread * number / self.seats_count, seat.go)

    async def at_rate(self, rate: float, seconds: float) -> list[float]:
        """Leave the closed loop, and do so many things a second; returns seconds from webhook to reply."""
        self._closed = False
        async with asyncio.timeout(20):
            while len(self._idle) < self.seats_count:  # noqa: ASYNC110 - LINE's side is what is waited for
                await asyncio.sleep(0.01)
        self.latencies = []
        began, done = time.perf_counter(), 0
        while (gone := time.perf_counter() - began) < seconds:
            while done < rate * gone and self._idle:
                self._idle.popleft().go()
                done += 1
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.3)
        return self.latencies


class Requests:
    """Requests that are only taken in: each connection sends the next one when it has its 200."""

    def __init__(self, connections: int, prepared: int) -> None:
        self._count = connections
        self._ready = [script.message(number % connections, number) for number in range(prepared, 0, -1)]
        self._number = prepared
        self.errors = self.turns = 0

    async def start(self, port: int) -> None:
        """Connect and begin."""
        for _ in range(self._count):
            await self._connect(port)

    async def _connect(self, port: int) -> None:
        def answered(status: int) -> None:
            self.errors += status != 200
            self.turns += 1
            caller.send(self._next())

        caller = await call(port, answered)
        caller.send(self._next())

    def _next(self) -> bytes:
        if self._ready:
            return self._ready.pop()
        self._number += 1
        return script.message(self._number % self._count, self._number)
