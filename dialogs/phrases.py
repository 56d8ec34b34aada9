"""What people say that is no answer: courtesies, and the words for skip, back, done and the like.

Courtesies are never misread: they are answered warmly once, or left alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from dialogs.effects import Courtesy
from dialogs.inputs import Deed
from dialogs.japanese import fold, wordless

_COURTESIES: Final[dict[Courtesy, str]] = {
    "thanks": """
        謝謝 谢谢 感謝 多謝 감사합니다 고마워요
        ありがとうございました ありがとうございます ありがとう 有難うございます 有難う 有り難うございます
        あざます あざす あざっす サンキュー どうもです どうも 助かります たすかります 感謝です 感謝します
        うれしいです 嬉しいです thankyousomuch thankyouverymuch thankyou thanksalot thanks thx ty cheers
    """,
    "greeting": """
        你好 您好 안녕하세요
        こんにちは こんにちわ こんばんは こんばんわ おはようございます おはよう はじめまして 初めまして
        おやすみなさい よろしくお願いいたします よろしくお願い致します よろしくお願いします
        よろしくおねがいします 宜しくお願いします 宜しくお願いいたします よろしくです よろしく
        お世話になります お世話になっております お世話になっています お疲れ様です お疲れさまです
        おつかれさまです お疲れ様でした やあ ども hello hi hey goodmorning goodevening goodafternoon
        nicetomeetyou
    """,
    "understood": """
        了解いたしました 了解しました 了解です 了解 りょうかいです りょうかい りょ 承知いたしました
        承知しました 承知です 承知 わかりました 分かりました わかった 分かった かしこまりました okです
        おっけーです おけです なるほどです なるほど そうなんですね へえ ほう gotit isee understood noted
        okay ok おっけー おけ すごい いいですね 楽しみです がんばります 頑張ります
    """,
    "sorry": """
        すみませんでした すみません すいません ごめんなさい ごめん 申し訳ありません 申し訳ございません
        申し訳ないです 失礼しました 失礼します 遅くなりました 返信遅れました おそくなりました
        sorryforthedelay imsorry sorry apologies mybad
    """,
}
_FILLERS: Final = (
    "はい|うん|ええ|あっ|あ|いえいえ|いえ|本当に|ほんとに|とても|こちらこそ|どうぞ|ね|よ|w+|笑+|m|so"
)

_DEEDS: Final[dict[Deed, str]] = {
    "done": """
        決定 決定する 完了 完了です 以上 以上です これで これでok これでいい これでいいです これで全部
        これで全部です 全部です これだけ これだけです おわり 終わり 終わりです 選び終わった 選びました 次へ
        つぎへ 次 done thatsall thatsit finish finished next enough
    """,
    "skip": """
        スキップ スキップする スキップします とばす 飛ばす とばして 飛ばして 飛ばします パス パスで
        パスします 答えない 答えたくない 答えたくないです 回答しない 言いたくない ひみつ 秘密 秘密です
        ノーコメント skip skipit skipthis pass prefernottosay rathernotsay nocomment
    """,
    "keep": """
        このままにする このまま このままで このままでいい そのまま そのままで そのままでいい 変えない
        変更しない keep keepit
    """,
    "back": """
        もどる 戻る 戻ります 戻して 戻りたい 前に戻る 前に戻りたい 前の質問 前の質問に戻る ひとつ前 一つ前
        1つ前 まちがえた 間違えた まちがえました 間違えました 間違えてしまいました 間違い まちがい やり直し
        やりなおし やり直す やり直したい 訂正 訂正します back goback previous undo oops imadeamistake
        mistake
    """,
    "cancel": """
        やめる やめます やめたい やめとく やめておきます 中止 中断 中断する キャンセル キャンセルする 終了
        終了する あとで 後で あとにする 後にします また後で またあとで また今度 あとでやります 後で答えます
        あとで答えます 今は無理 今無理 今忙しい 忙しい cancel stop quit exit later notnow maybelater imbusy
    """,
    "human": """
        相談する 相談したい 相談したいです 人に相談 人と話したい 人と話したいです 担当者 担当者に聞く
        担当者と話したい 担当の方 アドバイザー アドバイザーに相談 オペレーター 人間と話したい 電話したい
        talktoahuman talktosomeone talktoanadvisor human advisor agent askaperson
    """,
    "choices": """
        選択肢 選択肢を見る 選択肢は 選択肢をもう一度 もう一度 もう一回 もういちど もういっかい 質問 質問は
        質問をもう一度 ボタンがない ボタンが消えた ボタン なにがある 何がある どんなのがある 一覧 choices
        options showchoices again repeat onemoretime whatwasthequestion
    """,
}
_UNSURE: Final = """
    わからない わかりません わからないです わかんない わかんないです 分からない 分かりません 分からないです
    よくわからない よくわかりません よくわからないです よく分からない よく分かりません まだわからない
    まだわかりません 知らない 知りません しらない さあ うーん うーーん ううーん んー えっと えーと ええと
    どうしよう どうしましょう 迷う 迷います 迷ってる 迷ってます 迷っている 迷っています まよう 悩む 悩みます
    悩んでる 悩んでます 悩んでいます 決められない 決められません まだ決めてない まだ決めていない
    まだ決めていません 決まってない 決まっていない 未定 未定です
    dunno idk idontknow dontknow notsure imnotsure noidea ihavenoidea unsure hmm
"""
_LESS: Final = """
    やめる やめたい やめて 停止 止めて とめて 通知を止めたい 通知停止 通知オフ 配信停止 配信を止めて
    お知らせを止めたい お知らせ停止 いらない 退会 退会したい 退会します 解約 ブロックしたい
    stop unsubscribe quit nonotifications
"""
_YES: Final = """
    はい はーい はいはい うん ええ そう そうです そうですね お願い お願いします おねがいします
    お願いいたします お願いしたい ぜひ 是非 ぜひお願いします ぜひお願いしたいです もちろん もちろんです
    よろしくお願いします 宜しくお願いします よろしく いいよ いいですよ いいですね 良いです オッケー
    オッケーです おけ おk ok okです okay ある あります ありです あり ほしい 欲しい 欲しいです したい
    したいです してほしい 希望 希望します 希望です します する 知りたい 知りたいです 聞きたい 聞きたいです
    同意 同意する 同意します 賛成 合ってます 合っています あってます 間違いない 間違いないです その通り
    その通りです 大丈夫ですよ y yes yep yeah yup sure ofcourse absolutely definitely please yesplease iagree
    agree correct thatsright looksgood ido iwould 👍 ⭕ ○ ◯
"""
_NO: Final = """
    いいえ いえ いや いやです ううん ちがう 違う 違います ちがいます ない ないです ありません なし なしで
    無し 特にない 特にないです 特になし とくにない 結構 結構です けっこうです 大丈夫 大丈夫です
    だいじょうぶです いいです 遠慮 遠慮します 遠慮しておきます 今はいい 今はいいです まだいい まだいいです
    まだ大丈夫です 今は大丈夫 今は大丈夫です いらない いらないです 要らない 不要 不要です しない しないです
    しません やめておきます やめとく また今度 またこんど あとで 後で 同意しない 同意しません 希望しない
    希望しません n no nope nah nothanks nothankyou notnow notyet notreally idont idisagree disagree never 👎
    ❌ × ✕
"""


@cache
def _courtesy_patterns() -> tuple[tuple[Courtesy, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile("|".join(map(re.escape, _folded(words))))) for kind, words in _COURTESIES.items()
    )


@cache
def _courteous() -> re.Pattern[str]:
    words = "|".join("|".join(map(re.escape, _folded(words))) for words in _COURTESIES.values())
    return re.compile(f"(?:{words}|{_FILLERS})+(?:です|っす|ー+)?")


def _folded(words: str) -> list[str]:
    return sorted({fold(word) for word in words.split()} - {""}, key=len, reverse=True)


@cache
def _exact(words: str) -> frozenset[str]:
    return frozenset(_folded(words))


def courtesy(text: str) -> Courtesy | None:
    """Return the kind of courtesy that a text is and nothing more; emoji alone count as a sticker."""
    folded = fold(text)
    if wordless(text):
        return "sticker"
    if not _courteous().fullmatch(folded):
        return None
    return next((kind for kind, pattern in _courtesy_patterns() if pattern.search(folded)), None)


def deed(text: str) -> Deed | None:
    """Return the deed that a text asks for and nothing more."""
    folded = fold(text)
    return next((deed for deed, words in _DEEDS.items() if folded in _exact(words)), None)


def unsure(text: str) -> bool:
    """Whether somebody says that she does not know and nothing more: no answer, but no riddle either."""
    return fold(text) in _exact(_UNSURE)


def wants_less(text: str) -> bool:
    """Whether somebody wants to be left alone, and nothing more."""
    return fold(text) in _exact(_LESS)


def yes_or_no(text: str) -> bool | None:
    """Return what a text says to a question that can be answered by yes or no, if anything."""
    plain = text.strip()
    for words, meaning in ((_YES, True), (_NO, False)):
        if plain in words.split() or fold(text) in _exact(words):
            return meaning
    return None
