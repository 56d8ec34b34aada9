"""LINE's side of a chaos run: an emulator in a process of its own, with its friends, faults and journal."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from typing import Any

import aiohttp

from tests.chaos.verdict import Answer
from tests.processes import ROOT, clean_environment

FAULTS = {
    "500": 0.035,
    "timeout_before": 0.035,
    "timeout_after": 0.035,
    "reset_before": 0.035,
    "reset_after": 0.035,
    "nonsense": 0.04,
    "429_rate": 0.005,
}
"""How likely each is when none of those before it has struck: together a fifth of LINE's calls go wrong. The
rate limit is met now and then only, because two who meet it give the whole endpoint a rest."""

REDELIVERY_MS = [500, 1_000, 2_000, 3_000, 5_000, 5_000, 5_000, 10_000, 10_000, 20_000, *[10_000] * 12]
SEED = 20_260_401


class Platform:
    """The emulator as the conductor sees it."""

    def __init__(self, url: str, process: asyncio.subprocess.Process, http: aiohttp.ClientSession) -> None:
        self.url, self._process, self.http = url, process, http
        self.answers: list[Answer] = []
        self.calls: Counter[str] = Counter()
        self._seen = 0

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Use the emulator's control API and return its JSON."""
        async with self.http.request(method, f"{self.url}/emulator/{path}", json=body) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def prepare(self, webhook: str, friends: int, duplicates: float) -> list[str]:
        """Point the webhook at the bot, make friends, and let things go wrong from now on."""
        settings = {"url": webhook, "redelivery": True, "redelivery_delays_ms": REDELIVERY_MS, "seed": SEED}
        await self.control("PUT", "webhook", {**settings, "duplicate": duplicates})
        rules = [{"endpoint": "*", "kind": kind, "probability": share} for kind, share in FAULTS.items()]
        await self.control("PUT", "faults", {"faults": rules, "seed": SEED})
        people = [{"name": f"Friend {n}", "slug": f"chaos-{n}", "friend": True} for n in range(friends)]
        return [(await self.control("POST", "users", person))["userId"] for person in people]

    async def read_journal(self) -> None:
        """Take over what LINE has received since the last time."""
        news = (await self.control("GET", f"requests?since={self._seen}"))["requests"]
        for entry in news:
            self._seen = entry["n"]
            self.calls["all"] += 1
            self.calls["faulty"] += (
                entry["status"] is None or entry["status"] == 429 or entry["status"] >= 500
            )
            if entry["accepted"] and entry["template"].endswith(("/reply", "/push")):
                self.calls[entry["template"].rpartition("/")[2]] += 1
                self.answers += map(read_answer, entry["body"]["messages"])

    async def pending(self) -> int:
        """Return how many webhook deliveries are still to come."""
        return int((await self.control("GET", "webhook"))["pending"])

    async def stop(self) -> None:
        """End the emulator."""
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()


def read_answer(message: dict[str, Any]) -> Answer:
    """Read the mark and the number of the turn out of a bubble."""
    mark, _, number = message["text"].rpartition(" ")
    return Answer(mark, int(number))


async def start_platform(http: aiohttp.ClientSession, secret: str, token: str) -> Platform:
    """Start an emulator on a free port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "emulator", "--port", "0", "--secret", secret, "--token", token),
        env=clean_environment(),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    return Platform(line.split()[-1], process, http)
