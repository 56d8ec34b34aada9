"""What translators wrote is found too long wherever the code shows it as a button or beside one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import labels

MESSAGES = """
def postback(label, data, shown=None, *, label_limit=20): ...
def confirm(alt, words, yes, no): ...
def cut(text, limit): ...
"""
LONG = "An answer that is far too long"


@pytest.mark.parametrize(
    "code",
    [
        f'messages.postback(turn._("{LONG}"), "x")',
        f'messages.postback(messages.cut(_("{LONG}"), 20), "x")',
        f'messages.postback(data="x", label=turn._("{LONG}").format(a=1))',
        f'label = turn._("{LONG}")\n    messages.postback(label, "x")',
        f'yes, no = turn._("Yes"), turn._("{LONG}")\n    messages.postback(no, "x")',
        f'[messages.postback(label, do) for label, do in ((turn._("{LONG}"), "x"),)]',
        f'ways = {{turn._("{LONG}"): "x"}}\n    [messages.postback(label, do) for label, do in ways.items()]',
        f'messages.postback(turn._("Yes") if turn else turn._("{LONG}"), "x")',
        "messages.postback(turn._(NAMES[turn]), 'x')",
        "messages.postback(named(turn), 'x')",
        f'button(turn._("{LONG}"))',
    ],
)
def test_a_label_is_found_wherever_it_comes_from(code: str, tmp_path: Path) -> None:
    """Through variables, loops, tables and functions, and handed on by other functions."""
    assert [each.msgid for each in tight(tmp_path, code) if len(each.msgid) > 20] == [LONG]


@pytest.mark.parametrize(
    "code",
    [
        f'turn.say(turn._("{LONG}"))',
        f'messages.postback(turn._("Yes"), "x", turn._("{LONG}"))',
        f'messages.postback(turn._("{LONG}"), "x", label_limit=40)',
        f'messages.confirm(turn._("A notice"), turn._("{LONG}"), yes, no)',
        f'[messages.postback(label, said) for label, said in ((_("Yes"), _("{LONG}")),)]',
    ],
)
def test_what_has_room_is_left_alone(code: str, tmp_path: Path) -> None:
    """Only what stands in the narrow place is held to its width."""
    assert list(labels.too_long(tight(tmp_path, code), {}, "en")) == []


def test_the_words_of_the_language_count(tmp_path: Path) -> None:
    """LINE counts graphemes of what is shown, and what fills a placeholder comes on top."""
    where = tight(tmp_path, 'messages.postback(turn._("Take {name}"), "x")')
    assert list(labels.too_long(where, {"Take {name}": "{name}さんのご相談に今すぐ対応をする"}, "ja")) == []
    [found] = labels.too_long(
        where, {"Take {name}": "{name}さんからのお悩みにいますぐ対応をはじめます"}, "ja"
    )
    assert "21 characters of 20 in ja" in found


def tight(root: Path, code: str) -> set[labels.Sentence]:
    """Return the sentences that stand where a limit is in a house with that code in it."""
    (root / "bot").mkdir()
    (root / "bot/messages.py").write_text(MESSAGES)
    (root / "handlers").mkdir()
    (root / "handlers/x.py").write_text(
        "from bot import messages\n"
        f'NAMES = {{"a": N_("Yes"), "b": N_("{LONG}")}}\n'
        "def button(name): return messages.postback(name, 'x')\n"
        f'def named(turn): return turn._("{LONG}")\n'
        f"def use(turn):\n    {code}\n"
    )
    return labels.sentences(labels.read(root, ("bot", "handlers")), labels.AT_LINE)
