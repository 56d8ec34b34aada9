"""New words for a survey by chat: chosen, typed, previewed, published, taken back, beside the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import rewordings
from bot.clock import MINUTE
from dialogs import published, rewording
from tests.answers.editing import LABEL, NEW, OLD, OTHER, SHORT, becomes_admin, chooses, question, rewords
from tests.bot.test_publishing import asks, beside, edit
from tests.dialogs.samples import every_kind
from tests.people import Cast
from tests.phone import said


async def test_new_words_are_tried_published_and_taken_back(people: Cast) -> None:
    """Who starts after the publication sees them, who was under way does not, and `/undo` takes them back."""
    # Given Misaki is asked in the old words
    admin = people.takahashi
    assert OLD in await asks(people)

    # When Takahashi finds the survey and rewords a question and a label
    await admin.types("アンケート")
    await admin.taps("/survey edit welcome")
    await rewords(admin, NEW)
    bubble = await admin.sees("下書きに入れました。まだだれにも見えません。")
    assert OLD in said(bubble) and NEW in said(bubble)
    assert "英語ではまだ「When do you graduate?」です" in said(bubble)
    assert bubble["altText"] == "お知らせが1件あります"
    await rewords(admin, SHORT, LABEL)

    # Then he alone sees them, in a preview that counts nowhere
    await admin.taps("試してみる")
    assert NEW in said(await admin.bubble("1/6"))
    await admin.taps(SHORT)
    await people.suzuki.adds_the_account()
    assert OLD in said(await people.suzuki.bubble("1/6"))

    # And once they are published, who begins sees them and who was under way does not
    await admin.types("/survey edit welcome")
    await admin.taps("公開する")
    await admin.sees("公開しました。")
    await people.sato.adds_the_account()
    assert NEW in said(await people.sato.bubble("1/6"))
    assert SHORT in await people.sato.labels()
    await people.misaki.types("えっと")
    await people.misaki.does_not_see(NEW)
    assert LABEL in await people.misaki.labels()

    # And after `/undo`, which shows first what it was and who did it, the old words are back
    await admin.types("元に戻す")
    bubble = await admin.sees("この変更を取り消しますか？")
    assert NEW in said(bubble) and SHORT in said(bubble) and "はじめの6問｜管理者 高橋" in said(bubble)
    await admin.taps("取り消す")
    await admin.sees("取り消しました。")
    await people.sato.types("アンケート")
    await people.alex.adds_the_account()
    assert "Already graduated" in await people.alex.labels()
    assert question(people).ask.to("ja") == OLD
    await admin.types("／ＵＮＤＯ")
    await admin.sees("取り消せる変更はありません。")

    # And the log keeps all of it
    await admin.types("アンケート　履歴 welcome")
    bubble = await admin.sees("チャットで変えた文面")
    assert "管理者 高橋（取り消し済み）" in said(bubble) and NEW in said(bubble)


async def test_a_mistake_is_one_sentence_and_loses_nothing(people: Cast) -> None:
    """A label that LINE would refuse is refused at once; the text stays open and the draft as it was."""
    admin = people.takahashi
    await rewords(admin, NEW)
    await rewords(admin, "とても長くてボタンには入りきらない選択肢の名前", LABEL)
    await admin.sees("23文字あります。ここに入るのは20文字までです。")
    await admin.types("{age}歳")
    await admin.sees("「{age}」はここでは何にも置き換わりません。")
    await admin.types("  もう\n卒業した ")
    bubble = await admin.sees("下書きに入れました")
    assert "もう 卒業した" in said(bubble)
    await admin.types("/survey edit welcome")
    draft = await admin.sees("あなたの下書きです。")
    assert NEW in said(draft) and "もう 卒業した" in said(draft)


async def test_a_question_that_may_not_be_asked_is_warned_of(people: Cast) -> None:
    """As in a folder it is a warning, with its topic, and keeps nothing back."""
    await rewords(people.takahashi, "結婚の予定と卒業の年を教えてください。")
    await people.takahashi.sees("結婚・妊娠・出産の予定")
    await people.takahashi.taps("公開する")
    await people.takahashi.sees("公開しました。")


async def test_leaving_and_commands_are_no_wording(people: Cast) -> None:
    """「やめる」 leaves, a command with a slash is one, a bare one is asked about, a late word is none."""
    admin = people.takahashi
    await chooses(admin, LABEL)
    await admin.types("/統計")
    await admin.sees("数字")
    await admin.types("相談")
    await admin.sees("下書きに入れました")
    await chooses(admin, "相談")
    await admin.types("待ち")
    await admin.sees("新しい文面ですか、コマンドですか？")
    await admin.taps("新しい文面")
    assert "待ち" in said(await admin.sees("下書きに入れました"))
    await chooses(admin)
    await admin.types("やめる")
    await admin.sees("何も変えていません。")
    await admin.types(NEW)
    await admin.sees("どなたにも送っていません。")
    await chooses(admin)
    await people.world.passes(31 * MINUTE)
    await admin.types(NEW)
    await admin.types("/survey edit welcome")
    assert NEW not in said(await admin.sees("あなたの下書きです。"))
    await admin.taps("破棄する")
    await admin.sees("下書きを破棄しました。")


async def test_the_other_language_is_reworded_beside(people: Cast) -> None:
    """A button switches the language, the other one stays, and who speaks English edits in English."""
    admin = people.takahashi
    await rewords(admin, NEW)
    await admin.taps("英語も変える")
    assert "When do you graduate?" in said(await admin.bubble("When do you graduate?"))
    await admin.types("What year do you graduate?")
    await admin.sees(f"日本語ではまだ「{NEW}」です")
    await admin.taps("公開する")
    assert question(people).ask.root == {"ja": NEW, "en": "What year do you graduate?"}


async def test_two_admins_at_once_lose_nothing(people: Cast) -> None:
    """Different texts are both published; where both reworded the same one the later is told, and chooses."""
    first, second = people.takahashi, await becomes_admin(people, people.sato)
    await rewords(first, NEW)
    await rewords(second, SHORT, LABEL)
    await second.taps("公開する")
    await rewords(second, OTHER)
    await first.taps("公開する")
    await first.sees("公開しました。")
    await second.taps("公開する")
    bubble = await second.sees("そのあいだに管理者 高橋さんもここを変えています。")
    assert NEW in said(bubble) and OTHER in said(bubble)
    assert question(people).ask.to("ja") == NEW
    assert question(people).choices[0].label.to("ja") == SHORT
    await second.taps("自分の文面を公開")
    await second.sees("公開しました。")
    assert OTHER in await asks(people)


async def test_only_the_latest_change_is_taken_back(people: Cast) -> None:
    """A button of `/undo` that is no longer about the latest change takes back nothing."""
    first, second = people.takahashi, await becomes_admin(people, people.sato)
    await rewords(first, NEW)
    await first.taps("公開する")
    await first.types("/undo")
    await rewords(second, SHORT, LABEL)
    await second.taps("公開する")
    await first.taps("取り消す")
    await first.sees("いちばん新しい変更ではなくなりました。")
    assert NEW in await asks(people)


async def test_a_reload_keeps_words_whose_place_stands(people: Cast, folder: Path) -> None:
    """What the folder has not touched stays reworded; where it has moved on, admins are told."""
    admin = people.takahashi
    await rewords(admin, NEW)
    await rewords(admin, SHORT, LABEL)
    await admin.taps("公開する")
    await admin.types("/reload")
    await admin.sees("変わったところはありません。")
    edit(folder, OLD, OTHER)
    await admin.types("/reload")
    await admin.sees("公開しました。")
    bubble = await admin.sees("フォルダーの側で次の場所が変わったため")
    assert NEW in said(bubble) and SHORT not in said(bubble)
    assert OTHER in await asks(people)
    assert SHORT in await people.misaki.labels()

    # What was dropped stays dropped, also when the folder goes back
    edit(folder, OTHER, OLD)
    await admin.types("/reload")
    await people.alex.adds_the_account()
    assert question(people).ask.to("ja") == OLD
    assert question(people).choices[0].label.to("ja") == SHORT


async def test_words_that_no_longer_fit_the_folder_are_dropped(people: Cast, folder: Path) -> None:
    """Where a new choice of the folder has the label that an admin gave another one, the folder's stands."""
    admin = people.takahashi
    await rewords(admin, SHORT, LABEL)
    await admin.taps("公開する")
    line = "      - id: graduated\n"
    edit(folder, line, f"      - id: long_ago\n        label: {{ja: {SHORT}, en: Long ago}}\n{line}")
    await admin.types("/reload")
    assert SHORT in said(await admin.sees("フォルダーの側で次の場所が変わったため"))
    await people.misaki.adds_the_account()
    assert LABEL in await people.misaki.labels()


async def test_what_is_written_into_the_folder_is_the_folders(
    people: Cast, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words and orders by chat go into the YAML; the next reload changes nothing, and nobody is alarmed."""
    admin, app = people.takahashi, people.world.app
    await rewords(admin, NEW)
    await admin.taps("公開する")
    await rewords(admin, OTHER, NEW)
    await admin.taps("公開する")
    await admin.types("/survey edit welcome")
    await admin.taps("質問の順番")
    await admin.types("7→6")
    await admin.taps("公開する")
    before = app.snapshot.content.surveys["welcome"]
    assert await rewordings.write_back(app.settings) == 0
    told = capsys.readouterr().out
    assert "steps/grad_year/ask (ja)" in told and "2 written, 0 not written" in told
    assert "# One of the next three is asked" in (folder / "surveys" / "welcome.yaml").read_text()
    await admin.news()
    await admin.types("/reload")
    await admin.does_not_see("フォルダーの側で")
    assert app.snapshot.content.surveys["welcome"] == before
    await admin.types("/undo")
    await admin.sees("取り消せる変更はありません。")


async def test_a_start_keeps_what_was_reworded(people: Cast, folder: Path) -> None:
    """A process that starts with the same folder, an older or a newer one leaves the words given by chat."""
    admin = people.takahashi
    await rewords(admin, NEW)
    await admin.taps("公開する")
    app = people.world.app
    async with beside(people.world, app.content, folder) as same:
        assert same.snapshot.content == app.snapshot.content
    edit(folder, "title: {ja: はじめの6問", "title: {ja: さいしょの6問")
    assert await app.reload()
    async with app.database.read() as connection:
        assert not await published.is_new(connection, app.content)
    survey = app.snapshot.content.surveys["welcome"]
    assert (survey.title.to("ja"), survey.questions["grad_year"].ask.to("ja")) == ("さいしょの6問", NEW)


async def test_a_wording_that_was_taken_back_is_in_no_draft(people: Cast) -> None:
    """Words of a draft that an admin unsends are gone from all that is stored."""
    await chooses(people.takahashi)
    message_id = await people.takahashi.types("まちがえたXYZZY")
    assert await people.world.rows_with("XYZZY")
    await people.takahashi.unsends(message_id)
    found = [each for each in await people.world.rows_with("XYZZY") if not each.startswith("outbox")]
    assert found == []


async def test_an_admin_who_speaks_english_needs_no_slash(people: Cast) -> None:
    """Without a slash, in any width and in English it is the same: her language is edited, Japanese stays."""
    admin = await becomes_admin(people, people.alex)
    await admin.types("ｓｕｒｖｅｙ　ｅｄｉｔ　ｗｅｌｃｏｍｅ")
    await admin.sees("Which step has new words? (English)")
    await admin.taps("1. When do you grad…")
    await admin.taps("Already graduated")
    await admin.types("cancel")
    await admin.sees("All right, nothing was changed.")
    await admin.taps("Already graduated")
    await admin.types("Graduated")
    await admin.sees(f"In Japanese it still says “{LABEL}”. It may need the same change.")
    await admin.taps("Publish")
    await admin.sees("Published.")
    assert question(people).choices[0].label.root == {"ja": LABEL, "en": "Graduated"}
    await admin.types("undo")
    await admin.sees("Take back this change?")
    await admin.taps("Leave it")
    await admin.sees("All right, everything stays as it is.")


async def test_whoever_is_no_admin_rewords_nothing(people: Cast) -> None:
    """A friend's words and an advisor's are never a wording, and old buttons of a former admin do nothing."""
    await people.misaki.adds_the_account()
    await people.misaki.types("/survey edit welcome")
    await people.misaki.does_not_see("どの質問の文面を変えますか？")
    former = await becomes_admin(people, people.sato)
    await rewords(former, NEW)
    await people.takahashi.types("/staff list")
    await people.takahashi.taps("佐藤さんの設定")
    await people.takahashi.taps("外す")
    await people.takahashi.taps("外す")
    await former.taps("公開する")
    await former.sees("このボタンは管理者だけが使えます。")
    assert question(people).ask.to("ja") == OLD


def test_a_reworded_survey_is_the_same_but_for_its_words() -> None:
    """Whatever text is reworded, that text alone changes, and the same words make the same version."""
    every = every_kind()
    for spot, text in rewording.spots(every).items():
        item = rewording.Reworded(spot, "ja", "新しい", text.to("ja"))
        new = rewording.reworded(every, [item])
        assert rewording.words(new, spot, "ja") == "新しい"
        assert new.version != every.version
        changed = [
            each for each, words in rewording.spots(new).items() if words != rewording.spots(every)[each]
        ]
        assert changed == [spot]
        back = rewording.reworded(every, [item, rewording.Reworded(spot, "ja", text.to("ja"), "")])
        assert rewording.words(back, spot, "ja") == text.to("ja")
