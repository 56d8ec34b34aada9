"""What surveys do beside asking: what is known, what differs, minors, silence, unasked beginnings."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from bot import inbox, switches
from bot.clock import DAY, HOUR
from bot.content import Declared, Page
from bot.events import RawEvent, encode
from bot.worker import LANES
from dialogs import published, runs
from dialogs.content import Content
from dialogs.survey import Survey
from dialogs.tables import enrolments
from linking.tables import survey_gifts
from tests.bot.machine import person
from tests.browser import Browser
from tests.people import Cast
from tests.phone import Phone, said
from tests.promises.test_13_statements import counted

YEAR = {
    "id": "year", "kind": "graduation", "ask": "卒業年は？", "short": "卒業年", "attribute": "grad_year",
    "tag": "class:{value}",
}  # fmt: skip
DRINK = {
    "id": "drink", "ask": "飲み物は？", "short": "飲み物",
    "choices": [
        {"id": "tea", "label": "お茶", "tag": "drinks:tea"},
        {"id": "milk", "label": "牛乳", "tag": "drinks:milk"},
    ],
}  # fmt: skip
SUMMARY = {"summary": "合っていますか？", "say": "ありがとうございました。"}


def survey(name: str, *steps: dict[str, Any], **more: Any) -> Survey:
    """A survey that begins with its own name."""
    plain = {"survey": name, "title": name, "starts_on": [f"keyword:{name}"], "steps": steps, "end": SUMMARY}
    return Survey.model_validate({**plain, **more})


async def publish(cast: Cast, *surveys: Survey, **pages: Page) -> None:
    """Let the house go by these surveys, and these pages beside its own."""
    app = cast.world.app
    known = {name: getattr(app.content, name) for name in ("service", "menus", "pages")}
    known["pages"] = {**known["pages"], **pages}
    content = Content(**known, surveys={each.id: each for each in surveys}, declared=DECLARED)
    async with app.database.write() as connection:
        await published.publish(connection, content, cast.world.clock.now())
    await app.follow_content()


DECLARED = Declared.model_validate(
    {"attributes": [{"id": "grad_year", "type": "integer", "label": "卒業年", "tag": "class:{value}"}]}
)


async def links(cast: Cast, browser: Browser) -> None:
    """Misaki links her membership, whose record says 27卒."""
    await cast.misaki.types("連携")
    tapped = await cast.misaki.taps("連携する")
    await browser.opens(tapped["open"], cast.misaki)
    await browser.presses("次へ", cast.misaki, member_id="T0001", password="sample-misaki")
    await browser.presses("連携する", cast.misaki)


async def newest(phone: Phone) -> str:
    """What came since the last look, in one piece."""
    return "\n".join(map(said, await phone.news()))


async def test_what_the_member_record_knows_is_confirmed_in_passing(cast: Cast, browser: Browser) -> None:
    """Whoever is linked is not asked for her year: it is said, stands in the summary, and can be changed."""
    await publish(cast, survey("one", YEAR, DRINK))
    misaki = cast.misaki
    await misaki.adds_the_account()
    await links(cast, browser)
    await misaki.news()
    await misaki.types("one")
    shown = await newest(misaki)
    assert "卒業年は27卒と伺っています" in shown and "卒業年は？" not in shown and "飲み物は？" in shown
    await misaki.taps("お茶")
    assert "27卒" in await newest(misaki)
    await misaki.taps("変更する")
    await misaki.taps("28卒")
    assert await misaki.tags() >= {"class:2028", "drinks:tea"}
    assert "class:2027" not in await misaki.tags()
    await misaki.taps("この内容でよい")
    assert "どちらが正しいですか" not in await newest(misaki)


@pytest.mark.parametrize(("answer", "year"), [("26卒", 2026), ("27卒", 2027)])
async def test_where_answer_and_record_differ_she_is_asked_once(
    cast: Cast, browser: Browser, answer: str, year: int
) -> None:
    """After linking she is asked which year is right; her word stands, and nobody asks again."""
    await publish(cast, survey("one", YEAR, DRINK))
    misaki = cast.misaki
    await misaki.adds_the_account()
    for words in ("one", "2026年3月", "お茶", "はい"):
        await misaki.types(words)
    await links(cast, browser)
    assert "会員情報では「27卒」、こちらでは「26卒」" in await newest(misaki)
    assert await misaki.tags() >= {"class:2027"}
    await misaki.taps(answer)
    assert await misaki.tags() == {f"class:{year}", "drinks:tea"}
    await misaki.news()
    await misaki.types("解除")
    await misaki.taps("連携を解除する")
    await links(cast, browser)
    assert "どちらが正しいですか" not in await newest(misaki)
    assert await misaki.tags() == {f"class:{year}", "drinks:tea"}


MINOR = {
    "when": "answer.age < 18", "tag": "minor",
    "say": "ご案内できるのは18歳からです。困りごとは人に相談できます。",
}  # fmt: skip
AGE = {"id": "age", "kind": "number", "ask": "おいくつですか？", "max": 120, "attribute": "age"}
NICK = {"id": "nick", "kind": "text", "ask": "お名前は？", "attribute": "call_name", "tag": "named"}


async def test_a_minor_is_told_kindly_and_nothing_is_kept(cast: Cast) -> None:
    """Nothing more is asked, nothing that she said is kept but that, and a person is offered."""
    await publish(cast, survey("one", NICK, AGE, DRINK, minor=MINOR), survey("two", DRINK))
    misaki = cast.misaki
    await misaki.adds_the_account()
    for words in ("one", "ひみつの名前", "17"):
        await misaki.types(words)
    shown = await newest(misaki)
    assert "18歳からです" in shown and "人に相談する" in shown and "飲み物" not in shown
    assert await misaki.tags() == {"minor"}
    tables = {row.split(":")[0] for row in await cast.world.rows_with("ひみつの名前")}
    assert not tables & {"runs", "attributes", "tags", "friends"}
    await misaki.types("two")
    assert "18歳からです" in await newest(misaki)
    await misaki.taps("選びまちがえた")
    for words in ("みさき", "18", "お茶", "はい"):
        await misaki.types(words)
    assert await misaki.tags() == {"named", "drinks:tea"}


async def test_one_reminder_then_the_run_expires(cast: Cast) -> None:
    """After a silence she is reminded once, by day; in the end the run is over, and she may still go on."""
    reminded = {"after": "20h", "say": "つづきはいかがですか？"}
    await publish(cast, survey("one", NICK, DRINK, remind=reminded, expires="14d"))
    misaki, world = cast.misaki, cast.world
    await misaki.adds_the_account()
    await misaki.types("one")
    await misaki.types("みさき")
    await misaki.news()
    await world.passes(19 * HOUR)  # 7:00
    assert await misaki.news() == []
    await world.passes(1 * HOUR)  # 8:00: silent for 20 hours, but too early
    assert await misaki.news() == []
    await world.passes(1 * HOUR)
    shown = await newest(misaki)
    assert "つづきはいかがですか？" in shown and "飲み物は？" in shown
    for _ in range(12):
        await world.passes(1 * DAY)
    assert await misaki.news() == []
    await world.passes(2 * DAY)
    assert await misaki.news() == []
    await misaki.taps("牛乳")
    assert "合っていますか" in await newest(misaki)


async def test_whatever_she_does_puts_the_reminder_off(cast: Cast) -> None:
    """A tap on the menu ends her silence too, and whoever has turned to a human is not reminded."""
    await publish(cast, survey("one", NICK, DRINK, remind={"after": "20h", "say": "つづきは？"}))
    await cast.has_staff()
    misaki, alex, world = cast.misaki, cast.alex, cast.world
    for phone in (misaki, alex):
        await phone.adds_the_account()
        await phone.types("one")
    await world.passes(2 * HOUR)
    await misaki.taps("設定・停止")
    await alex.types("Talk to a person")
    await misaki.news()
    await alex.news()
    await world.passes(21 * HOUR)  # 11:00: 23 hours after the question, 21 after the tap
    assert "つづきは？" in await newest(misaki)
    assert "つづきは？" not in await newest(alex)


async def test_a_finished_survey_is_asked_again_after_a_while(cast: Cast) -> None:
    """Before that her answers are shown; after it she is asked anew, and not more often than declared."""
    await publish(cast, survey("one", DRINK, again={"after": "90d", "times": 2}))
    misaki, world = cast.misaki, cast.world
    await misaki.adds_the_account()
    for words in ("one", "お茶", "はい", "one"):
        await misaki.types(words)
    assert "教えていただいたこと" in await newest(misaki)
    await world.passes(90 * DAY)
    for words in ("one", "牛乳", "はい"):
        await misaki.types(words)
    assert await misaki.tags() == {"drinks:milk"}
    await world.passes(90 * DAY)
    await misaki.news()
    await misaki.types("one")
    assert "教えていただいたこと" in await newest(misaki)


async def test_what_she_answered_before_she_was_asked_again_is_kept(cast: Cast) -> None:
    """Results and exports have every run; taking a message back empties it there too, and nothing else."""
    await publish(cast, survey("one", DRINK, NICK, again={"after": "90d"}))
    misaki, world = cast.misaki, cast.world
    await misaki.adds_the_account()
    for words in ("one", "お茶"):
        await misaki.types(words)
    message_id = await misaki.types("XYZZY")
    await misaki.types("はい")
    await world.passes(91 * DAY)
    for words in ("one", "牛乳", "みさき", "はい"):
        await misaki.types(words)
    assert await misaki.tags() == {"drinks:milk", "named"}
    assert await _kept(cast) == [("みさき", "milk"), ("XYZZY", "tea")]
    await misaki.unsends(message_id)
    assert await world.rows_with("XYZZY") == []
    assert await _kept(cast) == [("みさき", "milk"), (None, "tea")]
    assert await misaki.tags() == {"drinks:milk", "named"}


async def _kept(cast: Cast) -> list[tuple[object, object]]:
    """Return what every run of the survey says: name and drink, the last run first."""
    async with cast.world.app.database.read() as connection:
        pages = [page async for page in runs.pages(connection, "one")]
        assert await runs.counts(connection, "one") == (2, 2)
    every = [position.answers for page in pages for _, position in page]
    return [(each["nick"].value, each["drink"].value) for each in every]


PAGE = Page.model_validate(
    {"title": "面接のチェック表", "sections": [{"heading": "前の日に", "paragraphs": ["靴をみがく。"]}]}
)


async def test_a_gift_of_a_survey_waits_for_the_link_and_is_given_once(cast: Cast, browser: Browser) -> None:
    """Not linked, she is told what it takes; linked, she gets the page; whoever is linked gets it at once."""
    tea = {"id": "tea", "label": "お茶", "then": [{"do": "gift", "id": "checklist"}]}
    one = survey("one", {**DRINK, "choices": [tea, {"id": "milk", "label": "牛乳"}]}, again={"after": "1d"})
    await publish(cast, one, checklist=PAGE)
    misaki, world = cast.misaki, cast.world
    await misaki.adds_the_account()
    for words in ("one", "お茶", "はい"):
        await misaki.types(words)
    bubble = await misaki.sees("「面接のチェック表」は会員の方にお届けしています。")
    assert "連携する" in str(bubble)

    await links(cast, browser)
    *_, opens = [each for each in await misaki.news() if "面接のチェック表" in said(each)]
    (address,) = set(re.findall(r"http[^\"' ]+/gift/[^\"' ]+", str(opens)))
    await browser.opens(address, misaki)
    browser.shows("靴をみがく。")

    await misaki.types("連携解除")
    await misaki.taps("連携を解除する")
    await links(cast, browser)
    assert "面接のチェック表" not in await newest(misaki)
    await world.passes(2 * DAY)
    for words in ("one", "お茶", "はい"):
        await misaki.types(words)
    assert address in str(await misaki.news())
    async with world.app.database.read() as connection:
        rows = (await connection.execute(select(survey_gifts.c.member_id, survey_gifts.c.page))).all()
    assert rows == [("T0001", "checklist")]


async def test_one_survey_waits_until_the_other_is_finished(cast: Cast) -> None:
    """A tag that an answer gives begins another survey; it waits its turn, so that one question is open."""
    first = survey("one", DRINK, {**NICK, "attribute": None}, end=SUMMARY)
    second = survey("two", YEAR, starts_on=["tag:drinks:tea"], when="not linked")
    await publish(cast, first, second)
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.types("one")
    await misaki.types("お茶")
    assert "お名前は？" in await newest(misaki) and "卒業年" not in await newest(misaki)
    await misaki.types("みさき")
    await misaki.types("はい")
    shown = await newest(misaki)
    assert "ありがとうございました。" in shown and "卒業年は？" in shown
    await misaki.types("27卒")
    await misaki.types("はい")
    assert await misaki.tags() == {"drinks:tea", "named", "class:2027"}


async def test_an_interrupted_survey_comes_back_by_itself(cast: Cast) -> None:
    """Who opens a second survey in the midst of one goes on with the first when the second is finished."""
    await publish(
        cast, survey("one", DRINK, YEAR), survey("two", {**NICK, "attribute": None}, end={"say": "済み。"})
    )
    misaki = cast.misaki
    await misaki.adds_the_account()
    for words in ("one", "お茶", "two", "みさき"):
        await misaki.types(words)
    shown = await newest(misaki)
    assert "済み。" in shown and shown.rindex("卒業年は？") > shown.index("済み。")
    await misaki.types("27卒")
    assert "合っていますか" in await newest(misaki)


async def test_a_day_begins_a_survey_for_whom_it_is(cast: Cast) -> None:
    """On its day, at ten, it asks whom its condition fits, once; nobody else hears of it."""
    await publish(
        cast,
        survey("one", YEAR, starts_on=["date:2026-12-02"], when='has "drinks:tea"'),
        survey("two", DRINK),
    )
    misaki, alex, world = cast.misaki, cast.alex, cast.world
    for phone, drink in ((misaki, "お茶"), (alex, "牛乳")):
        await phone.adds_the_account()
        for words in ("two", drink, "はい" if phone is misaki else "yes"):
            await phone.types(words)
        await phone.news()
    await world.passes(45 * HOUR + HOUR // 2)  # 9:30 of that day
    assert await misaki.news() == []
    await world.passes(1 * HOUR)
    assert "卒業年は？" in await newest(misaki)
    await world.passes(1 * HOUR)
    assert await misaki.news() == [] and await alex.news() == []


@pytest.mark.parametrize("typed", ["/one", "／ONE", "とくべつ", "ＣＯＤＥ7"])
async def test_links_commands_and_keywords_are_words_that_she_sends(cast: Cast, typed: str) -> None:
    """A command of its own, a keyword and what a link lets her send begin it, however wide they are typed."""
    await publish(cast, survey("one", DRINK, starts_on=["command", "keyword:とくべつ", "link:code7"]))
    await cast.misaki.adds_the_account()
    await cast.misaki.types(typed)
    await cast.misaki.sees("飲み物は？")


async def test_sixty_questions_for_a_thousand_friends_at_once(cast: Cast) -> None:
    """No batch of theirs costs more statements than that of two friends, and everybody gets on."""
    letters = [{"id": each, "label": each.upper(), "tag": f"likes:{each}"} for each in "xyz"]
    steps = [{"id": f"q{number}", "ask": f"{number}?", "choices": letters} for number in range(60)]
    await publish(cast, survey("long", *steps, remind={"after": "20h", "say": "?"}, expires="14d"))
    house, costs = cast.world, dict[tuple[str, int], int]()
    async with house.app.database.write() as connection:  # what goes out beside the answers is not counted
        await switches.set_value(connection, switches.STOPPED, "yes", house.clock.now())
    for size in (2, 1000):
        friends = [person(10_000 * size + number) for number in range(size)]
        for words in ("long", "X"):
            events = [message(each, f"{size}-{words}-{each}", words) for each in friends]
            async with house.app.database.write() as connection:
                await inbox.put(connection, events, house.clock.now())
            for _ in range(-(-size // LANES)):
                counts: dict[str, int] = {}
                with counted(house, counts, words):
                    assert await house.app.worker.step() == min(size, LANES)
                costs[words, size] = max(costs.get((words, size), 0), counts[words])
            await house.app.profiles.quiet()
    async with house.app.database.read() as connection:
        there = await runs.of_friends(connection, friends)
    assert {each.trail for each in there.values()} == {("q0",)} and len(there) == 1000
    assert costs["X", 1000] <= costs["X", 2], costs


def message(friend: str, event_id: str, words: str) -> RawEvent:
    """A text of one of many friends, on a reply token of its own."""
    said = {"type": "text", "id": event_id, "text": words}
    body = encode({"type": "message", "replyToken": event_id, "message": said})
    return RawEvent(event_id, friend, "message", body, 1_000, event_id, event_id, True)


async def test_an_enrolment_is_recorded_with_the_answer(cast: Cast) -> None:
    """The plan, the friend, the survey and the moment are kept for the plans to come."""
    tea = {"id": "tea", "label": "お茶", "then": [{"do": "enrol", "id": "tea_time"}]}
    await publish(cast, survey("one", {**DRINK, "choices": [tea, {"id": "no", "label": "いらない"}]}))
    await cast.misaki.adds_the_account()
    for words in ("one", "お茶", "はい"):
        await cast.misaki.types(words)
    async with cast.world.app.database.read() as connection:
        rows = [tuple(row) for row in await connection.execute(select(enrolments))]
    assert rows == [(cast.misaki.user_id, "tea_time", "survey:one", cast.world.clock.now())]
