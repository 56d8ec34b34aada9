"""What the engine does with what is known already, with minors, and with many friends at once."""

from __future__ import annotations

from typing import Any

from bot.facts import Facts
from dialogs import prior
from dialogs.effects import Ask, Differs, DropTag, Handoff, Minor, SetTag, Summary, SummaryRow
from dialogs.position import Answered
from tests.dialogs.samples import TODAY, Player, choice, question, survey

STEPS = [
    question(
        "a", choice("x", tag="x", then=[{"do": "handoff"}]), choice("y", tag="y"), attribute="a", short="A"
    ),
    question("b", kind="number", attribute="b", short="B", skip=True),
    question("c", choice("p", tag="p"), choice("q", when='has "x"'), short="C"),
]


def player(**attributes: Any) -> Player:
    """Somebody of whom this is known from elsewhere."""
    return Player(survey(STEPS, end={"summary": "Right?"}), attributes=attributes)


def test_what_is_known_is_passed_by_and_confirmed() -> None:
    """Both are told with the next question, stand in the summary and lead on as answers do."""
    aiko = player(a="x", b=7)
    assert aiko.asked.known == (SummaryRow("a", "A", "X"), SummaryRow("b", "B", "7"))
    assert (aiko.asked.step, aiko.asked.number, aiko.asked.of) == ("c", 3, 3)
    assert [each.id for each in aiko.asked.choices] == ["p", "q"]
    (*_, shown) = aiko.taps("q")
    assert isinstance(shown, Summary) and [row.answer for row in shown.rows] == ["X", "7", "Q"]
    assert aiko.attributes == {} and aiko.tag_names == {"x"}
    assert not any(isinstance(each, Handoff) for each in aiko.does("confirm"))


def test_what_is_known_can_be_said_otherwise() -> None:
    """Going back opens it like any answer; what she says then is her own word."""
    aiko = player(a="x", b=7)
    aiko.does("back")
    aiko.does("back")
    assert aiko.asked.step == "a"
    aiko.taps("y")
    assert aiko.attributes == {("a", "survey:sample/a"): "y"} and aiko.tag_names == {"y"}
    assert not aiko.position.answers["a"].known


def test_what_fits_no_answer_is_asked() -> None:
    """A value that the question does not take, or of another type, is no answer to it."""
    assert player(a="z").asked.step == "a"
    assert player(a="x", b=True).asked.step == "b"
    assert player(a="x", b=10_000_000).asked.step == "b"
    asked = Player(survey([{**STEPS[0], "known": "ask"}, *STEPS[1:]]), attributes={"a": "x"})
    assert asked.asked.step == "a"


def test_what_was_passed_by_follows_its_source() -> None:
    """When the record changes, so do the tags that come of it; what it says no more is no answer any more."""
    aiko = player(a="x", b=7)
    aiko.taps("p")
    changed = prior.renew(aiko.survey, aiko.position, Facts(TODAY, attributes={"a": "y", "b": 7}), "ja")
    assert set(changed.effects) == {DropTag("x", "survey:sample/a"), SetTag("y", "survey:sample/a")}
    gone = prior.renew(aiko.survey, aiko.position, Facts(TODAY), "ja")
    assert set(gone.position.answers) == {"c"}


def test_she_is_asked_which_is_right() -> None:
    """Both labels are offered; the record's becomes her answer, hers stays when it is kept."""
    for deed, value in (("keep", "x"), ("adopt", "y")):
        aiko = player()
        for each in ("x", "7", "p"):
            aiko.types(each)
        aiko.does("confirm")
        theirs = Answered("y", "", known=True)
        aiko.take(prior.face(aiko.survey, aiko.position, "a", theirs, aiko.facts, "ja"))
        (asked,) = aiko.effects
        assert isinstance(asked, Differs) and (asked.hers, asked.theirs) == ("X", "Y")
        aiko.does(deed)
        assert aiko.position.answers["a"].value == value and aiko.position.state == "done"
        assert aiko.tag_names == {value, "p"}


def test_a_minor_leaves_nothing_but_that() -> None:
    """As soon as the condition holds the answers are gone, with all that they gave, in an earlier run too."""
    rule = {"when": "answer.b < 18", "say": "Sorry.", "tag": "minor"}
    aiko = Player(survey(STEPS, minor=rule, end={"summary": "Right?"}))
    aiko.types("x", "17")
    assert isinstance(aiko.effects[-1], Minor)
    assert aiko.position.state == "minor" and not aiko.position.answers
    assert aiko.tags == {("minor", "survey:sample/minor")} and aiko.attributes == {}
    (again,) = aiko.types("p")
    assert isinstance(again, Minor)
    born = Player(
        survey(STEPS, minor={**rule, "when": "born > today - 18y"}), attributes={"born": "2010-01-01"}
    )
    assert isinstance(born.effects[-1], Minor)


def test_sixty_questions_and_a_thousand_friends() -> None:
    """Whatever the others answer, each ends with her own, and a position stays of a decent size."""
    steps = [question(f"q{n}", *(choice(each, tag=f"q{n}:{each}") for each in "abc")) for n in range(60)]
    long = survey(steps, end={"summary": "Right?"})
    friends = [Player(long) for _ in range(1000)]
    for number in range(3):
        for at, friend in enumerate(friends):
            friend.taps("abc"[(at + number) % 3])
    last = friends[-1]
    for number in range(3, 60):
        assert isinstance(last.effects[-1], Ask)
        last.taps("abc"[(999 + number) % 3])
    assert isinstance(last.effects[-1], Summary) and len(last.effects[-1].rows) == 60
    assert friends[1].tag_names == {"q0:b", "q1:c", "q2:a"}
    assert len(last.position.dump()) < 16_000
