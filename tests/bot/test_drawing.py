"""Menus without a picture are drawn: as LINE wants them, always the same, and never without a font."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot import drawing, menu_shapes
from bot.errors import EnishiError
from bot.menu_plan import Menus
from emulator.menu_rules import check_image, check_menu
from tests.world import CONTENT, example

BOT = "https://bot.example"
LANGUAGES = ("ja", "en")


def plain() -> Menus:
    """Return the example's menus without their pictures."""
    menus = example().menus
    bare = tuple(menu.model_copy(update={"image": None}) for menu in menus.menus)
    return Menus.model_validate(menus.model_copy(update={"menus": bare}).model_dump(by_alias=True))


def test_what_is_drawn_is_what_line_takes() -> None:
    """Every menu, in every set and language, is taken by LINE's rules with the picture drawn for it."""
    drawn = menu_shapes.drawn(plain(), LANGUAGES, CONTENT, BOT)
    assert [each.name for each in drawn] == [
        "staff.ja", "staff.en",
        "locked.mine.ja", "locked.mine.en", "locked.services.ja", "locked.services.en",
        "open.mine.ja", "open.mine.en", "open.services.ja", "open.services.en",
    ]  # fmt: skip
    for each in drawn:
        check_menu({**each.menu, "name": each.title})
    for each in drawn[:3]:
        check_image(each.picture(), each.content_type)
    assert [each.name for each in drawn if each.default] == ["locked.mine.ja"]
    assert all(len(each.alias or "") <= 32 for each in drawn)


def test_a_menu_changes_with_what_it_shows() -> None:
    """The digest by which LINE's menu is known again changes with label, icon, look, place and deed."""
    before = {each.name: each.digest for each in menu_shapes.drawn(plain(), LANGUAGES, CONTENT, BOT)}
    assert before == {each.name: each.digest for each in menu_shapes.drawn(plain(), LANGUAGES, CONTENT, BOT)}
    changes: list[dict[str, Any]] = [
        {"label": {"ja": "待つ人", "en": "Waiting"}}, {"icon": "bell"}, {"look": "accent"}, {"x": 1},
        {"postback": "menu?do=help"},
    ]  # fmt: skip
    for change in changes:
        said = plain().model_dump(by_alias=True)
        said["menus"][-1]["areas"][0].update(change)
        after = {
            each.name: each.digest
            for each in menu_shapes.drawn(Menus.model_validate(said), LANGUAGES, CONTENT, BOT)
        }
        assert {name for name in before if before[name] != after[name]} == {"staff.ja", "staff.en"}, change


def test_the_open_tab_stands_out() -> None:
    """The same menu is drawn otherwise as another tab, and in the colours that it names."""
    shapes = {shape.name: shape for shape in plain().shapes(LANGUAGES)}
    mine = Image.open(BytesIO(drawing.picture(shapes["locked.mine.ja"]))).convert("RGB")
    services = Image.open(BytesIO(drawing.picture(shapes["locked.services.ja"]))).convert("RGB")
    left, right = (40, 55), (1160, 55)
    assert mine.getpixel(left) == services.getpixel(right) != mine.getpixel(right) == services.getpixel(left)


def test_without_a_font_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a Japanese font draws no empty boxes: it names a package that has one."""
    monkeypatch.setattr(drawing, "FOLDERS", ("/nowhere",))
    assert drawing.font_file() is None
    with pytest.raises(EnishiError, match="install one, such as the Debian package fonts-ipaexfont-gothic"):
        drawing.picture(next(plain().shapes(LANGUAGES)))
