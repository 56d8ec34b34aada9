"""To whom an advisor's words go: never to anyone he did not mean, and never typed again."""

from __future__ import annotations

import pytest

from bot.clock import MINUTE, SECOND
from tests.handoff.lanes import Lanes, Seen


class Two:
    """An advisor with two friends of the same name open: `one` is みさき to him, `two` is みさき 2."""

    def __init__(self, lanes: Lanes, sato: str, one: str, two: str) -> None:
        self.lanes, self.sato, self.one, self.two = lanes, sato, one, two

    def texts(self, friend: str) -> list[str]:
        """What a friend was told by a human, the greeting left out."""
        return [text for _, text in self.lanes.human(friend)][1:]

    def bubble(self, friend: str) -> Seen:
        """The last bubble on the advisor's screen that carries this friend's words."""
        return [b for b in self.lanes.seen[self.sato] if b.about == friend and b.klass == "human"][-1]

    async def advisor(self, text: str, quote: Seen | str | None = None) -> str:
        """Let the advisor write and everything settle."""
        message_id = await self.lanes.says(self.sato, text, quote)
        await self.lanes.settle()
        return message_id

    async def friend(self, who: str, text: str, quote: Seen | str | None = None) -> str:
        """Let a friend write and everything settle."""
        message_id = await self.lanes.says(who, text, quote)
        await self.lanes.settle()
        return message_id

    async def tap(self, label: str) -> None:
        """Tap a button on the advisor's newest bubble."""
        await self.lanes.taps(self.sato, self.lanes.last(self.sato).tap(label))
        await self.lanes.settle()


@pytest.fixture
async def two(lanes: Lanes) -> Two:
    """The advisor has taken both, and each has written once."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    one = await lanes.person("one", "みさき")
    other = await lanes.person("other", "みさき")
    for friend in (one, other):
        await lanes.says(friend, "相談")
        await lanes.settle()
        await lanes.taps(sato, lanes.last(sato).tap("対応する"))
        await lanes.settle()
    for friend in (one, other):
        await lanes.says(friend, f"from {friend[:8]}")
        await lanes.settle()
    return Two(lanes, sato, one, other)


async def test_the_same_name_gets_two_labels(two: Two) -> None:
    """Two friends of the same name have labels of their own, which stay when one of them is done."""
    assert (two.bubble(two.one).sender, two.bubble(two.two).sender) == ("みさき", "みさき 2")
    await two.advisor("/done", quote=two.bubble(two.one))
    await two.friend(two.two, "まだいます")
    assert two.bubble(two.two).sender == "みさき 2"


async def test_unclear_words_are_held_and_never_typed_again(two: Two) -> None:
    """With two open and no quote nothing is sent; the tapped name gets it, the other friend never."""
    await two.advisor("明日はどうですか")
    assert two.texts(two.one) == two.texts(two.two) == []
    assert "「明日はどうですか」" in two.lanes.last(two.sato).words
    prompt = two.lanes.last(two.sato)
    await two.tap("みさき 2")
    assert two.texts(two.one) == []
    assert two.texts(two.two) == ["明日はどうですか"]
    await two.lanes.taps(two.sato, prompt.tap("みさき"))
    await two.lanes.settle()
    assert two.texts(two.one) == []
    assert "もう送ったか" in two.lanes.last(two.sato).words


async def test_held_words_go_out_in_order_with_one_tap(two: Two) -> None:
    """Held texts leave in the order in which they were typed, on one tap."""
    for text in ("一", "二", "三"):
        await two.advisor(text)
    assert "ほかに2件" in two.lanes.last(two.sato).words
    await two.tap("みさき")
    assert two.texts(two.one) == ["一", "二", "三"]
    assert two.texts(two.two) == []


async def test_a_quote_finds_her_and_is_followed_for_a_minute(two: Two) -> None:
    """A quote reaches her on her own bubble; plain text follows until another writes or a minute ends."""
    asked = await two.friend(two.one, "質問です")
    await two.advisor("お答えします", quote=two.bubble(two.one))
    assert two.lanes.last(two.one).message["quoteToken"] == f"token-of-{asked}"
    await two.advisor("続きです")
    assert two.texts(two.one) == ["お答えします", "続きです"]
    await two.friend(two.two, "わたしも")
    await two.advisor("これは誰に")
    assert two.texts(two.one) == ["お答えします", "続きです"]
    assert two.texts(two.two) == []
    await two.tap("送らない")
    await two.advisor("もう一度", quote=two.bubble(two.one))
    await two.lanes.passes(61 * SECOND)
    await two.advisor("遅すぎた")
    assert two.texts(two.one)[-1] == "もう一度"


async def test_to_sets_the_focus(two: Two) -> None:
    """`/to` with a name holds although the other writes, and lapses ten minutes after his last words."""
    await two.advisor("／宛先　みさき 2さん")
    await two.friend(two.one, "すみません")
    await two.advisor("二番の方へ")
    assert two.texts(two.two) == ["二番の方へ"]
    assert two.texts(two.one) == []
    await two.lanes.passes(11 * MINUTE)
    await two.advisor("まだ？")
    assert two.texts(two.two) == ["二番の方へ"]


async def test_to_sends_what_was_held(two: Two) -> None:
    """`/to NAME` says the same as tapping the name: what was held goes out, in order."""
    for text in ("一", "二", "三"):
        await two.advisor(text)
    await two.advisor("/to みさき")
    assert two.texts(two.one) == ["一", "二", "三"]
    assert two.texts(two.two) == []


async def test_a_tap_sends_only_what_was_held_until_then(two: Two) -> None:
    """An older prompt's button sends only what had been typed when it was shown."""
    await two.advisor("一番の方へ")
    older = two.lanes.last(two.sato)
    await two.advisor("二番の方へ")
    newer = two.lanes.last(two.sato)
    await two.lanes.taps(two.sato, older.tap("みさき"))
    await two.lanes.settle()
    await two.lanes.taps(two.sato, newer.tap("みさき 2"))
    await two.lanes.settle()
    assert two.texts(two.one) == ["一番の方へ"]
    assert two.texts(two.two) == ["二番の方へ"]


async def test_nothing_that_begins_like_a_command_is_relayed(two: Two) -> None:
    """Mistyped commands reach nobody, half width or full, even where plain text has a clear addressee."""
    await two.advisor("/to みさき")
    for text in (
        "/don",
        "／かんりょ",
        "/",
        "//don いま",
        "・done",
        " /dnoe",
        "／ｄｏｎ",
        "⁄done1",
        "/stop",
    ):
        await two.advisor(text)
        assert "どなたにも送っていません" in two.lanes.last(two.sato).words, text
    await two.advisor("/対応する方")
    assert two.texts(two.one) == two.texts(two.two) == []
    await two.advisor("・持ち物は\n・筆記用具です")
    assert two.texts(two.one) == ["・持ち物は\n・筆記用具です"]


async def test_a_bare_word_is_asked_about(two: Two) -> None:
    """「完了」 with conversations open neither runs nor is sent before the advisor says which was meant."""
    await two.advisor("完了")
    assert two.texts(two.one) == two.texts(two.two) == []
    await two.tap("みさき 2")
    assert two.texts(two.two) == ["完了"]
    two.lanes.clock.at += 10_000  # just after his words it would stop them
    await two.advisor("取消")
    await two.tap("実行")
    assert "取り消すものはありません" in two.lanes.last(two.sato).words
    assert two.texts(two.two) == ["完了"]


async def test_while_a_take_is_on_its_way_words_wait(lanes: Lanes) -> None:
    """Text typed right after tapping a second card is held, whichever lane is decided first."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    one, other = await lanes.person("one", "みさき"), await lanes.person("other", "みさき")
    for friend in (one, other):
        await lanes.says(friend, "相談")
        await lanes.settle()
    await lanes.says(sato, "/take")
    await lanes.settle()
    await lanes.says(sato, "/take")
    await lanes.says(sato, "はじめまして")
    await lanes.settle()
    assert "はじめまして" not in [text for friend in (one, other) for _, text in lanes.human(friend)]
    prompt = next(b for b in lanes.seen[sato] if "「はじめまして」" in b.words)
    await lanes.taps(sato, prompt.tap("みさき 2"))
    await lanes.settle()
    assert [text for _, text in lanes.human(other)][1:] == ["はじめまして"]
    assert len(lanes.human(one)) == 1


async def test_words_right_behind_the_only_take_reach_her(lanes: Lanes) -> None:
    """Text typed in the same breath as taking the only friend is not lost."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    await lanes.says(sato, "/take")
    await lanes.says(sato, "はじめまして")
    await lanes.settle()
    assert [text for _, text in lanes.human(misaki)][1:] == ["はじめまして"]


async def test_words_for_a_friend_who_just_left_reach_nobody_else(two: Two) -> None:
    """When one of two blocks while he is typing, his text is held and not given to the one who is left."""
    await two.lanes.happens(two.one, "unfollow")
    while await two.lanes.worker.step():  # decided, but not on his screen yet
        pass
    await two.advisor("お待たせしました")
    assert two.texts(two.two) == []
    await two.lanes.passes(3 * MINUTE)
    await two.advisor("二番の方へ")
    assert two.texts(two.two) == ["二番の方へ"]


async def test_quoting_a_finished_conversation_sends_nothing(two: Two) -> None:
    """A quote of a friend who is done goes to nobody, not even to the only one left."""
    old = two.bubble(two.one)
    await two.advisor("/完了", quote=old)
    await two.advisor("追伸です", quote=old)
    assert "その方との相談は開いていません" in two.lanes.last(two.sato).words
    assert two.texts(two.one) == two.texts(two.two) == []


async def test_done_asks_which_one(two: Two) -> None:
    """`/done` with several open and no quote asks; the tapped one is finished, the other stays."""
    await two.advisor("/done")
    await two.tap("みさき 2")
    assert (await two.lanes.conversation(two.two)).outcome == "done"
    assert (await two.lanes.conversation(two.one)).status == "open"


async def test_who_shows_whose_turn_it_is(two: Two) -> None:
    """`/who` tells who waits for his answer."""
    await two.advisor("はい", quote=two.bubble(two.one))
    await two.advisor("/私の担当")
    assert "みさきさん｜相手の番" in two.lanes.last(two.sato).words
    assert "みさき 2さん｜お返事待ち" in two.lanes.last(two.sato).words


async def test_only_her_own_advisor_speaks_and_finishes(two: Two) -> None:
    """A relay or a done that reaches her lane too late, from someone who is not her advisor, does nothing."""
    suzuki = await two.lanes.person("suzuki", "鈴木", "advisor")
    message_id = await two.lanes.says(suzuki, "遅れて届いた言葉")
    await two.lanes.settle()
    conversation = (await two.lanes.conversation(two.one)).id
    data = {"from": suzuki, "conversation": conversation, "message_id": message_id}
    for kind in ("handoff.relay", "handoff.done", "handoff.return"):
        await two.lanes.happens(two.one, kind, **data)
        await two.lanes.settle()
    assert two.texts(two.one) == []
    assert (await two.lanes.conversation(two.one)).status == "open"
    assert "もうあなたの対応中ではありません" in two.lanes.last(suzuki).words


async def test_words_behind_a_name_that_is_not_his_wait(lanes: Lanes) -> None:
    """After `/to` with the name of nobody of his, his words go to nobody, also not to the only one he has."""
    sato, misaki = await lanes.person("sato", "佐藤", "advisor"), await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    await lanes.says(sato, "/take")
    await lanes.settle()
    await lanes.says(sato, "/to ゆうこ")
    await lanes.says(sato, "内定おめでとう")
    await lanes.settle()
    assert len(lanes.human(misaki)) == 1
    assert "「内定おめでとう」" in lanes.last(sato).words
