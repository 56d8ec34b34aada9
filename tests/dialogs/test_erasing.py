"""What is left of an answer whose message was taken back: nothing that she wrote or sent."""

from __future__ import annotations

from dialogs.erasing import Unsent, take_back
from dialogs.inputs import Sent
from dialogs.position import Media, Position
from tests.dialogs.samples import Player, every_kind, question, survey


def without(player: Player, message_id: str, words: str = "") -> Position:
    """Take a message back and return where she then stands."""
    unsent = Unsent(message_id, words)
    return take_back(player.survey, player.position, unsent, player.facts, "ja").position


def test_one_of_several_messages_is_taken_out_of_an_answer() -> None:
    """Of an answer in two messages the other one stays, and so does what both meant."""
    player = Player(every_kind())
    player.types("お茶", "red", "blue")
    assert without(player, "1", "red").typed == ("blue",)
    player.types("green")
    left = without(player, "1", "red").answers["several"]
    assert (left.value, left.raw) == (["red", "blue", "green"], "blue\ngreen")


def test_a_photo_is_no_answer_any_more() -> None:
    """A picture or a file that was taken back counts as skipped, whatever else has the same words."""
    player = Player(survey([{"id": "face", "kind": "file", "ask": "face?"}, question("next")]))
    player.give(Sent(Media("123", "image")))
    assert without(player, "124") == player.position
    left = without(player, "123").answers["face"]
    assert (left.value, left.media, left.skipped) == (None, None, True)


def test_a_message_that_was_no_answer_changes_nothing() -> None:
    """Words that merely stand inside an answer are not hers to lose."""
    player = Player(every_kind())
    player.types("お茶", "red blue green", "気楽に行こう")
    assert without(player, "1", "気楽に") == player.position
    assert without(player, "1") == player.position
