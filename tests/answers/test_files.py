"""Answers leave as a file and come back from one: whole, harmless, and without a word to anybody."""

from __future__ import annotations

import base64
import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.answer_import import import_answers
from bot.answers import export_answers, save_file
from bot.errors import EnishiError
from bot.models import attributes, tags
from dialogs.tables import runs
from tests.people import Cast

ROAD = ("27卒", "ES・面接の途中", "関西", "IT・通信", "金融", "決定")


async def exported(cast: Cast, folder: Path, form: Any = "csv", since: date | None = None) -> str:
    """Export the welcome survey and return the file's text."""
    out = folder / f"answers.{form}"
    assert await export_answers(cast.world.app.settings, "welcome", form, out, since) == 0
    return out.read_bytes().decode()


async def answers(cast: Cast, name: str = "みさき") -> str:
    """Misaki answers the welcome survey; returns the id of the message with her name."""
    await cast.misaki.adds_the_account()
    for label in ROAD:
        await cast.misaki.taps(label)
    message_id = await cast.misaki.types(name)
    await cast.world.passes(60_000)
    await cast.misaki.taps("そのうち話したい")
    await cast.misaki.taps("この内容でよい")
    return message_id


async def facts(cast: Cast) -> tuple[set[Any], set[Any], dict[str, Any]]:
    """Return who holds which tags and attributes, and the answers of each run."""
    async with cast.world.app.database.read() as connection:
        held = {(row.friend_id, row.tag, row.source) for row in await connection.execute(select(tags))}
        said = {
            (row.friend_id, row.name, row.source, row.value)
            for row in await connection.execute(select(attributes))
        }
        kept = ("run", "version", "state", "finished", "answers", "trail", "given", "fired")
        found = {
            row.friend_id: {key: json.loads(row.position)[key] for key in kept}
            for row in await connection.execute(select(runs))
        }
    return held, said, found


async def test_every_answer_is_a_line_with_ids_labels_and_times(cast: Cast, tmp_path: Path) -> None:
    """CSV has a BOM for Excel; each line names friend, run, question, option, raw answer, value and times."""
    await answers(cast)
    text = await exported(cast, tmp_path)
    assert text.startswith("\ufefffriend_id,")
    lines = list(csv.DictReader(io.StringIO(text[1:])))
    assert [line["question_id"] for line in lines] == [
        "grad_year", "phase", "region", "interests", "call_name", "advice",
    ]  # fmt: skip
    interests, name = lines[3], lines[4]
    assert (interests["option_ids"], interests["answer"], interests["value"]) == (
        "it;finance", "IT・通信、金融", "it;finance",
    )  # fmt: skip
    assert (name["raw"], name["value"], name["state"]) == ("みさき", "みさき", "finished")
    assert name["answered_at"] == "2026-11-30T12:00:00.000+09:00"
    assert name["finished_at"] == "2026-11-30T12:01:00.000+09:00"
    assert {line["friend_id"] for line in lines} == {cast.misaki.user_id}


async def test_where_somebody_left_is_told(cast: Cast, tmp_path: Path) -> None:
    """A run that is not finished names the open question; one without an answer has a line all the same."""
    await cast.misaki.adds_the_account()
    (line,) = map(json.loads, (await exported(cast, tmp_path, "jsonl")).splitlines())
    assert (line["state"], line["left_at"], line["question_id"]) == ("asking", "grad_year", None)
    await cast.misaki.taps("27卒")
    (line,) = map(json.loads, (await exported(cast, tmp_path, "jsonl")).splitlines())
    assert (line["left_at"], line["question_id"], line["value"]) == ("phase", "grad_year", 2027)
    assert await exported(cast, tmp_path, "jsonl", date(2026, 12, 1)) == ""
    assert await exported(cast, tmp_path, "jsonl", date(2026, 11, 30)) != ""


async def test_what_was_taken_back_is_in_no_file(cast: Cast, tmp_path: Path) -> None:
    """An unsent answer is exported as skipped; an older file does not bring it back."""
    message_id = await answers(cast, "ひみつXYZZY")
    await exported(cast, tmp_path)
    before = tmp_path / "answers.csv"
    older = before.rename(tmp_path / "older.csv")
    await cast.misaki.unsends(message_id)
    text = await exported(cast, tmp_path)
    assert "XYZZY" not in text and "XYZZY" in older.read_text()
    assert await import_answers(cast.world.app.settings, older, False) == 0
    await cast.world.quiet()
    assert await cast.world.rows_with("XYZZY") == []


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_a_file_brings_back_all_that_it_was_made_from(cast: Cast, tmp_path: Path, form: str) -> None:
    """Runs, tags and attributes come back by source as the engine gives them; nobody hears a word of it."""
    await answers(cast)
    await cast.alex.adds_the_account()
    await cast.alex.taps("27卒") if "27卒" in await cast.alex.labels() else await cast.alex.types("2027")
    await exported(cast, tmp_path, form)
    before, said = await facts(cast), len(await cast.world.requests())
    async with cast.world.app.database.write() as connection:
        for table in (runs, tags, attributes):
            await connection.execute(delete(table))
    file = tmp_path / f"answers.{form}"
    settings = cast.world.app.settings
    assert await import_answers(settings, file, True) == 0
    await cast.world.quiet()
    assert (await facts(cast))[2] == {}
    for _ in range(2):
        assert await import_answers(settings, file, False) == 0
        await cast.world.quiet()
        assert await facts(cast) == before
    assert len(await cast.world.requests()) == said


async def test_an_imported_run_goes_on_where_she_left(cast: Cast, tmp_path: Path) -> None:
    """Her words are no answer to a question that she has not seen here; when she goes on, it comes."""
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("27卒")
    await exported(cast, tmp_path)
    async with cast.world.app.database.write() as connection:
        await connection.execute(delete(runs))
    await import_answers(cast.world.app.settings, tmp_path / "answers.csv", False)
    await cast.world.quiet()
    await cast.misaki.types("こんにちは")
    await cast.misaki.taps("質問のつづき")
    await cast.misaki.sees("就職活動は、いまどのあたりですか？")


HEAD = "friend_id,survey,question_id,value,answered_at"
MISAKI = "U" + "a" * 32


REFUSED = (
    (f"{MISAKI},welcome,grad_year", "has 3 of 5 cells"),
    (",welcome,grad_year,2027,", "friend_id is empty, and so is member_id"),
    ("U1,welcome,grad_year,2027,", "friend_id is not U and 32 characters of 0-9 and a-f"),
    (f"{MISAKI},,grad_year,2027,", "survey is empty"),
    (f"{MISAKI},nothing,grad_year,2027,", "there is no such survey"),
    (f"{MISAKI},welcome,shoe_size,41,", "this survey has no such question"),
    (f"{MISAKI},welcome,phase,sleeping,", "is no answer to this question"),
    (f"{MISAKI},welcome,grad_year,2027,soon", "answered_at is no time such as 2026-11-30T12:00:00+09:00"),
)


async def test_lines_that_cannot_be_taken_are_told_with_their_reasons(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each refused line is named by its number; the good one beside them is taken."""
    file = tmp_path / "answers.csv"
    bad = "\n".join(line for line, _ in REFUSED)
    file.write_text(f"{HEAD}\n{bad}\n{MISAKI},welcome,region,関西,2026-11-01 10:00\n")
    assert await import_answers(cast.world.app.settings, file, False) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[:-1] == [f"line {number}: {why}" for number, (_, why) in enumerate(REFUSED, 2)]
    assert told[-1] == f"1 runs, 1 answers taken, 0 as new here already, {len(REFUSED)} lines refused"


async def test_her_own_run_is_not_overwritten(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who has answered here in a run of her own keeps it."""
    await answers(cast)
    before = await facts(cast)
    file = tmp_path / "answers.csv"
    file.write_text(f"{HEAD}\n{cast.misaki.user_id},welcome,grad_year,2028,\n")
    assert await import_answers(cast.world.app.settings, file, False) == 1
    await cast.world.quiet()
    assert "line 2: the friend has answered this survey here, in another run" in capsys.readouterr().out
    assert await facts(cast) == before


async def test_a_survey_that_is_not_there_is_said_in_one_line(cast: Cast) -> None:
    """An unknown id names those that there are."""
    with pytest.raises(EnishiError, match=r"there is no survey 'nothing': there is .*welcome"):
        await export_answers(cast.world.app.settings, "nothing", "csv", None, None)


async def test_a_file_that_was_an_answer_is_written_while_it_is_kept(cast: Cast, tmp_path: Path) -> None:
    """By the id of an export the file comes as it was sent; one that is not kept is told so."""
    misaki, settings = cast.misaki, cast.world.app.settings
    await misaki.adds_the_account()
    await misaki.types("面接の準備")
    for label in ("大手企業", "最終面接", "スキップ", "オンライン", "カメラ・通信", "決定", "2 少しだけ"):
        await misaki.taps(label)
    data = b"%PDF-1.7 " + bytes(range(256)) * 3000
    sent = await misaki.sends(type="file", fileName="es.pdf", contentBase64=base64.b64encode(data).decode())
    assert await save_file(settings, sent, tmp_path / "es.pdf") == 0
    assert (tmp_path / "es.pdf").read_bytes() == data
    await misaki.unsends(sent)
    with pytest.raises(EnishiError, match="no file"):
        await save_file(settings, sent, tmp_path / "es.pdf")
