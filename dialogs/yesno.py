"""Yes and no as people say them: 「うん」「はい、お願いします」「今はいいです」「ううん」「no thanks」.

「大丈夫です」 alone can be either, and so can a question: then nothing is understood, and she is asked.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from dialogs.japanese import fold, unled
from dialogs.vocabulary import Vocabulary

_YES: Final = """
    はい はーい はいはい はいっ うん うんうん うむ ええ そう そうです そうですね そうだよ そうそう ですです
    お願い お願いします おねがいします お願いしまーす おねがいしまーす お願いいたします お願い致します
    お願いしたい お願いしたいです
    おなしゃす ぜひ 是非 ぜひぜひ もちろん もちろんです もち よろしくお願いします 宜しくお願いします
    よろしくおねがいします よろしくお願いいたします よろしく よろしくです いいよ いいですよ いいですね
    良いです 良いですよ いいとも オッケー オッケーです おっけー おけ おけです おけまる おk ok okです okay
    いけます いける できます 出来ます 可能 可能です 可 ある あります ありです あり あるよ ほしい 欲しい
    ほしいです 欲しいです したい したいです してほしい してほしいです 希望 希望します 希望です する します
    しています してます しました やります やりたいです 知りたい 知りたいです 聞きたい 聞きたいです
    受けたいです 参加したいです 参加します 行きたいです 行きます 同意 同意する 同意します 同意です
    承諾します 許可します 了承します 賛成 賛成です 合ってます 合っています あってます あっています 合ってる
    あってる 正しいです 間違いない 間違いないです 間違いありません その通り その通りです 問題ない
    問題ないです 問題ありません 大丈夫ですよ 全然大丈夫です 構いません かまいません 興味あります 興味ある
    いえす イエス y ye yes yep yeah yea yup sure ofcourse absolutely definitely please yesplease yesiam
    yesido yesiagree iagree agree agreed correct thatsright thatscorrect looksgood ido iam iwould
    iwouldlikethat idloveto soundsgood why not true
"""
_NO: Final = """
    いいえ いえ いえいえ いや いやです いやー ううん ちがう 違う 違います ちがいます ちゃいます ない
    ないです ないよ ありません なし なしで なしです 無し 特にない 特にないです 特にありません 特になし
    とくにない とくになし 結構 結構です けっこうです 遠慮 遠慮します 遠慮しておきます 遠慮しときます
    今はいい 今はいいです いまはいいです 今はまだいいです まだいい まだいいです まだ大丈夫 まだ大丈夫です
    今は大丈夫 今は大丈夫です 今のところ大丈夫です まだ まだです いらない いらないです いらん いらんです
    いりません 要らない
    要らないです 不要 不要です 必要ない 必要ないです 必要ありません しない しないです しません
    しなくていいです してない してないです していません してません やめておきます やめとく やめときます
    やめます 興味ない 興味ないです 興味ありません 無理 無理です むり できない できないです できません
    また今度 また今度お願いします ノー またこんど また今度で 今度で あとで 後で また後で 同意しない
    同意しません 同意はしません 同意しかねます 同意したくないです 今回は大丈夫です 今回は結構です
    同意できない 同意できません 希望しない 希望しません 希望していません 行きません 行かないです
    参加しません やだ 嫌 嫌です いやだ だめ だめです ダメです n no nope nah nothanks nothankyou notnow
    notyet notreally notatall idont idontwantto idontagree idisagree disagree never notforme notinterested
    imnotinterested maybelater false
"""
_YES_SIGNS: Final = (
    "👍",
    "🙆",
    "🙆‍♀️",
    "🙆‍♂️",
    "👌",
    "⭕",
    "⭕️",
    "○",
    "◯",
    "〇",
    "✅",
    "☑️",
    "🙋",
    "🙋‍♀️",
    "🙋‍♂️",
)
_NO_SIGNS: Final = ("👎", "🙅", "🙅‍♀️", "🙅‍♂️", "❌", "×", "✕", "✖️", "🙅🏻‍♀️")
_FINE: Final = """
    大丈夫 大丈夫です だいじょうぶ だいじょうぶです いいです いい 良い けっこう itsfine imfine fine imgood
    imokay imok
"""
_EITHER: Final = """
    どちらでも どっちでも どちらでもいい どっちでもいい どちらでもいいです どっちでもいいです
    どちらとも言えない まあまあ maybe itdepends
"""
_AROUND: Final = """
    です ます ね よ な さん ー っ w 笑 あの まあ 今回は たぶん 多分 ぜひ とても もちろん 一応 いちおう 特に
    とくに 今は いまは 今のところ 少し すこし ちょっと だけ けど が あまり あんまり ほとんど 全然 ぜんぜん
    まったく 全く まだ すみません ごめんなさい 申し訳ないです ありがとうございます ありがとう thanks
    thankyou it that i so
"""


@cache
def _spoken(words: str) -> Vocabulary:
    return Vocabulary(words.split(), (*_FINE.split(), *_EITHER.split(), *_AROUND.split()))


@cache
def _exact(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


def yes_or_no(text: str) -> bool | None:
    """Return what a text says to a question that can be answered by yes or no, if anything."""
    plain = text.strip()
    for signs, meaning in ((_YES_SIGNS, True), (_NO_SIGNS, False)):
        if plain and plain.strip("！!。") in signs:
            return meaning
    if plain.endswith(("?", "？")):
        return None
    said = fold(text)
    for words, meaning in ((_YES, True), (_NO, False)):
        if said in _exact(words):
            return meaning
    if said in _exact(_FINE + _EITHER):
        return None
    means = [meaning for words, meaning in ((_YES, True), (_NO, False)) if _spoken(words).spells(said)]
    return means[0] if len(means) == 1 else None


def either(text: str) -> bool:
    """Whether a text can be a yes as well as a no, as 「大丈夫です」 is, so that she is to be asked which."""
    return fine(text) or fold(text) in _exact(_EITHER)


def fine(text: str) -> bool:
    """Whether a text says that all is well as it is: no answer to an offer, but one to 'is this right?'."""
    return not _exact(_FINE).isdisjoint((fold(text), fold(unled(text))))
