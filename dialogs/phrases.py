"""What people say that is no answer: courtesies, and the words for skip, back, done and the like.

Courtesies are never misread: they are answered warmly once, or left alone.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from dialogs.effects import Courtesy
from dialogs.inputs import Deed
from dialogs.japanese import core, fold, unled, wordless
from dialogs.vocabulary import Vocabulary

_COURTESIES: Final[dict[Courtesy, str]] = {
    "thanks": """
        謝謝 谢谢 感謝 多謝 감사합니다 고마워요 ありがとうございました ありがとうございます ありがとう
        有難うございます 有難う 有り難うございます あざます あざす あざっす サンキュー どうもです どうも
        助かります たすかります 感謝です 感謝します うれしいです 嬉しいです 助かりました 助かった
        たすかりました あざーす あざーっす ありがと ありがとね ありがとさん おおきに お礼申し上げます
        thankyousomuch thankyouverymuch thankyou thanksalot thanks thx ty cheers
    """,
    "greeting": """
        你好 您好 안녕하세요 こんにちは こんにちわ こんばんは こんばんわ おはようございます おはよう
        はじめまして 初めまして おやすみなさい よろしくお願いいたします よろしくお願い致します
        よろしくお願いします よろしくおねがいします 宜しくお願いします 宜しくお願いいたします よろしくです
        よろしく お世話になります お世話になっております お世話になっています お疲れ様です お疲れさまです
        お疲れ様でした お疲れさまでした おつかれさま おつかれ 夜分に失礼します 夜分遅くに失礼します
        突然失礼します お邪魔します あけましておめでとうございます あけおめ ことよろ
        今年もよろしくお願いします メリークリスマス やっほー やほー どうもこんにちは hithere hellothere
        おつかれさまです やあ ども hello hi hey goodmorning goodevening goodafternoon nicetomeetyou
    """,
    "understood": """
        りょーかいです りょーかい 了解いたしました 承知致しました 了解しました 了解です 了解 りょうかいです
        りょうかい りょ 承知いたしました 承知しました 承知です 承知 わかりました 分かりました わかった
        分かった かしこまりました okです おっけーです おけです なるほどです なるほど そうなんですね へえ
        へー ほう ほうほう ふむふむ gotit isee understood noted okay ok おっけー おけ すごい いいですね
        楽しみです がんばります 頑張ります
    """,
    "sorry": """
        すみませんでした 夜分遅くにすみません 夜分にすみません 夜遅くにすみません 遅くにすみません
        突然すみません 何度もすみません 遅くなってすみません 遅くなりすみません 遅くなり申し訳ありません
        返信遅れてすみません 返信遅くなりました 返信遅くなってすみません 返信遅くなりすみません
        お返事遅くなりました お返事遅くなってすみません お返事が遅くなりました 連絡遅くなりました すみません
        すいません ごめんなさい ごめん 申し訳ありません 申し訳ございません 申し訳ないです 失礼しました
        失礼します 遅くなりました 返信遅れました おそくなりました sorryforthedelay sorryforthelatereply
        sorryforbeinglate imsosorry imsorry sorry apologies mybad
    """,
}
_AROUND: Final = """
    はい うん ええ あっ あ おっ いえいえ いえ 本当に ほんとに とても こちらこそ どうぞ ね よ w 笑 m so です
    っす ー 丁寧に ご丁寧に 連絡 ご連絡 返信 ご返信 お返事 対応 ご対応 回答 ご回答 案内 ご案内 説明 ご説明
    確認 ご確認 協力 ご協力 わざわざ 早速 早速の さっそく さっそくの たくさん いろいろ いろいろと 色々
    色々と いつも 何から何まで 教えてくれて 教えてくださって 教えていただき 教えていただいて 教えて頂き
    聞いてくれて 聞いていただき
"""

_DEEDS: Final[dict[Deed, str]] = {
    "done": """
        決定 決定する 完了 完了です もうない もうないです 他にない 他にないです ほかにないです これで大丈夫
        これで大丈夫です これでお願いします これにします 以上 以上です これで これでok これでいい
        これでいいです これで全部 これで全部です 全部です これだけ これだけです おわり 終わり 終わりです
        選び終わった 選び終わりました 選びました 次へ つぎへ 次 done imdone thatsall thatsit thatisall
        nothingelse finish finished next enough
    """,
    "skip": """
        スキップ スキップします スキップしたい スキップする とばす 飛ばす とばして 飛ばして とばします
        飛ばしたい とばしたい 飛ばしてください 飛ばします パス パスで パスします 答えない 答えません
        回答しません 回答したくない 言いません 教えたくない 教えたくないです 答えたくない 答えたくないです
        回答しない 言いたくない 言いたくないです 答えられない 答えられません 無回答 ノーコメントで ひみつ
        秘密 秘密です ノーコメント skip skipit skipthis pass prefernottosay rathernotsay nocomment
    """,
    "keep": """
        このままにする このまま このままで このままでいい そのまま そのままで そのままでいい 変えない
        変更しない keep keepit
    """,
    "back": """
        もどる 戻る 戻ります 戻して 戻してください 戻りたい 戻りたいです 戻ってください 前に戻って
        前に戻ってください 前に戻して 前の質問に戻りたい 前の質問に戻りたいです 前の質問に戻って
        一つ前に戻して 一つ前に戻りたい 1つ前に戻して ひとつ前に戻して 一個前 1個前 前に戻る 前に戻りたい
        前の質問 前の質問に戻る ひとつ前 一つ前 1つ前 まちがえた 間違えた まちがえました 間違えました
        間違えてしまいました 間違えちゃった 間違えちゃいました 押し間違えた 押し間違えました 押し間違い
        打ち間違えた 打ち間違えました 打ち間違い 選び間違えた 選び間違えました さっきの間違い
        さっきの訂正したい さっきの間違えました 間違い まちがい やり直し やりなおし やり直す やり直したい
        やり直したいです 訂正したい 訂正したいです 修正したい 修正したいです 訂正 訂正します back goback
        previous undo oops imadeamistake mistake
    """,
    "cancel": """
        やめる やめます もうやめる もうやめたい もうやめます やめたいです 中断したい 中断したいです やめたい
        やめとく やめておきます 中止 中断 中断する キャンセル キャンセルする 終了 終了する あとで 後で
        あとにする あとにします 後にする また後でやります またあとでやります また後でします あとでします
        後でします 後でやります 後で答える あとで答える あとで回答します 今忙しいのであとで 忙しいのであとで
        忙しいので後で 今忙しいので後で 時間がないのであとで 時間がないので後で 時間ないのであとで
        また今度にします 後にします また後で またあとで また今度 あとでやります 後で答えます あとで答えます
        今は無理 今無理 今忙しい 忙しい cancel stop quit exit later notnow maybelater imbusy
    """,
    "human": """
        相談する アドバイザーさんに相談したい アドバイザーに相談したい アドバイザーと話したい
        電話で相談したい 電話で話したい 直接話したい 直接相談したい 人間に代わって 人間に代わってください
        人に代わって 人に代わってください 人がいい ボットじゃなくて人がいい ロボットじゃなくて人がいい
        担当者さん 担当者に代わって 担当者に代わってください 担当の人と話したい 担当の人に聞きたい
        担当の方と話したい 担当の方に聞きたい 有人対応 有人 相談したい 相談したいです 人に相談 人と話したい
        人と話したいです 担当者 担当者に聞く 担当者と話したい 担当の方 アドバイザー アドバイザーに相談
        オペレーター 人間と話したい 電話したい talktoahuman canitalktoaperson canitalktoahuman talktoaperson
        realperson iwantahuman talktosomeone talktoanadvisor human advisor agent askaperson
    """,
    "choices": """
        選択肢 選択肢を見る 選択肢を見せて 選択肢見せて 選択肢ください 選択肢をください 選択肢を出して
        選択肢が見えない 選択肢が消えた 選択肢は何 選択肢は何ですか もう一回見せて もう一度見せて
        もう1回見せて ボタンが押せない ボタンが押せません ボタンが出ない ボタンが出ません ボタンが出てこない
        ボタンが見えない ボタンがありません ボタンが消えました pcだとボタンが出ません
        パソコンだとボタンが出ません 質問なんでしたっけ 質問は何でしたっけ なんの質問でしたっけ
        何が選べますか 何が選べる どれがありますか 選択肢は 選択肢をもう一度 もう一度 もう一回 もういちど
        もういっかい 質問 質問は 質問をもう一度 ボタンがない ボタンが消えた ボタン なにがある 何がある
        どんなのがある 一覧 choices options showchoices showmethechoices showmetheoptions whatarethechoices
        whataretheoptions again repeat onemoretime whatwasthequestion
    """,
}
_UNSURE: Final = """
    わからん まだわからん わからんです なんでもいい なんでもいいです 何でもいい 何でもいいです なんでも
    どれでもいい
    どれでもいいです どれでも どこでもいい おまかせ おまかせします お任せします まだ決まってないです
    わからない わかりません わからないです わかんない わかんないです 分からない 分かりません 分からないです
    よくわからない よくわかりません よくわからないです よく分からない よく分かりません まだわからない
    まだわかりません 知らない 知りません しらない さあ うーん うーーん ううーん んー えっと えーと ええと
    どうしよう どうしましょう 迷う 迷います 迷ってる 迷ってます 迷っている 迷っています まよう 悩む 悩みます
    悩んでる 悩んでます 悩んでいます 決められない 決められません まだ決めてない まだ決めてないです
    まだ決めていない まだ決めていないです 決めてない 決めてないです 決めかねてます 決めかねています
    ちょっとわからない ちょっとわかりません どれがいいかわからない どれがいいかわかりません どれかわからない
    どっちかわからない なんとも言えない なんとも言えません 悩み中 悩み中です 迷い中 迷い中です 考え中
    考え中です どうしようかな どうしよっかな さぁ えーっと notsureyet imnotsureyet cantdecide icantdecide
    まだ決めていません 決まってない 決まっていない 未定 未定です dunno idk idontknow dontknow notsure
    imnotsure noidea ihavenoidea unsure hmm
"""
_NOTHING: Final = """
    特になし とくになし 特にない とくにない 特にないです とくにないです 特にありません とくにありません なし
    なしです
    ないです ありません 何もない なにもない 何もないです 今のところない 今のところないです いまのところない
    nothing none nothingspecial notreally
"""
_LESS: Final = """
    やめる やめたい やめて 停止 止めて とめて 通知を止めたい 通知停止 通知オフ 配信停止 配信を止めて
    お知らせを止めたい お知らせ停止 いらない 退会 退会したい 退会します 解約 ブロックしたい stop unsubscribe
    quit nonotifications
"""


@cache
def _kinds() -> tuple[tuple[Courtesy, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile("|".join(map(re.escape, _folded(words))))) for kind, words in _COURTESIES.items()
    )


@cache
def _courteous() -> Vocabulary:
    return Vocabulary(" ".join(_COURTESIES.values()).split(), _AROUND.split())


@cache
def _deeds() -> dict[str, Deed]:
    found: dict[str, Deed] = {}
    for deed, words in _DEEDS.items():
        for word in _folded(words):
            found.setdefault(word, deed)
    return found


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
    if not _courteous().spells(folded):
        return None
    return next((kind for kind, pattern in _kinds() if pattern.search(folded)), None)


def deed(text: str) -> Deed | None:
    """Return the deed that a text asks for and nothing more."""
    said = _spellings(text) & _deeds().keys()
    return min((_deeds()[each] for each in said), key=list(_DEEDS).index, default=None)


def unsure(text: str) -> bool:
    """Whether somebody says that she does not know and nothing more: no answer, but no riddle either."""
    return not _spellings(text).isdisjoint(_exact(_UNSURE))


def nothing(text: str) -> bool:
    """Whether somebody says that there is nothing to answer: a question that can be skipped is skipped."""
    return not _spellings(text).isdisjoint(_exact(_NOTHING))


@lru_cache(maxsize=4096)
def _spellings(text: str) -> frozenset[str]:
    """Return a text as it is, and without what people say around a wish: 「すみません、スキップで」."""
    plain = re.sub(r"^(?:ちょっと|もう|やっぱり|やっぱ|じゃあ|ではもう)", "", unled(text))
    return frozenset({fold(text), fold(plain), core(text), core(plain)} - {""})


def wants_less(text: str) -> bool:
    """Whether somebody wants to be left alone, and nothing more."""
    return fold(text) in _exact(_LESS)
