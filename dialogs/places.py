"""The regions and prefectures of Japan by every name that people type for them."""

from __future__ import annotations

from functools import cache
from typing import Final

from bot.content import Text
from dialogs.japanese import fold

REGIONS: Final[dict[str, Text]] = {
    "hokkaido_tohoku": Text({"ja": "北海道・東北", "en": "Hokkaido, Tohoku"}),
    "kanto": Text({"ja": "関東", "en": "Kanto"}),
    "koshinetsu_hokuriku": Text({"ja": "甲信越・北陸", "en": "Koshinetsu, Hokuriku"}),
    "tokai": Text({"ja": "東海", "en": "Tokai"}),
    "kansai": Text({"ja": "関西", "en": "Kansai"}),
    "chugoku_shikoku": Text({"ja": "中国・四国", "en": "Chugoku, Shikoku"}),
    "kyushu_okinawa": Text({"ja": "九州・沖縄", "en": "Kyushu, Okinawa"}),
}

_PREFECTURES: Final = {
    "hokkaido_tohoku": """
        北海道 Hokkaido 青森県 Aomori 岩手県 Iwate 宮城県 Miyagi 秋田県 Akita 山形県 Yamagata 福島県 Fukushima
    """,
    "kanto": """
        茨城県 Ibaraki 栃木県 Tochigi 群馬県 Gunma 埼玉県 Saitama 千葉県 Chiba 東京都 Tokyo 神奈川県 Kanagawa
    """,
    "koshinetsu_hokuriku": """
        新潟県 Niigata 富山県 Toyama 石川県 Ishikawa 福井県 Fukui 山梨県 Yamanashi 長野県 Nagano
    """,
    "tokai": "岐阜県 Gifu 静岡県 Shizuoka 愛知県 Aichi 三重県 Mie",
    "kansai": "滋賀県 Shiga 京都府 Kyoto 大阪府 Osaka 兵庫県 Hyogo 奈良県 Nara 和歌山県 Wakayama",
    "chugoku_shikoku": """
        鳥取県 Tottori 島根県 Shimane 岡山県 Okayama 広島県 Hiroshima 山口県 Yamaguchi
        徳島県 Tokushima 香川県 Kagawa 愛媛県 Ehime 高知県 Kochi
    """,
    "kyushu_okinawa": """
        福岡県 Fukuoka 佐賀県 Saga 長崎県 Nagasaki 熊本県 Kumamoto
        大分県 Oita 宮崎県 Miyazaki 鹿児島県 Kagoshima 沖縄県 Okinawa
    """,
}

_KANA: Final = """
hokkaido ほっかいどう aomori あおもり iwate いわて miyagi みやぎ akita あきた yamagata やまがた
fukushima ふくしま ibaraki いばらき tochigi とちぎ gunma ぐんま saitama さいたま chiba ちば tokyo とうきょう
kanagawa かながわ niigata にいがた toyama とやま ishikawa いしかわ fukui ふくい yamanashi やまなし
nagano ながの gifu ぎふ shizuoka しずおか aichi あいち mie みえ shiga しが kyoto きょうと osaka おおさか
hyogo ひょうご nara なら wakayama わかやま tottori とっとり shimane しまね okayama おかやま
hiroshima ひろしま yamaguchi やまぐち tokushima とくしま kagawa かがわ ehime えひめ kochi こうち
fukuoka ふくおか saga さが nagasaki ながさき kumamoto くまもと oita おおいた miyazaki みやざき
kagoshima かごしま okinawa おきなわ
"""

_TOWNS: Final = """
札幌 hokkaido 函館 hokkaido 旭川 hokkaido 仙台 miyagi 盛岡 iwate 水戸 ibaraki つくば ibaraki 宇都宮 tochigi
前橋 gunma 高崎 gunma 大宮 saitama 浦和 saitama 川口 saitama 船橋 chiba 柏 chiba 都内 tokyo 渋谷 tokyo
新宿 tokyo 八王子 tokyo 二十三区 tokyo 23区 tokyo 横浜 kanagawa 川崎 kanagawa 湘南 kanagawa 金沢 ishikawa
松本 nagano 甲府 yamanashi 名古屋 aichi 豊田 aichi 浜松 shizuoka 四日市 mie 津 mie 大津 shiga 梅田 osaka
難波 osaka 堺 osaka 神戸 hyogo 姫路 hyogo 西宮 hyogo 松江 shimane 高松 kagawa 松山 ehime 博多 fukuoka
天神 fukuoka 北九州 fukuoka 小倉 fukuoka 那覇 okinawa
"""

_WIDER: Final = """
東北 hokkaido_tohoku とうほく hokkaido_tohoku tohoku hokkaido_tohoku 首都圏 kanto 南関東 kanto 北関東 kanto
かんとう kanto 甲信越 koshinetsu_hokuriku 北陸 koshinetsu_hokuriku ほくりく koshinetsu_hokuriku
hokuriku koshinetsu_hokuriku 信越 koshinetsu_hokuriku 中部 tokai 中京 tokai とうかい tokai 近畿 kansai
かんさい kansai 京阪神 kansai kinki kansai 中国 chugoku_shikoku 山陰 chugoku_shikoku 山陽 chugoku_shikoku
四国 chugoku_shikoku しこく chugoku_shikoku shikoku chugoku_shikoku chugoku chugoku_shikoku
瀬戸内 chugoku_shikoku 九州 kyushu_okinawa きゅうしゅう kyushu_okinawa kyushu kyushu_okinawa
南九州 kyushu_okinawa
"""


@cache
def prefectures() -> dict[str, tuple[str, Text]]:
    """Return id → (region, name) of the 47 prefectures, north to south."""
    found: dict[str, tuple[str, Text]] = {}
    for region, line in _PREFECTURES.items():
        names = line.split()
        for japanese, english in zip(names[::2], names[1::2], strict=True):
            found[english.lower()] = region, Text({"ja": japanese, "en": english})
    return found


@cache
def _prefecture_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for prefecture, (_, name) in prefectures().items():
        japanese = name.to("ja")
        short = japanese if prefecture == "hokkaido" else japanese[:-1]
        for each in (japanese, short, prefecture, *_kana(prefecture)):
            names[fold(each)] = prefecture
    words = _TOWNS.split()
    names.update((fold(town), prefecture) for town, prefecture in zip(words[::2], words[1::2], strict=True))
    return names


def _kana(prefecture: str) -> tuple[str, ...]:
    words = _KANA.split()
    kana = words[words.index(prefecture) + 1]
    return kana, kana + "けん", kana + "ふ", kana + "と"


@cache
def _region_names() -> dict[str, str]:
    names = {fold(name): region for region, text in REGIONS.items() for name in (*text.root.values(), region)}
    words = _WIDER.split()
    names.update((fold(name), region) for name, region in zip(words[::2], words[1::2], strict=True))
    return names


def prefecture(folded: str) -> str | None:
    """Return the prefecture that folded text names, by itself, by one of its towns, or with 市 or 県."""
    names = _prefecture_names()
    for each in (
        folded,
        folded.removesuffix("市"),
        folded.removesuffix("prefecture"),
        folded.removesuffix("周辺"),
    ):
        if each in names:
            return names[each]
    return None


def region(folded: str) -> str | None:
    """Return the region that folded text names, by itself, by a prefecture or by a town."""
    names = _region_names()
    for each in (
        folded,
        folded.removesuffix("地方"),
        folded.removesuffix("圏"),
        folded.removesuffix("エリア"),
    ):
        if each in names:
            return names[each]
    found = prefecture(folded)
    return prefectures()[found][0] if found else None
