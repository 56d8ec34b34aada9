"""Photos, videos, voices, files and places between friend and advisor, both ways, and what is refused."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import pytest

from tests.people import Cast
from tests.phone import Phone, actions, said

MARK = "ひみつXYZZY"
DAY = 24 * 3_600_000


async def begins(cast: Cast) -> None:
    """Sato has taken Misaki."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    for each in (cast.misaki, cast.sato):
        await each.news()


def file(name: str, data: bytes = MARK.encode()) -> dict[str, Any]:
    """A file as a phone sends it."""
    return {"type": "file", "fileName": name, "contentBase64": base64.b64encode(data).decode()}


def page_of(bubble: Mapping[str, Any]) -> str:
    """The address behind a notice's button."""
    return next(str(action["uri"]) for action in actions(bubble) if action["type"] == "uri")


@pytest.mark.parametrize("way", ["to her advisor", "to her"])
async def test_each_medium_goes_through(cast: Cast, way: str) -> None:
    """Photo, film and voice arrive as such, a file as a notice with a page; what needs it with a line."""
    await begins(cast)
    here, there = (cast.misaki, cast.sato) if way == "to her advisor" else (cast.sato, cast.misaki)

    # When
    await here.sends(type="image")
    await here.sends(type="video", duration=1_000)
    await here.sends(type="audio", duration=62_000)
    await here.sends(**file("履歴書.pdf", b"%PDF-1.7 " + MARK.encode()))
    await here.sends(type="location", title="会場", address="大阪市", latitude=34.7, longitude=135.5)

    # Then
    photo, film, voice, line, notice, name, place, where = await there.news()
    sender = "みさき" if way == "to her advisor" else "佐藤（アドバイザー）"
    assert {each["sender"]["name"] for each in (photo, film, voice, notice, name, place)} == {sender}
    assert [each["type"] for each in (photo, film, voice)] == ["image", "video", "audio"]
    assert voice["duration"] == 62_000 and said(line) == "🎤 音声 1:02"
    assert said(name) == "📎 履歴書.pdf" and "履歴書.pdf" in said(notice)
    assert place["type"] == "location" and said(where) == "📍 会場"

    # And what is behind the addresses is what was sent, each with the headers that keep it where it is
    for bubble, kind in ((photo, "image/png"), (film, "video/mp4"), (voice, "audio/mp4")):
        status, headers, data = await there.opens(bubble["originalContentUrl"])
        assert (status, headers["Content-Type"]) == (200, kind) and len(data) > 100
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store" and headers["Content-Disposition"].startswith("inline")
    assert (await there.opens(film["previewImageUrl"]))[0] == 200
    status, _, html = await there.opens(page_of(notice))
    assert status == 200 and "履歴書.pdf" in html.decode()
    status, headers, data = await there.opens(page_of(notice) + "/file")
    assert data.endswith(MARK.encode())
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%B1%A5")

    # And nobody was told anything else
    assert await here.news() == []


async def test_a_film_is_played_in_pieces(cast: Cast) -> None:
    """A range is answered, one beyond the end refused, and a changed address opens nothing."""
    await begins(cast)
    whole = bytes(range(256)) * 2500
    film = b"\0\0\0\x20ftypisom" + whole
    await cast.misaki.sends(type="video", contentBase64=base64.b64encode(film).decode())
    address = (await cast.sato.news())[0]["originalContentUrl"]

    status, headers, data = await cast.sato.opens(address, Range="bytes=524200-524400")
    assert (status, data) == (206, film[524200:524401])
    assert headers["Content-Range"] == f"bytes 524200-524400/{len(film)}"
    assert (await cast.sato.opens(address, Range="bytes=-5"))[2] == film[-5:]
    assert (await cast.sato.opens(address, Range=f"bytes={len(film)}-"))[0] == 416
    for other in (address.replace("/media/", "/media/1"), address.replace("/file", "x/file"), address + "x"):
        assert (await cast.sato.opens(other))[0] == 404


async def test_an_address_ends_and_so_does_what_is_kept(cast: Cast) -> None:
    """A file's page opens for three days, a photo's address for thirty; then nothing is kept."""
    await begins(cast)
    await cast.misaki.sends(type="image")
    await cast.misaki.sends(**file("履歴書.pdf"))
    photo, notice, _ = await cast.sato.news()
    cast.world.clock.at += 3 * DAY
    status, headers, html = await cast.sato.opens(page_of(notice))
    assert status == 404 and "もう表示できません" in html.decode() and headers["Cache-Control"] == "no-store"
    assert (await cast.sato.opens(photo["originalContentUrl"]))[0] == 200
    assert await cast.world.rows_with(MARK)
    cast.world.clock.at += 27 * DAY + 60_000
    assert (await cast.sato.opens(photo["originalContentUrl"]))[0] == 404
    await cast.world.sweeps()
    assert await cast.world.rows_with(MARK) == []


async def test_what_a_browser_could_run_is_only_saved(cast: Cast) -> None:
    """A drawing with a script in it that calls itself a photo is neither shown nor passed as one."""
    await begins(cast)
    script = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").decode()
    await cast.misaki.sends(type="image", contentBase64=script)
    notice, line = await cast.sato.news()
    assert said(line) == "📷 写真" and notice["type"] == "flex"
    _, headers, html = await cast.sato.opens(page_of(notice))
    assert b"<img" not in html and "script-src" not in headers["Content-Security-Policy"]
    _, headers, _ = await cast.sato.opens(page_of(notice) + "/file")
    assert (
        headers["Content-Type"] == "application/octet-stream"
        and "sandbox" in headers["Content-Security-Policy"]
    )
    assert headers["Content-Disposition"].startswith("attachment")


async def test_what_is_not_taken_is_told_to_whoever_sent_it(cast: Cast) -> None:
    """A kind of file that is not taken, one that is too large, and what LINE does not have: both are told."""
    await cast.world.publishes(team={"media": {"most_mb": 1}})
    await begins(cast)
    misaki, sato = cast.misaki, cast.sato

    # Given her files
    await misaki.sends(**file("setup.exe"))
    await misaki.sees("この種類のファイルは受け取れません。")
    await sato.sees("みさきさんがファイルを送りましたが、届けられませんでした。")
    await misaki.sends(**file("作品.pdf", b"%PDF-" + bytes(1024 * 1024)))
    await misaki.sees("ファイルは1MBまで受け取れます。")
    await misaki.sends(type="image", externalUrl="https://elsewhere.example/x.jpg")
    await misaki.sees("LINEから受け取れなかったため")
    assert len(await sato.news()) == 3

    # And his
    await misaki.news()
    await sato.sends(**file("setup.exe"))
    await sato.sees("送っていません。この種類のファイルは受け取れません。")
    large = base64.b64encode(b"\xff\xd8\xff" + bytes(1024 * 1024)).decode()
    await sato.sends(type="image", contentBase64=large)
    await sato.sees("みさきさんに写真を届けられませんでした。写真は1MBまで受け取れます。")
    assert await misaki.news() == []


async def test_his_photo_without_a_name_is_held(cast: Cast) -> None:
    """With two friends open it is asked about, goes to whoever is tapped, and dropped to nobody."""
    await begins(cast)
    misaki, alex, sato = cast.misaki, cast.alex, cast.sato
    await alex.adds_the_account()
    await alex.taps("Talk to a person")
    await sato.taps("対応する")
    for each in (misaki, alex, sato):
        await each.news()

    # When
    photo = await sato.sends(type="image")
    await sato.sees("どなたに送りますか？")
    await sato.taps("送らない")
    await sato.sends(**file("案内.pdf"))
    await sato.sees("📎 案内.pdf")
    assert await alex.news() == await misaki.news() == []
    await sato.taps("Alex")

    # Then
    notice, line = await alex.news()
    assert said(line) == "📎 案内.pdf" and notice["sender"]["name"] == "Sato (advisor)"
    assert await misaki.news() == [] and photo


async def test_what_she_sends_while_she_waits_is_handed_over(cast: Cast) -> None:
    """A photo sent to the bot is offered to a person, and one sent while waiting reaches who takes her."""
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.types("やめる")
    await misaki.sends(**file("履歴書.pdf"))
    await misaki.taps("担当者に伝える")
    await misaki.sends(type="image")
    await cast.world.passes(DAY // 8)
    await sato.news()
    await sato.taps("対応する")
    kinds = [each["type"] for each in await sato.news()]
    assert kinds == ["flex", "flex", "text", "image"]


async def test_pictures_sent_together_are_asked_about_once(cast: Cast) -> None:
    """One card offers a set of pictures, in whatever order it comes, and one tap hands over all of them.

    An advisor's set without a name is held like one picture.
    """
    # Given
    await cast.has_staff()
    misaki, alex, sato = cast.misaki, cast.alex, cast.sato
    await misaki.adds_the_account()
    await misaki.types("やめる")
    await misaki.news()

    # When
    await misaki.sends_together(3, order=(2, 3, 1))
    assert ["担当者に伝えますか？" in said(each) for each in await misaki.news()] == [True]
    await misaki.taps("担当者に伝える")
    await misaki.sees("いま送ってくださったものも一緒に渡します。")

    # Then
    await sato.taps("対応する")
    assert [each["type"] for each in await sato.news()][-3:] == ["image"] * 3

    # And given that he has another friend as well
    await alex.adds_the_account()
    await alex.taps("Talk to a person")
    await sato.taps("対応する")
    for each in (misaki, alex, sato):
        await each.news()
    await sato.sends_together(2)
    assert ["どなたに送りますか？" in said(each) for each in await sato.news()] == [True]
    await sato.taps("送らない")
    await sato.sends_together(3)
    await sato.taps("Alex")
    assert [each["type"] for each in await alex.news()] == ["image"] * 3
    assert await misaki.news() == []


async def test_a_photo_that_was_taken_back_is_gone(cast: Cast) -> None:
    """Taken back, a file is deleted and its page says so; still on its way, it never arrives."""
    await begins(cast)
    misaki, sato = cast.misaki, cast.sato
    gone = await misaki.sends(**file("履歴書.pdf"))
    notice, _ = await sato.news()
    assert await cast.world.rows_with(MARK)
    await misaki.unsends(gone)
    assert await cast.world.rows_with(MARK) == await cast.world.rows_with("履歴書") == []
    assert (await sato.opens(page_of(notice)))[0] == (await sato.opens(page_of(notice) + "/file"))[0] == 404
    await sato.sees("送信を取り消しました")
    await sato.news()
    async with cast.world.at_once():
        await misaki.unsends(await misaki.sends(**file("履歴書.pdf")))
    assert await sato.news() == [] and await cast.world.rows_with(MARK) == []


async def test_by_setting_an_advisor_gets_a_page_and_no_copy(cast: Cast) -> None:
    """Where the team wants no copies on phones, photos and words are notices, and words go with an unsend."""
    await cast.world.publishes(team={"media": {"by_page": ["image", "text"]}})
    await begins(cast)
    misaki, sato = cast.misaki, cast.sato
    await misaki.sends(type="image")
    words = await misaki.types(MARK)
    photo, line, notice, _ = await sato.news()
    assert (photo["type"], said(line)) == ("flex", "📷 写真")
    assert MARK not in said(notice) and MARK in (await sato.opens(page_of(notice)))[2].decode()
    await misaki.unsends(words)
    assert (await sato.opens(page_of(notice)))[0] == 404


async def test_line_prepares_a_film_and_is_not_asked_in_vain(cast: Cast) -> None:
    """A film that LINE is still preparing comes when it is ready; its friend may write on meanwhile."""
    await begins(cast)
    cast.world.line_takes_its_time(5_000)
    await cast.misaki.sends(type="video", duration=1_000)
    await cast.misaki.types("動画です")
    assert [each["type"] for each in await cast.sato.news()] == ["text"]
    for _ in range(5):
        await cast.world.passes(2_000)
    assert [each["type"] for each in await cast.sato.news()] == ["video"]


async def test_photos_of_an_erased_friend_leave_no_byte(cast: Cast) -> None:
    """Deleting her data deletes what she has sent, and what was sent to her."""
    await begins(cast)
    misaki, sato = cast.misaki, cast.sato
    await misaki.sends(**file("履歴書.pdf"))
    await sato.sends(**file("案内.pdf"))
    notice = (await sato.news())[0]
    await erases(misaki)
    await cast.world.passes(60_000)
    assert await cast.world.rows_with(MARK) == await cast.world.rows_with("履歴書") == []
    assert (await sato.opens(page_of(notice)))[0] == 404


async def erases(phone: Phone) -> None:
    """Ask for everything to be deleted, by taps: with a person there, words go to that person."""
    await phone.taps("設定・停止")
    await phone.taps("私の情報")
    await phone.taps("データを削除する")
    await phone.taps("すべて削除する")
