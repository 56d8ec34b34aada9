"""Topics that a recruiting agency in Japan may not ask a job seeker about, and the words that point to them.

A table for `dialogs.check_questions`. Words are patterns over NFKC text in small letters; `labels` must be
the whole label of a choice; what `but` finds is taken out first, since it means something else.
Sources: the Ministry of Health, Labour and Welfare's 14 matters that can lead to discrimination in hiring
(公正な採用選考の基本), the Employment Security Act and the Equal Employment Opportunity Act, each with its
guideline. The list of topics is theirs; the words are ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

FAIR: Final = "厚生労働省「公正な採用選考の基本」"
LAW: Final = "職業安定法第5条の5、平成11年労働省告示第141号"
BOTH: Final = f"{FAIR}; {LAW}"
EQUAL: Final = "男女雇用機会均等法第5条、平成18年厚生労働省告示第614号"


@dataclass(frozen=True)
class Topic:
    """One topic: what it is called, the patterns that point to it, whose rule it is, what to ask instead."""

    id: str
    name: str
    words: tuple[str, ...]
    source: str
    instead: str
    labels: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def found_in(self, text: str) -> str | None:
        """Return the words of a question that point to this topic, if any."""
        for each in self.but:
            text = re.sub(each, "\u2028", text)
        found = (re.search(each, text) for each in self.words)
        return next((match[0] for match in found if match), None)

    def named_by(self, label: str) -> bool:
        """Whether a choice's label names something of this topic."""
        return any(re.fullmatch(each, label) for each in self.labels)


_KIN = (
    r"(?:家族|両親|親(?=[のはが])|父親|母親|お?父さん|お?母さん|お父様|お母様|保護者|親御さん|兄弟|姉妹|"
    r"配偶者|(?<![丈工農])夫(?=[のはが])|妻(?=[のはが])|ご主人|奥さん|奥様|実家)"
)
_GAP = r"[^。？！?!\n\u2028働住]{0,8}?"
_KINDS = (
    r"(?:職業|仕事|お?勤め|勤務先|会社|役職|収入|年収|所得|学歴|出身校|健康|病歴|病気|地位|資産|財産|"
    r"構成|人数|続柄)"
)
_RELATIVE = r"\b(?:parents?|father|mother|family|siblings?|brothers?|sisters?|spouse|husband|wife)(?:'s?)?"
_THEIRS = (
    r"(?:job|jobs|occupation|work|employer|income|salary|earn\w*|education|schooling|health|"
    r"illness\w*|assets|wealth|members|live|do for a living)\b"
)

TOPICS: Final = (
    Topic(
        "origin",
        "本籍・出生地 (birthplace)",
        (
            r"本籍|出生地|生まれた(?:場所|土地|所|ところ)|生まれは(?:どこ|どちら)|出身地|ご出身は?(?:どこ|どちら)",
            r"戸籍|birth ?place|place of birth|where (?:were|was) you born|home ?town|registered domicile",
        ),
        BOTH,
        "ask where she wants to work",
    ),
    Topic(
        "descent",
        "人種・民族・国籍 (race, nationality)",
        (
            r"人種|民族|国籍|部落|門地|社会的身分|肌の色|家柄",
            r"\b(?:race|racial|ethnic\w*|nationality|citizenship|caste|skin colou?r)\b",
        ),
        LAW,
        "ask only whether she may work in Japan (在留資格)",
        but=(r"民族(?:学|衣装|料理)", r"国籍(?:不問|を問わ)", r"\brace (?:day|track|car)\w*"),
    ),
    Topic(
        "family",
        "家族 (family)",
        (
            rf"{_KIN}(?:様|さま|全員|の方|皆さま)?(?:の|は|が){_GAP}{_KINDS}",
            rf"家族構成|続柄|家業|家族(?:は|が)?何人|{_KIN}は?何を(?:して|され)",
            r"(?:兄弟|姉妹)は(?:い|何人)",
            rf"{_RELATIVE}[^.?!\n]{{0,24}}?\b{_THEIRS}",
            r"\bhow many (?:siblings|brothers|sisters|people are in your family)",
        ),
        BOTH,
        "ask about her own wishes for work",
        but=(
            r"家族(?:経営|手当|旅行|向け|連れ)",
            r"(?:家族|両親|親|保護者)(?:に|へ|と|とは)[^。？！?!\n]{0,12}(?:相談|話|報告|伝え)",
        ),
    ),
    Topic(
        "housing",
        "住宅状況 (housing)",
        (
            r"間取り|部屋数|持ち家|借家|賃貸(?:か|です)|住宅(?:の種類|の?状況|ローン)|自宅(?:付近|周辺|近く)の(?:略図|地図)",
            r"\b(?:own or rent|rent or own|number of rooms|floor plan|kind of (?:house|housing))\b",
        ),
        FAIR,
        "ask how far she is willing to travel",
        but=(r"住宅(?:業界|メーカー|手当|営業|補助)",),
    ),
    Topic(
        "living",
        "生活環境・家庭環境 (living environment)",
        (
            r"生活環境|家庭環境|生い立ち|育った(?:環境|家庭|場所)|家庭の(?:雰囲気|事情|状況)",
            r"実家は?(?:どこ|どちら)",
            r"\b(?:home environment|upbringing|family background|how were you (?:raised|brought up))\b",
        ),
        FAIR,
        "ask which way of working suits her",
    ),
    Topic(
        "wealth",
        "本人の資産 (wealth)",
        (
            rf"(?:資産|財産|貯金|貯蓄|預金|借金|借り入れ|借入|負債){_GAP}(?:額|いくら|有無|残高|あります|教えて|お持ち)",
            r"\b(?:your (?:savings|debts?|assets)|do you have (?:any )?(?:debts?|savings))\b",
        ),
        LAW,
        "leave it out",
        but=(r"資産運用(?:業界|会社)?",),
    ),
    Topic(
        "looks",
        "容姿 (looks)",
        (
            r"容姿|容貌|スリーサイズ|身長|体重|体型",
            r"\b(?:body measurements?|your (?:height|weight)|how (?:tall|heavy) are you|your appearance)\b",
        ),
        LAW,
        "leave it out",
    ),
    Topic(
        "religion",
        "宗教 (religion)",
        (r"宗教|信仰|宗派|信者|お墓参り", r"\b(?:religio\w*|your faith|church|worship)\b"),
        BOTH,
        "ask which days she cannot work",
        labels=(
            r"(?:仏教|キリスト教|イスラム教|イスラーム|神道|ヒンドゥー教|無宗教)(?:徒)?",
            r"buddhis[mt]|christian(?:ity)?|islam|muslim|hindu(?:ism)?|shinto",
        ),
        but=(r"宗教(?:法人|学|史)", r"信仰心"),
    ),
    Topic(
        "politics",
        "支持政党 (politics)",
        (
            r"政党|支持する党|選挙(?:で|に|は)|投票先|政治(?:的|信条|活動|思想)",
            r"\b(?:political|which party|party do you support|elections?)\b",
        ),
        BOTH,
        "leave it out",
        labels=(r"自民党|自由民主党|立憲民主党|国民民主党|公明党|共産党|日本維新の会|れいわ新選組|社民党",),
        but=(r"政治(?:学|経済)",),
    ),
    Topic(
        "creed",
        "人生観・生活信条・思想 (creed)",
        (
            r"人生観|生活信条|信条|思想|主義主張|座右の銘|天皇|君が代|日の丸",
            r"\b(?:philosophy of life|creed|ideolog\w*|your beliefs|world ?view|motto in life)\b",
        ),
        BOTH,
        "ask what she wants from her work",
        but=(r"思想(?:家|史)", r"(?:企業|会社|経営|設計)(?:の)?思想"),
    ),
    Topic(
        "heroes",
        "尊敬する人物 (whom she admires)",
        (
            r"尊敬(?:する|している|してる|できる)(?:人|方|人物|偉人|歴史)|尊敬する",
            r"\b(?:whom? do you (?:admire|respect)|(?:person|people) you (?:most )?(?:admire|respect))\b",
        ),
        FAIR,
        "ask which work she would like to learn",
    ),
    Topic(
        "union",
        "労働組合・社会運動 (unions, movements)",
        (
            r"労働組合|労組|組合(?:に|へ|の)?(?:加入|活動)|学生運動|社会運動|消費者運動|市民運動|デモ(?:行進|活動|に参加)",
            r"\b(?:trade union|labou?r union|union member\w*|student movement|activis[mt])\b",
        ),
        BOTH,
        "leave it out",
        but=(r"生協|生活協同組合",),
    ),
    Topic(
        "reading",
        "購読新聞・雑誌・愛読書 (what she reads)",
        (
            r"購読|愛読|(?:読む|読んでい?る|読んだ|お読みの|好きな|どんな|どの)(?:新聞|雑誌|本(?!社|日)|書籍|作家)",
            r"取ってい?る新聞",
            r"\b(?:newspapers?|magazines?|books?|authors?)\b[^.?!\n]{0,20}\b(?:read|reading|subscribe)",
            r"\b(?:what|which)\b[^.?!\n]{0,12}\b(?:newspaper|magazine)|favou?rite (?:book|author)",
        ),
        BOTH,
        "ask where she looks for jobs",
        but=(r"(?:メルマガ|メールマガジン|お知らせ|ニュースレター|本サービス)(?:の|を)?購読",),
    ),
    Topic(
        "inquiry",
        "身元調査 (background checks)",
        (
            r"身元(?:調査|調べ)|身辺調査|興信所|裏アカ|前の会社に(?:確認|問い合わせ)",
            r"\b(?:background checks?|private accounts?)\b",
        ),
        FAIR,
        "leave it out",
    ),
    Topic(
        "health",
        "健康診断・病歴 (health)",
        (
            r"健康(?:状態|診断|上の)|病歴|既往(?:歴|症)|持病|通院|服薬|入院|精神疾患|うつ病|血液(?:型|検査)|色覚",
            r"障[害が]い?(?:の有無|者手帳)|遺伝(?:病|性)",
            r"\b(?:medical (?:history|check\w*|condition)|your health|illness\w*|disease|disabilit\w*)\b",
            r"\b(?:blood type|medication|hospitali[sz]ed|mental health)\b",
        ),
        FAIR,
        "ask, if the work needs it, what she can do and which support she wishes for",
        but=(r"健康(?:食品|経営|保険)", r"通院(?:施設|支援)"),
    ),
    Topic(
        "marriage",
        "結婚・妊娠・出産の予定 (marriage, children)",
        (
            r"結婚|既婚|未婚|婚約|独身|離婚|婚姻|妊娠|(?:出産|子作り)[^。？！?!\n]{0,6}(?:予定|希望|考え|経験)",
            r"(?:子ども|子供|お子さん|お子様)(?:は|が|の)[^。？！?!\n]{0,6}(?:い|人数|予定|欲し|ほし)",
            r"恋人|彼氏|交際(?:相手|中)",
            r"\b(?:married|marry|marriage|marital|engaged to|pregnan\w*|boyfriend|girlfriend)\b",
            r"\b(?:have|having|plan\w*|want|wanting) (?:any )?(?:children|kids|a baby)\b",
        ),
        f"{EQUAL}; {FAIR}",
        "ask which hours and places suit her",
        labels=(r"既婚|未婚|独身|married|unmarried|divorced",),
        but=(r"結婚(?:式場?|相談所)",),
    ),
    Topic(
        "gender",
        "性別・性自認・性的指向 (gender)",
        (
            r"性別|性自認|性的(?:指向|志向)|セクシュアリティ|トランスジェンダー|同性愛|男性ですか|女性ですか",
            r"\b(?:gender|your sex|sexual (?:orientation|identity)|sexuality|transgender|pronouns)\b",
        ),
        f"{EQUAL}; {FAIR}",
        "ask how she would like to be addressed",
        labels=(r"男性?|女性?|male|female|man|woman|non-?binary|lgbtq?\+?",),
        but=(r"性別(?:不問|を問わ)",),
    ),
)
