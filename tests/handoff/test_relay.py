"""What passes between two people, what cannot, and what an unsend leaves behind."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.models import friends
from tests.handoff.lanes import Lanes

STICKER = {"type": "sticker", "packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC"}
PLACE = {"type": "location", "title": "会場", "address": "大阪市北区", "latitude": 34.7, "longitude": 135.5}
BELONGS_TO_HER = {
    "type": "sticker",
    "packageId": "30563",
    "stickerId": "651698630",
    "keywords": ["感謝", "花"],
}


class Pair:
    """One friend with one advisor."""

    def __init__(self, lanes: Lanes, sato: str, misaki: str) -> None:
        self.lanes, self.sato, self.misaki = lanes, sato, misaki


@pytest.fixture
async def pair(lanes: Lanes) -> Pair:
    """佐藤 has taken みさき."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    await lanes.says(sato, "/take")
    await lanes.settle()
    return Pair(lanes, sato, misaki)


async def test_words_of_somebody_who_has_lost_his_role_meanwhile(lanes: Lanes) -> None:
    """Words that are on their way when their writer loses his role elsewhere are not passed on any more."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    await lanes.taps(sato, lanes.last(sato).tap("対応する"))
    await lanes.settle()
    await lanes.says(sato, "まだ送れますか")
    await lanes.worker.step()  # his words are an event in her lane now
    async with lanes.database.write() as connection:
        await connection.execute(update(friends).where(friends.c.friend_id == sato).values(role=None))
    await lanes.settle()
    assert "まだ送れますか" not in [words for _, words in lanes.human(misaki)]
    assert await lanes.parked() == []


async def test_the_bot_is_silent_to_what_she_types(pair: Pair) -> None:
    """While a human has the conversation her commands and questions go to the advisor and nothing answers."""
    seen = len(pair.lanes.seen[pair.misaki])
    for text in ("メニュー", "相談", "Q: だれかいますか", "/menu", "／人◕ ‿‿ ◕人＼"):
        await pair.lanes.says(pair.misaki, text)
    await pair.lanes.settle()
    assert pair.lanes.new(pair.misaki, seen) == []
    assert [text for _, text in pair.lanes.human(pair.sato)][-1] == "／人◕ ‿‿ ◕人＼"


async def test_what_she_taps_is_answered(pair: Pair) -> None:
    """A tap on an old button of the queue is answered although a human has the conversation."""
    asked = pair.lanes.seen[pair.misaki][0]
    await pair.lanes.taps(pair.misaki, asked.tap("相談をやめる"))
    await pair.lanes.settle()
    assert pair.lanes.last(pair.misaki).words.startswith("いま佐藤がお話をうかがっています。")
    assert (await pair.lanes.conversation(pair.misaki)).status == "open"


async def test_stickers_and_places_pass_both_ways(pair: Pair) -> None:
    """A sticker that may be sent is sent, another is shown in words, a place comes with a quotable line."""
    for who, other in ((pair.misaki, pair.sato), (pair.sato, pair.misaki)):
        seen = len(pair.lanes.seen[other])
        for message in (STICKER, BELONGS_TO_HER, PLACE):
            await pair.lanes.sends(who, message)
        await pair.lanes.settle()
        got = [bubble.message for bubble in pair.lanes.seen[other][seen:]]
        assert [m["type"] for m in got] == ["sticker", "text", "location", "text"]
        assert (got[0]["packageId"], got[0]["stickerId"]) == ("446", "1988")
        assert got[1]["text"] == "（スタンプ：感謝）"
        assert (got[2]["title"], got[2]["latitude"]) == ("会場", 34.7)
        assert got[3]["text"] == "📍 会場"


async def test_what_line_may_bring_one_day_is_owned_up_to(pair: Pair) -> None:
    """A kind of message that nobody knows yet passes neither way, and both sides are told so."""
    await pair.lanes.sends(pair.misaki, {"type": "hologram"})
    await pair.lanes.settle()
    assert pair.lanes.new(pair.misaki, 2) == [
        "すみません、この種類のメッセージはまだ担当者に渡せません。文字で教えてもらえますか？"
    ]
    told = "みさきさんがこの種類のメッセージを送りましたが、まだお渡しできません。"
    assert pair.lanes.last(pair.sato).words == told
    seen = len(pair.lanes.seen[pair.misaki])
    await pair.lanes.sends(pair.sato, {"type": "hologram"})
    await pair.lanes.settle()
    assert pair.lanes.last(pair.sato).words == "送っていません。この種類のメッセージはまだ渡せません。"
    assert pair.lanes.new(pair.misaki, seen) == []


async def test_quotes_pass_where_a_token_is_known(pair: Pair) -> None:
    """Each side's quote points at the same words in the other's chat, own bubbles and received ones alike."""
    lanes = pair.lanes
    hers = await lanes.says(pair.misaki, "A と B のどちらですか")
    await lanes.settle()
    his = await lanes.says(pair.sato, "B です", quote=lanes.last(pair.sato))
    await lanes.settle()
    assert lanes.last(pair.misaki).message["quoteToken"] == f"token-of-{hers}"
    await lanes.says(pair.misaki, "本当に？", quote=lanes.last(pair.misaki))
    await lanes.settle()
    assert lanes.last(pair.sato).message["quoteToken"] == f"token-of-{his}"
    shown = next(b for b in lanes.seen[pair.sato] if b.words == "A と B のどちらですか")
    await lanes.says(pair.misaki, "これのことです", quote=hers)
    await lanes.settle()
    assert lanes.last(pair.sato).message["quoteToken"] == f"token-of-{shown.line_id}"
    await lanes.says(pair.misaki, "知らない吹き出し", quote="of-the-bot")
    await lanes.settle()
    assert "quoteToken" not in lanes.last(pair.sato).message


async def test_long_words_arrive_whole(pair: Pair) -> None:
    """More than LINE takes in one bubble arrives in two, with nothing lost between."""
    words = "あ" * 4999 + "🍎" + "い" * 4000
    await pair.lanes.says(pair.misaki, words)
    await pair.lanes.settle()
    assert "".join(text for _, text in pair.lanes.human(pair.sato)) == words


async def test_what_she_took_back_is_gone(pair: Pair) -> None:
    """An unsent message vanishes from all that is stored, seen or not, and the advisor is told."""
    lanes = pair.lanes
    shown = await lanes.says(pair.misaki, "ひみつその一")
    await lanes.settle()
    await lanes.unsends(pair.misaki, shown)
    await lanes.settle()
    assert "みさきさんが送信を取り消しました" in lanes.last(pair.sato).words
    waiting = await lanes.says(pair.misaki, "ひみつその二")
    while await lanes.worker.step():  # passed on, but not delivered yet
        pass
    await lanes.unsends(pair.misaki, waiting)
    await lanes.settle()
    assert await lanes.stored("ひみつ") == []
    assert "ひみつその二" not in [text for _, text in lanes.human(pair.sato)]


async def test_a_message_and_its_unsend_in_one_breath(pair: Pair) -> None:
    """Taken back before anyone decided on it, a message is passed to nobody."""
    lanes, seen = pair.lanes, len(pair.lanes.seen[pair.sato])
    await lanes.unsends(pair.misaki, await lanes.says(pair.misaki, "ひみつ"))
    await lanes.unsends(pair.sato, await lanes.says(pair.sato, "ひみつ"))
    await lanes.settle()
    assert await lanes.stored("ひみつ") == []
    assert not [words for words in lanes.new(pair.sato, seen) if "ひみつ" in words]
    assert len(lanes.human(pair.misaki)) == 1


async def test_an_unsend_while_she_waits(lanes: Lanes) -> None:
    """Words taken back while waiting are handed over to nobody, and a card withdrawn with them comes anew."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    question = await lanes.says(misaki, "Q: ひみつ")
    other = await lanes.says(misaki, "べつのこと")
    while await lanes.worker.step():  # the card is not delivered yet
        pass
    await lanes.unsends(misaki, question)
    await lanes.settle()
    cards = [b for b in lanes.seen[sato] if "相談希望" in b.words]
    assert len(cards) == 1 and "べつのこと" in cards[0].words
    assert await lanes.stored("ひみつ") == []
    await lanes.taps(sato, cards[0].tap("対応する"))
    await lanes.settle()
    assert lanes.human(sato) == [("みさき", "べつのこと")]
    await lanes.unsends(misaki, other)
    await lanes.settle()
    assert await lanes.stored("べつのこと") == []


async def test_an_advisor_takes_his_words_back(pair: Pair) -> None:
    """What an advisor unsends before it is delivered never arrives; he is told what he needs to know."""
    lanes = pair.lanes
    words = await lanes.says(pair.sato, "まちがえました")
    while await lanes.worker.step():
        pass
    await lanes.unsends(pair.sato, words)
    await lanes.settle()
    assert len(lanes.human(pair.misaki)) == 1
    assert lanes.last(pair.sato).words == "取り消しました。みさきさんには送っていません。"
    assert await lanes.stored("まちがえました") == []


@pytest.mark.parametrize(
    ("name", "label"), [("☆彡", "☆彡"), ("✿✿✿", "相談者"), ("LINE太郎", "ＬＩＮＥ太郎"), ("", "相談者")]
)
async def test_odd_names_become_usable_labels(lanes: Lanes, name: str, label: str) -> None:
    """A name of symbols, of nothing, or with a word that LINE refuses as a sender still names her."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    odd = await lanes.person("odd", name)
    await lanes.says(odd, "Q: はじめまして")
    await lanes.settle()
    await lanes.says(sato, "/take")
    await lanes.settle()
    assert lanes.human(sato) == [(label, "Q: はじめまして")]


async def test_each_reads_her_own_language(lanes: Lanes) -> None:
    """An English advisor and a Japanese friend each get the handoff's words in their own language."""
    kate = await lanes.person("kate", "Kate", "advisor", language="en")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    assert "Would like to talk" in lanes.last(kate).words
    await lanes.taps(kate, lanes.last(kate).tap("Take it"))
    await lanes.settle()
    assert lanes.human(misaki)[0][0] == "Kate（アドバイザー）"
    await lanes.says(kate, "/done")
    await lanes.settle()
    assert lanes.last(misaki).words == "ここからは案内係がお手伝いします。"
    assert lanes.last(kate).words == "Finished: みさき (under 1 min, 0 free, 0 billed)"
