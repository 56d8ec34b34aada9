"""The regions and prefectures of Japan by every name that people type for them."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from bot.content import Text
from dialogs.japanese import core, fold, unled

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
        北海道 Hokkaido 青森県 Aomori 岩手県 Iwate 宮城県 Miyagi 秋田県 Akita 山形県 Yamagata 福島県
        Fukushima
    """,
    "kanto": """
        茨城県 Ibaraki 栃木県 Tochigi 群馬県 Gunma 埼玉県 Saitama 千葉県 Chiba 東京都 Tokyo 神奈川県
        Kanagawa
    """,
    "koshinetsu_hokuriku": """
        新潟県 Niigata 富山県 Toyama 石川県 Ishikawa 福井県 Fukui 山梨県 Yamanashi 長野県 Nagano
    """,
    "tokai": "岐阜県 Gifu 静岡県 Shizuoka 愛知県 Aichi 三重県 Mie",
    "kansai": "滋賀県 Shiga 京都府 Kyoto 大阪府 Osaka 兵庫県 Hyogo 奈良県 Nara 和歌山県 Wakayama",
    "chugoku_shikoku": """
        鳥取県 Tottori 島根県 Shimane 岡山県 Okayama 広島県 Hiroshima 山口県 Yamaguchi 徳島県 Tokushima
        香川県 Kagawa 愛媛県 Ehime 高知県 Kochi
    """,
    "kyushu_okinawa": """
        福岡県 Fukuoka 佐賀県 Saga 長崎県 Nagasaki 熊本県 Kumamoto 大分県 Oita 宮崎県 Miyazaki 鹿児島県
        Kagoshima 沖縄県 Okinawa
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

_AROUND: Final = re.compile(r"(?:prefecture|周辺|近郊|近辺|付近|在住|(?<=[都道府県市])内|(?<=東京)23区)+$")
_TOWN: Final = re.compile(
    r"(北海道|京都府|[一-鿿]{2,3}[都府県])の?(?![かとやも])(?:[一-鿿ぁ-ん]{1,6}[市区町村郡]){1,2}"
)
_WIDE: Final = re.compile(r"(?:地方|圏|えりあ|方面|内|area|region)?(?:なら(?:どこでも?|何処でも?)?)?$")
_LISTED: Final = re.compile(
    r"\s+(?:or|and)\s+|[、,，・/／\s&＆]+|(?<=[一-鿿ァ-ヶa-zA-Z])(?:とか|と|か|や|or|and)(?=[一-鿿ァ-ヶa-zA-Zぁ-ん])"
)

_TOWNS: Final = """
札幌 hokkaido 函館 hokkaido 旭川 hokkaido 小樽 hokkaido 帯広 hokkaido 釧路 hokkaido 弘前 aomori
八戸 aomori 盛岡 iwate 仙台 miyagi 郡山 fukushima いわき fukushima 会津 fukushima 水戸 ibaraki
つくば ibaraki 日立 ibaraki 宇都宮 tochigi 小山 tochigi 前橋 gunma 高崎 gunma 大宮 saitama 浦和 saitama
川口 saitama 川越 saitama 所沢 saitama 越谷 saitama 船橋 chiba 柏 chiba 松戸 chiba 市川 chiba 幕張 chiba
浦安 chiba 都内 tokyo 渋谷 tokyo 新宿 tokyo 池袋 tokyo 品川 tokyo 丸の内 tokyo 六本木 tokyo 八王子 tokyo
立川 tokyo 町田 tokyo 吉祥寺 tokyo 二十三区 tokyo 23区 tokyo 横浜 kanagawa 川崎 kanagawa 湘南 kanagawa
相模原 kanagawa 藤沢 kanagawa 横須賀 kanagawa 鎌倉 kanagawa 新潟市 niigata 長岡 niigata 高岡 toyama
金沢 ishikawa 松本 nagano 軽井沢 nagano 甲府 yamanashi 名古屋 aichi 豊田 aichi 豊橋 aichi 岡崎 aichi
浜松 shizuoka 沼津 shizuoka 四日市 mie 津 mie 伊勢 mie 大津 shiga 草津 shiga 宇治 kyoto 梅田 osaka
難波 osaka なんば osaka 堺 osaka 吹田 osaka 豊中 osaka 枚方 osaka 東大阪 osaka 神戸 hyogo 三宮 hyogo
姫路 hyogo 西宮 hyogo 尼崎 hyogo 明石 hyogo 松江 shimane 出雲 shimane 倉敷 okayama 福山 hiroshima
呉 hiroshima 下関 yamaguchi 高松 kagawa 松山 ehime 今治 ehime 博多 fukuoka 天神 fukuoka 北九州 fukuoka
小倉 fukuoka 久留米 fukuoka 佐世保 nagasaki 別府 oita 那覇 okinawa 石垣 okinawa sapporo hokkaido
sendai miyagi yokohama kanagawa kawasaki kanagawa nagoya aichi kobe hyogo hakata fukuoka naha okinawa
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
    names, near = _prefecture_names(), _AROUND.sub("", folded)
    for each in (
        folded,
        near,
        near.removesuffix("市"),
        near.rpartition("の")[2],
        near.rpartition("のある")[2],
    ):
        if each in names:
            return names[each]
    town = _TOWN.fullmatch(near)
    return names.get(town[1]) if town else None


def region(folded: str) -> str | None:
    """Return the region that folded text names, by itself, by a prefecture or by a town."""
    names = _region_names()
    for each in (folded, _WIDE.sub("", folded)):
        if each in names:
            return names[each]
    found = prefecture(folded)
    return prefectures()[found][0] if found else None


def common_region(text: str) -> str | None:
    """Return the region in which all the places lie that a text lists: 「東京か神奈川」 is Kanto."""
    listed = [core(part) for part in _LISTED.split(unled(text)) if part]
    found = {region(each) for each in listed}
    return found.pop() if len(listed) > 1 and len(found) == 1 else None
