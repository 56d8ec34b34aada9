"""The tour of `enishi demo --script`: one complete story, driven over HTTP through the emulator's phones.

It sees only what a person would see, prints it as a transcript, and fails at the first step that it misses.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
from typing import Any
from urllib.parse import urlencode, urljoin

import aiohttp

from bot.bubbles import Shown, tappable, words

PATIENCE = 10.0
"""Seconds in which a step must be seen."""


class Missed(Exception):
    """A step of the tour was not seen."""


class Person:
    """One of the emulator's people, and what of her chat has been printed."""

    def __init__(self, slug: str, name: str) -> None:
        self.slug, self.name, self.user_id, self.printed = slug, name, self.id_of(slug), 0

    @staticmethod
    def id_of(slug: str) -> str:
        """Return the LINE user id that the emulator gives to a name."""
        return "U" + hashlib.sha256(f"enishi-emulator:{slug}".encode()).hexdigest()[:32]


MISAKI, SATO, BOSS = Person("misaki", "みさき"), Person("sato", "佐藤"), Person("takahashi", "高橋")


class Tour:
    """Plays the story against an emulator's page."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._seen = 0

    async def staff(self) -> None:
        """Let the owner make an advisor by code, as in real life, so that somebody is on duty."""
        async with aiohttp.ClientSession() as self._http:
            for person, greeted in ((BOSS, "スタッフとして"), (SATO, "1/6")):
                await self._act(person, "follow")
                await self._sees(person, greeted, quiet=True)
            await self._says(BOSS, "/staff 佐藤")
            code = await self._sees(BOSS, "EN-", quiet=True)
            await self._says(SATO, words(code))
            await self._sees(SATO, "登録しました", quiet=True)
            await self._says(SATO, "/受付")
            await self._sees(SATO, "受付中", quiet=True)
            for person in (BOSS, SATO):
                person.printed = len((await self._chat(person))["messages"])

    async def play(self) -> int:
        """Play every step; returns 0 if all were seen, else 1."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as self._http:
            try:
                await self._follow()
                await self._survey()
                await self._link()
                await self._handoff()
                await self._unlink()
                await self._admin()
            except Missed as missed:
                print(f"\nMISSED: {missed}", file=sys.stderr)
                return 1
            await self._bill()
        return 0

    async def _follow(self) -> None:
        self._chapter("みさき adds the account")
        await self._act(MISAKI, "follow")
        await self._sees(MISAKI, "友だち追加ありがとうございます")
        await self._sees(MISAKI, "1/6")
        await self._menu(MISAKI, "locked")

    async def _survey(self) -> None:
        self._chapter("She answers the welcome survey")
        for label, then in (
            (await self._first_class(), "2/6"),
            ("ES・面接の途中", "3/6"),
            ("関西", "4/6"),
            ("IT・通信", "あと2つ"),
            ("金融", "あと1つ"),
            ("決定", "5/6"),
        ):
            await self._taps(MISAKI, label)
            await self._sees(MISAKI, then)
        await self._says(MISAKI, "みさき")
        await self._sees(MISAKI, "6/6")
        await self._taps(MISAKI, "そのうち話したい")
        await self._sees(MISAKI, "こちらで合っていますか")
        await self._taps(MISAKI, "この内容でよい")
        await self._sees(MISAKI, "連携")

    async def _first_class(self) -> str:
        """Return the class that hunts for jobs now: the first that is offered, whatever the year."""
        offered = [body["action"].get("label", "") for body in tappable(await self._chat(MISAKI))]
        return next((label for label in offered if label.endswith("卒")), "a class to choose")

    async def _link(self) -> None:
        self._chapter("She links her membership")
        address = (await self._taps(MISAKI, "連携する"))["open"]
        query = urlencode({"user": MISAKI.user_id, "url": address})
        page = await self._open(f"{self._page}/emulator/open?{query}")
        page = await self._press(page, 0, member_id="T0001", password="sample-misaki")  # noqa: S106
        self._expect("田中 み◯◯" in page[1], "the page says as whom she will be linked")
        print("   page｜田中 み◯◯ さんとして連携します。よろしいですか？")
        await self._press(page, 0)
        await self._sees(MISAKI, "連携が完了しました")
        await self._menu(MISAKI, "open")

    async def _handoff(self) -> None:
        self._chapter("She talks with an advisor")
        await self._taps(MISAKI, "人に相談")
        await self._sees(MISAKI, "担当者")
        await self._says(MISAKI, "面接の準備について聞きたいです")
        await self._sees(SATO, "対応する")
        await self._taps(SATO, "対応する")
        await self._sees(MISAKI, "お待たせしました")
        await self._sees(SATO, "面接の準備について聞きたいです")
        await self._says(SATO, "明日17時に、いっしょに練習しませんか？")
        heard = await self._sees(MISAKI, "いっしょに練習しませんか")
        self._expect(heard["sender"]["name"] == "佐藤（アドバイザー）", "the advisor has his name")
        await self._says(MISAKI, "お願いします！")
        await self._sees(SATO, "お願いします！")
        await self._says(SATO, "/完了")
        await self._sees(MISAKI, "ここからは案内係がお手伝いします")

    async def _unlink(self) -> None:
        self._chapter("She unlinks, and the menu locks again")
        await self._says(MISAKI, "解除")
        await self._sees(MISAKI, "連携を解除しますか")
        await self._taps(MISAKI, "連携を解除する")
        await self._sees(MISAKI, "連携を解除しました")
        await self._menu(MISAKI, "locked")

    async def _admin(self) -> None:
        self._chapter("高橋 looks at the figures, stops everything and starts it again")
        await self._says(BOSS, "/統計")
        await self._sees(BOSS, "友だち 1人")
        await self._says(BOSS, "/停止")
        await self._sees(BOSS, "送信をすべて止めました")
        await self._says(BOSS, "/再開")
        await self._sees(BOSS, "再開しますか")
        await self._taps(BOSS, "再開する")
        await self._sees(BOSS, "再開しました")

    async def _bill(self) -> None:
        ledger = await self._call("GET", "ledger")
        free, billed = ledger["reply"]["messages"], ledger["push"]["billed"]
        print(
            f"\n{self._seen} steps seen. Free: {free} bubbles (replies). Billed: {billed} messages (pushes)."
        )

    # What a person does and sees

    def _chapter(self, title: str) -> None:
        print(f"\n— {title}")

    async def _says(self, person: Person, text: str) -> None:
        await self._act(person, "send", {"message": {"type": "text", "text": text}})

    async def _taps(self, person: Person, label: str) -> Shown:
        """Tap the newest thing with that label, once it is there."""
        for _ in range(int(PATIENCE / 0.05)):
            chat = await self._chat(person)
            for body in tappable(chat):
                if body["action"].get("label") == label:
                    if (
                        not {"displayText", "text"} & body["action"].keys()
                    ):  # others show in the chat themselves
                        print(f"   {person.name}｜[{label}]")
                    return dict(await self._act(person, "tap", body))
            await asyncio.sleep(0.05)
        raise Missed(f"{person.name} sees nothing to tap named {label}")

    async def _sees(self, person: Person, expected: str, quiet: bool = False) -> Shown:
        """Wait until a new bubble has these words; print what came."""
        for _ in range(int(PATIENCE / 0.05)):
            messages = (await self._chat(person))["messages"]
            new = messages[person.printed :]
            for number, message in enumerate(new):
                if expected in words(message) and message["from"] == "bot":
                    self._print(person, new[: number + 1], quiet)
                    person.printed += number + 1
                    self._seen += 1
                    return dict(message)
            await asyncio.sleep(0.05)
        raise Missed(f"{person.name} does not see “{expected}”")

    def _print(self, person: Person, messages: list[Shown], quiet: bool) -> None:
        for message in messages:
            if quiet or message.get("type") == "system":
                continue
            own = message["from"] == "user"
            who = person.name if own else message.get("sender", {}).get("name", "bot")
            cost = "" if own else " (billed)" if message.get("billed") else " (free)"
            print(
                f"   {who}{'' if own else f' → {person.name}'}{cost}｜" + words(message).replace("\n", " / ")
            )

    async def _menu(self, person: Person, expected: str) -> None:
        for _ in range(int(PATIENCE / 0.05)):
            menu = (await self._chat(person))["richMenu"]
            if menu and expected in menu["object"]["name"]:
                print(f"   menu of {person.name}: {expected}")
                self._seen += 1
                return
            await asyncio.sleep(0.05)
        raise Missed(f"{person.name} does not see the {expected} menu")

    def _expect(self, right: bool, what: str) -> None:
        if not right:
            raise Missed(what)
        self._seen += 1

    # How it gets there

    async def _open(self, address: str) -> tuple[str, str]:
        async with self._http.get(address) as answer:
            return str(answer.url), await answer.text()

    async def _press(self, page: tuple[str, str], number: int, **fields: str) -> tuple[str, str]:
        """Send the form with that number, hidden fields included, as a browser without JavaScript does."""
        address, html = page
        form = re.findall(r"<form.*?</form>", html, re.S)[number]
        hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form))
        button = re.search(r'<button[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form)
        chosen = {button[1]: button[2]} if button else {}
        action = re.search(r'<form[^>]*action="([^"]*)"', form)
        target = urljoin(address, action[1].replace("&amp;", "&") if action else address)
        origin = "/".join(address.split("/")[:3])
        async with self._http.post(
            target, data={**hidden, **fields, **chosen}, headers={"Origin": origin}
        ) as answer:
            return str(answer.url), await answer.text()

    async def _act(self, person: Person, deed: str, body: Shown | None = None) -> Any:
        return await self._call("POST", f"users/{person.user_id}/{deed}", body or {})

    async def _chat(self, person: Person) -> Shown:
        return dict(await self._call("GET", f"users/{person.user_id}/chat"))

    async def _call(self, method: str, path: str, body: Shown | None = None) -> Any:
        async with self._http.request(method, f"{self._page}/emulator/{path}", json=body) as answer:
            said = await answer.json()
            if answer.status >= 400:
                raise Missed(f"{method} {path}: {answer.status} {json.dumps(said, ensure_ascii=False)}")
            return said
