"""What the bot says about linking: complete in both languages, and nothing of a person on a lock screen."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot import events, i18n
from bot.clock import Clock
from bot.friends import Friend
from bot.messages import sender
from bot.turn import Batch, Turn
from linking import book, references, words
from linking.book import Book, Doors, Gift
from linking.links import LinkResult, Outcome
from tests.linking.house import PUBLIC_URL, SAKI, SECRET_KEY, SERVICE

ROOT = Path(i18n.LOCALES).parent
OUTCOMES: tuple[Outcome, ...] = (
    "linked",
    "already",
    "unknown",
    "expired",
    "used",
    "friend_taken",
    "member_taken",
)


def a_turn(language: str) -> Turn:
    batch = Batch(0, Clock())
    batch.shared[book.NAME] = Book(Doors(PUBLIC_URL, SECRET_KEY))
    friend = Friend(SAKI, 0, language=language)
    event = events.Event(1, "e", SAKI, "accountLink", 0, 0, 0, {})
    return Turn(batch, friend, [event], sender("案内係（自動）"))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_an_answer(language: str, outcome: Outcome) -> None:
    """Whatever became of a link, the friend is told in her language, in one uncut bubble."""
    turn = a_turn(language)
    gift = Gift("S-1001", "g", "examples", SAKI, 0)
    result = LinkResult(outcome, "S-1001", gift if outcome == "linked" else None)
    words.tell(turn, result, SERVICE.link, SERVICE.gift)
    said = [draft.message for draft in turn.drafts]
    assert len(said) == 1
    assert "…" not in json.dumps(said, ensure_ascii=False)
    assert bool(re.search("[ぁ-ん]", json.dumps(said, ensure_ascii=False).replace("案内係（自動）", ""))) == (
        language == "ja"
    )


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_lock_screen_shows_nothing_of_her(language: str) -> None:
    """The altText of every card of linking is the same neutral line."""
    turn = a_turn(language)
    gift = Gift("S-1001", "g", "examples", SAKI, 0)
    words.tell(turn, LinkResult("linked", "S-1001", gift), SERVICE.link, SERVICE.gift)
    words.tell(turn, LinkResult("expired"), SERVICE.link)
    words.tell_failed(turn)
    turn.say(words.offer(turn, SERVICE.link))
    alts = {draft.message["altText"] for draft in turn.drafts if "altText" in draft.message}
    assert alts == {"お知らせが1件あります" if language == "ja" else "You have one notice"}


def test_the_offer_says_what_linking_brings_and_that_it_can_be_undone() -> None:
    """The card has the content's words, the duty to tell of unlinking, and this friend's own address."""
    turn = a_turn("ja")
    turn.say(words.offer(turn, SERVICE.link, "survey"))
    card = json.dumps(turn.drafts[0].message, ensure_ascii=False)
    assert "条件に合うお知らせだけが届きます" in card and "いつでも解除できます" in card
    assert references.link_url(PUBLIC_URL, SECRET_KEY, SAKI, "survey", "ja") in card


def test_the_failed_link_is_told_on_her_own_account() -> None:
    """She is told although she may not have done anything: as a matter of her account, not as an answer."""
    turn = a_turn("ja")
    words.tell_failed(turn)
    assert [draft.klass for draft in turn.drafts] == ["account"]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_other_catalogue_says_it_otherwise(language: str) -> None:
    """Catalogues are read as one: a sentence that two rooms share must mean the same in both."""
    merged = i18n.catalogue(language)
    with (i18n.LOCALES / language / "LC_MESSAGES" / "linking.po").open("rb") as file:
        assert [str(m.id) for m in read_po(file) if m.id and merged[str(m.id)] != m.string] == []


def test_linking_has_one_word() -> None:
    """It is 連携 in every text, and never つなぐ; what a member signs in with is her 会員ID everywhere."""
    catalogues = (i18n.LOCALES / "ja" / "LC_MESSAGES").glob("*.po")
    assert not [each.name for each in catalogues if "会員番号" in each.read_text(encoding="utf-8")]
    said = (i18n.LOCALES / "ja" / "LC_MESSAGES" / "linking.po").read_text(encoding="utf-8")
    assert "つな" not in said and "紐" not in said and "リンクする" not in said and "連携" in said


def test_the_deciding_modules_know_no_web() -> None:
    """What decides can be loaded without aiohttp or LINE's SDK."""
    code = "import sys, linking.links, linking.words; print({'aiohttp', 'linebot'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
