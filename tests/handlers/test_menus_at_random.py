"""Whatever happens to menus, at LINE, on phones and in between: in the end everybody sees what she should."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest

from bot import menu_sync, menus
from bot.clock import HOUR, SECOND
from linking import nonces
from tests.furniture import furnish
from tests.people import gather
from tests.phone import Phone
from tests.world import World, world

TABS = {"マイページ": "mine", "My page": "mine", "サービス": "services", "Services": "services"}
ENDPOINTS = (
    "/v2/bot/user/{userId}/richmenu/{richMenuId}",
    "/v2/bot/richmenu/bulk/link",
    "/v2/bot/richmenu",
    "/v2/bot/richmenu/list",
    "/v2/bot/richmenu/alias/{richMenuAliasId}",
    "/v2/bot/richmenu/{richMenuId}/content",
    "/v2/bot/user/all/richmenu/{richMenuId}",
)
STEPS, SEEDS = 25, range(2)
KINDS = ("500", "429_rate", "reset_before", "reset_after", "nonsense")


@dataclass
class Life:
    """What the test itself knows of one friend, to say what she should see."""

    phone: Phone
    member_id: str
    tab: str = "mine"
    language: str = "ja"
    linked: bool = False
    follows: bool = False
    blocked: bool = False

    @property
    def menu(self) -> str:
        """The name of the menu that the example's rules give her."""
        return f"{'open' if self.linked else 'locked'}.{self.tab}.{self.language}"

    @property
    def sees(self) -> bool:
        """Whether she has the account as a friend now."""
        return self.follows and not self.blocked


@dataclass
class Chance:
    """A house in which anything may happen next."""

    house: World
    dice: Random
    lives: list[Life]
    said: list[str] = field(default_factory=list)

    async def happens(self) -> None:
        """Let one thing happen, to somebody or at LINE."""
        deed = self.dice.choice(
            (
                self.follow,
                self.tap,
                self.tap,
                self.block,
                self.speak,
                self.link,
                self.link,
                self.fail,
                self.drift,
                self.wait,
                self.sync,
            )
        )
        await deed(self.dice.choice(self.lives))

    async def follow(self, life: Life) -> None:
        if not life.sees:
            await life.phone.adds_the_account()
            life.follows, life.blocked = True, False

    async def block(self, life: Life) -> None:
        if life.follows and not life.blocked:
            await life.phone.blocks_the_account()
            life.blocked = True

    async def tap(self, life: Life) -> None:
        """Switch to another tab, if she sees any."""
        shown = None if life.blocked or not life.follows else (await life.phone.chat())["richMenu"]
        areas = shown["object"]["areas"] if shown else []
        tabs = [area["action"] for area in areas if area["action"]["type"] == "richmenuswitch"]
        if tabs:
            action = self.dice.choice(tabs)
            await life.phone._act("tap", {"on": "menu", "action": action})
            life.tab = TABS[action["label"]]

    async def speak(self, life: Life) -> None:
        """Choose another language, which changes all labels and aliases."""
        if life.follows and not life.blocked:
            life.language = self.dice.choice(("ja", "en"))
            await self._taps(life, f"settings?do=language&to={life.language}")

    async def link(self, life: Life) -> None:
        """Link, or unlink; the pages of linking have tests of their own."""
        if not life.follows or life.blocked:
            return
        if life.linked:
            await self._taps(life, "settings?do=unlink")
        else:
            app = self.house.app
            async with app.database.write() as connection:
                nonce = await nonces.issue(
                    connection, app.clock, life.member_id, life.phone.user_id, life.phone.slug, None
                )
            link = {"result": "ok", "nonce": nonce}
            await life.phone._act("event", {"type": "accountLink", "link": link})
        life.linked = not life.linked

    async def _taps(self, life: Life, data: str) -> None:
        await life.phone._act("event", {"type": "postback", "postback": {"data": data}})

    async def fail(self, _life: Life) -> None:
        """Let LINE fail for a while, before or after it has done what it was asked."""
        pick = self.dice.choice
        rules = [
            {"endpoint": pick(ENDPOINTS), "kind": pick(KINDS), "count": pick((1, 2, 3))} for _ in range(2)
        ]
        await self.house.control("PUT", "faults", {"faults": rules})

    async def drift(self, _life: Life) -> None:
        """Let somebody meddle with the menus at LINE."""
        at_line = self.house.line.menus
        if at_line.by_id and self.dice.random() < 0.5:
            at_line.delete(self.dice.choice(sorted(at_line.by_id)))
        elif at_line.aliases:
            alias = self.dice.choice(sorted(at_line.aliases))
            at_line.aliases[alias] = self.dice.choice(sorted(at_line.by_id) or [at_line.aliases[alias]])

    async def wait(self, _life: Life) -> None:
        await self.house.passes(self.dice.choice((SECOND, 5 * SECOND, 60 * SECOND)))

    async def sync(self, _life: Life) -> None:
        """Do what the worker does every hour, or when LINE has lost a menu; it may fail."""
        try:
            await self.house.app.upkeep.sync()
        except Exception as error:
            self.said.append(str(error))
        await self.house.quiet()

    async def ends_well(self) -> None:
        """Let LINE work again, and the house as long as its back-off takes."""
        await self.house.control("PUT", "faults", {"faults": []})
        for _ in range(3):
            await self.house.app.upkeep.sync()
            await self.house.passes(HOUR + menus.GATHER)


@pytest.mark.parametrize("seed", SEEDS)
async def test_in_the_end_everybody_sees_what_she_should(database_url: str, seed: int) -> None:
    """After any history of friends, failures and meddling at LINE, actual is desired, and LINE is in line."""
    async with world(database_url) as house:
        await furnish(house)
        cast = gather(house)
        lives = [
            Life(cast.misaki, "T0001"),
            Life(cast.alex, "T0002", language="en"),
            Life(cast.suzuki, "T0003"),
        ]
        chance = Chance(house, Random(seed), lives)
        for _ in range(STEPS):
            await chance.happens()
        await chance.ends_well()
        seen = {life.phone.slug: str(await life.phone.menu()).split()[1] for life in lives if life.sees}
        assert seen == {life.phone.slug: life.menu for life in lives if life.sees}
        drawn = house.app.upkeep.drawn() or []
        assert (await menu_sync.foresee(house.app.database, house.app.line, drawn)).words() == []
