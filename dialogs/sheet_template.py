"""The spreadsheet from which people who do not write YAML begin: a worked example with explanations."""

from __future__ import annotations

from typing import Final

from dialogs.survey_sheet import COLUMNS, KINDS, ROWS, Row, written

EXAMPLE: Final[tuple[Row, ...]] = (
    {
        "row": "survey",
        "id": "seminar",
        "ja": "セミナーのご感想",
        "en": "About the seminar",
        "when": "keyword:感想、keyword:feedback",
        "note": "1行目はアンケートの名前です。IDは英小文字・数字・_で、あとから変えません。"
        "「条件」は始まるきっかけで、いくつかあるときは「、」で区切ります。",
    },
    {
        "row": "say",
        "id": "hello",
        "ja": "ご参加ありがとうございました。1分ほどで終わります。",
        "en": "Thank you for coming. This takes about a minute.",
        "note": "説明文は、質問の前にお伝えすることです。",
    },
    {
        "row": "question",
        "id": "liked",
        "kind": "one",
        "ja": "セミナーはいかがでしたか？",
        "en": "How was the seminar?",
        "short_ja": "感想",
        "short_en": "Seminar",
        "note": "質問です。「種類」は{kinds}のどれかです。「短い名前」は、まとめに出ます。",
    },
    {
        "row": "choice",
        "id": "good",
        "ja": "よかった",
        "en": "It was good",
        "synonyms": "とてもよかった、楽しかった、great",
        "note": "選択肢は、質問の下に1行に1つ書きます（20文字まで）。「言いかえ」は同じ意味の言葉で、"
        "書いて答えた人にも通じるようになります。",
    },
    {
        "row": "choice",
        "id": "fair",
        "ja": "ふつう",
        "en": "It was all right",
        "note": "選んだ人につけるタグは「タグ」に書きます。tags.yaml にあるものだけが使えます。",
    },
    {
        "row": "choice",
        "id": "poor",
        "ja": "合わなかった",
        "en": "Not for me",
        "echo_ja": "教えてくださってありがとうございます。",
        "echo_en": "Thank you for telling us.",
        "note": "「返事」は、選んだ人にお返しするひと言です。なくても構いません。",
    },
    {
        "row": "question",
        "id": "why",
        "kind": "text",
        "ja": "どんなところが合わなかったか、教えてもらえますか？",
        "en": "What was not right for you?",
        "short_ja": "合わなかったところ",
        "short_en": "Not right",
        "max": "200",
        "skip": "はい",
        "when": 'answer.liked == "poor"',
        "note": "「条件」があると、あてはまる人だけに聞きます。「最大」は文字数です。"
        "「スキップ」に「はい」と書くと、答えなくても進めます。",
    },
    {
        "row": "question",
        "id": "themes",
        "kind": "several",
        "ja": "次に聞きたい話を、2つまで選んでください。",
        "en": "What next? Choose up to two.",
        "short_ja": "次に聞きたい話",
        "short_en": "Next",
        "min": "1",
        "max": "2",
        "skip": "はい",
        "note": "「いくつか選ぶ」では、「最小」と「最大」が選べる数です。",
    },
    {"row": "choice", "id": "interviews", "ja": "面接の受け方", "en": "Interviews"},
    {"row": "choice", "id": "writing", "ja": "自己PRの書き方", "en": "Writing about me"},
    {
        "row": "choice",
        "id": "nothing",
        "ja": "とくにない",
        "en": "Nothing",
        "other": "{exclusive: true}",
        "note": "「その他」は慣れた方の欄です。{exclusive: true} は、ほかと一緒に選べないことを表します。",
    },
    {
        "row": "summary",
        "ja": "こちらで合っていますか？",
        "en": "Is this right?",
        "note": "「まとめ」があると、最後に答えをお見せして、直せるようにします。",
    },
    {
        "row": "end",
        "ja": "ご回答ありがとうございました。",
        "en": "Thank you for your answers.",
        "note": "最後のお礼です。この「説明」の列は読み込まれません。消しても、書き足しても大丈夫です。",
    },
)


def template() -> str:
    """Return the template as CSV text with a byte order mark."""
    return written([_row(each) for each in EXAMPLE])


def _row(row: Row) -> Row:
    kind = KINDS.get(row.get("kind", ""), "")
    note = row.get("note", "").replace("{kinds}", "・".join(KINDS.values()))
    return {name: row.get(name, "") for name in COLUMNS} | {
        "row": ROWS[row["row"]],
        "kind": kind,
        "note": note,
    }
