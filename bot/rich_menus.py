"""What `enishi menus sync` and `enishi menus draw` do, and what they print."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot import drawing, menus
from bot.app import App
from bot.clock import SECOND
from bot.errors import ContentError, EnishiError
from bot.line import LineError
from bot.menu_sync import AN_HOUR, Synced
from bot.serve import build
from bot.settings import Settings
from dialogs.load import inspect

AGAIN = 60.0
"""Seconds until LINE is asked again whether it takes one more menu."""
TRIES = 3
"""So often the friends and then the old menus are looked at: LINE carries out bulk calls within seconds."""


async def sync(settings: Settings, dry_run: bool, wait: bool) -> int:
    """Bring LINE in line and print what changed; exit code 1 when LINE takes no more menus this hour."""
    app = build(settings)
    try:
        await app.open()
        return await (foresee(app) if dry_run else carry_out(app, wait))
    except LineError as error:
        raise EnishiError(str(error)) from None
    finally:
        await app.close()


async def foresee(app: App) -> int:
    """Print what a sync would do."""
    plan = await app.upkeep.plan()
    if plan is None:
        raise EnishiError(OTHER_PICTURES)
    lines = [f"would {each}" for each in plan.words()]
    print("\n".join(lines) or "nothing to change")
    return 0


async def carry_out(app: App, wait: bool) -> int:
    """Bring LINE's menus in line, then friends, then delete what nobody sees any more."""
    plan = await app.upkeep.plan()
    if plan is None:
        raise EnishiError(OTHER_PICTURES)
    if len(plan.create) > AN_HOUR:
        print(f"{len(plan.create)} menus to create: LINE takes {AN_HOUR} an hour, so this takes some hours")
    changed, synced = False, Synced(complete=False)
    while not synced.complete:
        synced = await app.upkeep.sync(print)
        changed = changed or bool(synced.changes)
        if not synced.complete:
            if not wait:
                raise EnishiError(f"{synced.left[0]}; run this again later, or with --wait")
            print(f"{synced.left[0]}; waiting")
            await asyncio.sleep(AGAIN)
    for _ in range(TRIES):
        await _tell_friends(app)
        if not synced.left:
            break
        await asyncio.sleep(menus.BULK_TAKES / SECOND)
        synced = await app.upkeep.sync(print)
    for line in synced.left or ([] if changed else ["nothing to change"]):
        print(line)
    return 0


async def _tell_friends(app: App) -> None:
    """Tell LINE which friend sees which menu, and print of how many it has taken that."""
    before = await _waiting(app)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("friends", total=before)
        while await app.menus.step():
            progress.update(task, completed=before - await _waiting(app))
    left = await _waiting(app)
    if before:
        print(f"friends told: {before - left}" + (f", still to be told: {left}" if left else ""))


async def _waiting(app: App) -> int:
    async with app.database.read() as connection:
        return await menus.waiting(connection)


OTHER_PICTURES = (
    "another folder's content is published, with other pictures: run this where that folder is, "
    "or publish this one by /reload"
)


def draw(folder: Path, again: bool) -> None:
    """Draw the pictures that menus.yaml names and that are not there, and those of menus that name none."""
    content, mistakes = inspect(folder)
    if content is None:
        raise ContentError([each for each in mistakes if not each.warning])
    for shape in content.menus.shapes(content.service.languages):
        path = folder / (shape.menu.image_for(shape.language) or f"images/menu-{shape.name}.png")
        if path.is_file() and not again:
            print(f"{path}: is there")
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(drawing.picture(shape))
        print(f"{path}: drawn, {path.stat().st_size // 1000} KB")
