"""Drawn icons: one for each advisor, the same each time, and not LINE's business whose."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from bot import portraits
from bot.addresses import PORTRAITS, Addresses
from tests.people import Cast


def test_each_icon_is_a_picture_of_its_own() -> None:
    """Every icon is a square PNG below LINE's megabyte, and no two are alike."""
    pictures = [portraits.picture(number) for number in range(PORTRAITS)]
    assert len(set(pictures)) == PORTRAITS
    for each in pictures:
        assert len(each) < 100_000 and Image.open(BytesIO(each)).size == (portraits.SIZE, portraits.SIZE)


def test_a_person_keeps_his_icon() -> None:
    """The address says nothing of who it is; without a public address there is none."""
    addresses = Addresses("https://career.example", "secret")
    found = {addresses.portrait(f"U{number:032x}") for number in range(200)}
    assert found == {f"https://career.example/portraits/{number}.png" for number in range(PORTRAITS)}
    assert Addresses("", "").portrait("U1") is None


async def test_she_sees_it_beside_his_words(cast: Cast) -> None:
    """Her advisor's words come with his drawn icon, which can be fetched; one that does not exist cannot."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    icon = (await cast.misaki.sees("佐藤です。"))["sender"]["iconUrl"]
    async with cast.world.http.get(icon) as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
    async with cast.world.http.get(f"{cast.world.bot_url}/portraits/{PORTRAITS}.png") as answer:
        assert answer.status == 404
