"""A survey as a spreadsheet: one row a question or choice, for people who do not write YAML.

Columns have Japanese names and are known by their English ones too; `other` holds as YAML what has no column.
Written here, read by `dialogs.sheet_import`. Nothing here touches a file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import yaml

from bot.content import ANY, Text
from dialogs.sheet import BOM, cell
from dialogs.survey import Choice, Question, Say, Survey

COLUMNS: Final = {
    "row": "行",
    "id": "ID",
    "kind": "種類",
    "ja": "日本語",
    "en": "英語",
    "short_ja": "短い名前",
    "short_en": "短い名前（英語）",
    "why_ja": "理由",
    "why_en": "理由（英語）",
    "again_ja": "聞き直し",
    "again_en": "聞き直し（英語）",
    "echo_ja": "返事",
    "echo_en": "返事（英語）",
    "synonyms": "言いかえ",
    "min": "最小",
    "max": "最大",
    "skip": "スキップ",
    "when": "条件",
    "goto": "次",
    "tag": "タグ",
    "attribute": "属性",
    "other": "その他",
    "note": "説明",
}
"""The columns by the name that the program knows; the note is for people alone."""
ROWS: Final = {
    "survey": "アンケート",
    "say": "説明文",
    "question": "質問",
    "choice": "選択肢",
    "summary": "まとめ",
    "end": "おわり",
}
KINDS: Final = {
    "one": "一つ選ぶ",
    "several": "いくつか選ぶ",
    "text": "文章",
    "number": "数",
    "scale": "段階",
    "date": "日付",
    "datetime": "日時",
    "year": "年",
    "graduation": "卒業年",
    "region": "地域",
    "prefecture": "都道府県",
    "yesno": "はい・いいえ",
    "consent": "同意",
    "file": "写真・ファイル",
}
TEXTS: Final = ("short", "why", "again", "echo")
PLAIN: Final = ("min", "max", "when", "goto", "attribute")
YES: Final = "はい"
LIST: Final = "、"
BREAK: Final = re.compile(r"[、,;；\n]+")
"""What stands between the entries of one cell."""

Row = dict[str, str]


def to_csv(survey: Survey, languages: Sequence[str] = ("ja", "en")) -> str:
    """Return a survey as CSV text with a byte order mark, as Excel opens it."""
    return written([_shown(each) for each in rows(survey, languages)])


def written(lines: Sequence[Mapping[str, str]]) -> str:
    """Return rows as CSV text with the columns' names above them."""
    buffer = io.StringIO()
    table = csv.writer(buffer)
    table.writerow(COLUMNS.values())
    table.writerows([[line.get(name, "") for name in COLUMNS] for line in lines])
    return BOM + buffer.getvalue()


def _shown(row: Row) -> Row:
    """Return a row in Japanese, with cells that no spreadsheet takes for a formula."""
    named = row | {"row": ROWS[row["row"]], "kind": KINDS.get(row.get("kind", ""), row.get("kind", ""))}
    return {name: cell(words) for name, words in named.items()}


def rows(survey: Survey, languages: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a survey, by the names of columns, rows and kinds that the program knows."""
    yield {
        "row": "survey",
        "id": survey.id,
        "when": LIST.join(survey.starts_on),
        **_words("", survey.title, languages),
        **_other(survey, {"survey", "title", "starts_on", "steps", "end"}),
    }
    for step in survey.steps:
        if isinstance(step, Say):
            plain = {name: str(value) for name in ("when", "goto") if (value := getattr(step, name))}
            yield {"row": "say", "id": step.id, **_words("", step.say, languages), **plain}
        else:
            yield _question(step, languages)
            yield from (_choice(each, languages) for each in step.choices)
    end = survey.end
    if end.summary:
        yield {"row": "summary", **_words("", end.summary, languages)}
    if end.say or end.then:
        yield {"row": "end", **_words("", end.say, languages), **_other(end, {"summary", "say"})}


def _question(question: Question, languages: Sequence[str]) -> Row:
    given = question.model_fields_set
    plain: Row = {name: str(getattr(question, name)) for name in PLAIN if name in given}
    row: Row = {"row": "question", "id": question.id, "kind": question.kind, **plain}
    row["tag"] = question.tag or ""
    row["skip"] = YES if question.skip else ""
    row |= _words("", question.ask, languages)
    for name in TEXTS:
        row |= _words(f"{name}_", getattr(question, name), languages)
    covered = {"id", "kind", "ask", "choices", "skip", "tag", *PLAIN, *TEXTS}
    return row | _other(question, covered)


def _choice(choice: Choice, languages: Sequence[str]) -> Row:
    row: Row = {"row": "choice", "id": choice.id, **_words("", choice.label, languages)}
    row |= _words("echo_", choice.echo, languages)
    row |= {name: str(value) for name in ("when", "goto") if (value := getattr(choice, name))}
    covered = {"id", "label", "echo", "when", "goto"}
    for name, entries in (("synonyms", choice.synonyms), ("tag", choice.tags)):
        if not any(BREAK.search(each) or each != each.strip() for each in entries):
            row[name] = LIST.join(entries)
            covered.add(name)
    return row | _other(choice, covered)


def _words(prefix: str, text: Text | None, languages: Sequence[str]) -> Row:
    """Return a text by language; what serves all of them stands in each, and is joined again when read."""
    said = text.root if text else {}
    return {
        f"{prefix}{language}": words
        for language in languages
        if (words := said.get(language, said.get(ANY, "")))
    }


def _other(part: Any, covered: set[str]) -> Row:
    """Return what has no column as one line of YAML."""
    dumped = part.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude_unset=True, exclude_defaults=True
    )
    rest = {name: _plain(value) for name, value in dumped.items() if name not in covered}
    if not rest:
        return {}
    text = yaml.safe_dump(rest, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)
    return {"other": text.strip()}


def _plain(value: Any) -> Any:
    """Return texts and deeds as short as they may be written."""
    if isinstance(value, dict):
        if value.keys() == {ANY}:
            return value[ANY]
        return {str(name): _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
