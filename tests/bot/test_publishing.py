"""Publishing: a clean folder replaces the content for everybody at once; anything else changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from bot import life, serve
from bot.app import App
from bot.errors import ContentError
from bot.life import Half
from dialogs import published
from dialogs.content import Content, dump, restore
from dialogs.load import load
from emulator.config import user_id_of
from tests.people import Cast, gather
from tests.world import CONTENT, World, world

SURVEY = "surveys/welcome.yaml"
OLD, NEW = "卒業（予定）の年を教えてください。", "何年に卒業（予定）ですか？"


@pytest.fixture
async def edited(database_url: str, folder: Path) -> AsyncIterator[World]:
    """A house whose folder is that copy; Takahashi owns it."""
    owner = user_id_of("takahashi")
    async with world(database_url, enishi_owner_line_id=owner, enishi_content=folder) as built:
        yield built


def edit(folder: Path, old: str, new: str, name: str = SURVEY) -> None:
    """Change some words in a file of the folder."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@asynccontextmanager
async def beside(house: World, content: Content, folder: Path | None = None) -> AsyncIterator[App]:
    """Start another process beside the house, with that content in its folder."""
    settings = house.app.settings.model_copy(update={"enishi_content": folder} if folder else {})
    other = App(settings, content, house.clock)
    await other.open()
    yield other
    await other.close()


async def asks(cast: Cast) -> str:
    """What a new friend is asked first."""
    await cast.misaki.adds_the_account()
    return str(await cast.misaki.bubble("1/6"))


async def test_an_admin_publishes_what_he_edited(edited: World, folder: Path) -> None:
    """After `/reload` everybody is asked in the new words, and a second one says that nothing is new."""
    cast = gather(edited)
    await cast.takahashi.adds_the_account()
    edit(folder, OLD, NEW)
    await cast.takahashi.types("/再読込")
    await cast.takahashi.sees("公開しました。")
    assert NEW in await asks(cast)
    await cast.takahashi.types("/reload")
    await cast.takahashi.sees("変わったところはありません。")


async def test_a_folder_with_mistakes_changes_nothing(edited: World, folder: Path) -> None:
    """The admin is told the first mistakes with their places, and friends are asked in the old words."""
    cast = gather(edited)
    await cast.takahashi.adds_the_account()
    edit(folder, OLD, NEW)
    edit(folder, "kind: region", "kind: regoin")
    edit(folder, "licence: 13", "license: 13", "service.yaml")
    await cast.takahashi.types("/reload")
    await cast.takahashi.sees("公開していません。フォルダーに直すところが3件あります。")
    await cast.takahashi.sees("surveys/welcome.yaml:124:11: `kind` cannot be `regoin`")
    assert OLD in await asks(cast)


async def test_only_admins_publish(edited: World, folder: Path) -> None:
    """A friend who types the command publishes nothing."""
    cast = gather(edited)
    edit(folder, OLD, NEW)
    await cast.misaki.types("/reload")
    assert OLD in await asks(cast)


async def test_a_machine_that_was_forgotten_sets_nothing_back(edited: World, folder: Path) -> None:
    """A process that starts with an older folder follows what is published; a new folder is published."""
    first = edited.app.content
    edit(folder, OLD, NEW)
    newer = load(folder)
    async with beside(edited, newer), beside(edited, first) as forgotten:
        assert forgotten.snapshot.content == newer
    assert NEW in await asks(gather(edited))
    async with edited.app.database.read() as connection:
        assert await published.current(connection) == newer.hash


async def test_an_admin_may_go_back_to_an_older_folder(edited: World, folder: Path) -> None:
    """What was published once is published again when somebody asks for it."""
    edit(folder, OLD, NEW)
    assert await edited.app.reload()
    edit(folder, NEW, OLD)
    assert await edited.app.reload()
    assert not await edited.app.reload()
    assert OLD in await asks(gather(edited))


@pytest.mark.parametrize("half", ["web", "worker"])
async def test_every_process_follows_within_seconds(
    edited: World, folder: Path, half: Half, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that has nothing to do takes up what another publishes, whichever half it is."""
    monkeypatch.setattr(life, "CONTENT_EVERY", 0.02)
    stop = asyncio.Event()
    async with beside(edited, edited.app.content) as other:
        other.settings = other.settings.model_copy(update={"enishi_port": unused_port()})
        edit(folder, OLD, NEW)
        wanted, follow = load(folder).hash, other.follow_content

        async def watched() -> None:
            await follow()
            if other.snapshot.content.hash == wanted:
                stop.set()

        monkeypatch.setattr(other, "follow_content", watched)
        living = asyncio.create_task(life.run(other, half, stop))
        await edited.app.reload()
        await asyncio.wait_for(living, 10)


async def test_a_hang_up_publishes_what_is_clean(edited: World, folder: Path) -> None:
    """SIGHUP publishes a clean folder and draws its menus; one with mistakes changes nothing."""
    edit(folder, OLD, NEW)
    await serve.reload(edited.app)
    clean = load(folder).hash
    edit(folder, "kind: region", "kind: regoin")
    await serve.reload(edited.app)
    async with edited.app.database.read() as connection:
        assert await published.current(connection) == clean
    assert any(each["path"] == "/v2/bot/richmenu" for each in await edited.requests())


async def test_a_start_with_mistakes_serves_what_is_published(edited: World, folder: Path) -> None:
    """A process that starts while the folder is being edited goes on with the published content."""
    edit(folder, "kind: region", "kind: regoin")
    again = await serve.wired(edited.app.settings)
    try:
        await again.open()
        assert again.snapshot.content == edited.app.content
    finally:
        await again.close()


async def test_a_first_start_with_mistakes_is_refused(edited: World, folder: Path, tmp_path: Path) -> None:
    """Where nothing is published yet, the mistakes are told and nothing is served."""
    edit(folder, "kind: region", "kind: regoin")
    empty = {"enishi_database_url": f"sqlite+aiosqlite:///{tmp_path}/empty.db"}
    with pytest.raises(ContentError, match="kind` cannot be `regoin`"):
        await serve.wired(edited.app.settings.model_copy(update=empty))


async def test_new_pictures_are_drawn_by_whoever_has_them(edited: World, folder: Path) -> None:
    """After a reload the menus at LINE are the published ones; a process without the pictures leaves them."""
    await edited.app.upkeep.sync()
    pictures = folder / "images"
    (pictures / "menu-open.ja.png").write_bytes((pictures / "menu-open.en.png").read_bytes())
    await edited.app.reload()
    async with beside(edited, load(CONTENT), CONTENT) as without:
        assert (await without.upkeep.sync()).changes == []
    assert "created open.mine.ja" in (await edited.app.upkeep.sync()).changes
    assert (await edited.app.upkeep.sync()).changes == []


def test_an_update_of_the_program_makes_no_new_content(folder: Path) -> None:
    """What is published has only what the folder says, so that a field with a default changes no hash."""
    content = load(folder)
    assert '"skip":false' not in dump(content)
    assert restore(dump(content)).hash == content.hash
