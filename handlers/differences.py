"""Where her answers and her member record differ: she is asked once which is right, and her word stands.

Called when a survey is finished or she links; tags that come from an attribute follow the word that stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from bot.friends import PRECEDENCE, strongest
from bot.turn import Turn
from dialogs import prior
from dialogs.position import Position
from dialogs.published import EDITION
from dialogs.runs import RUNS
from dialogs.scene import Result
from dialogs.survey import Survey
from handlers import known

MEMBER = "member"
FRIEND = "friend"
"""The source of what she herself has said is right."""


def ask(turn: Turn) -> Result | None:
    """Open the first answer that differs from her member record, unless she was asked about it before."""
    said = turn.friend.said
    names = [name for name, each in said.items() if MEMBER in each and len(each) > 1]
    runs = RUNS.of(turn)
    if not names or (runs.live and not runs.live.paused):
        return None
    for position in runs.positions.values():
        survey = EDITION.shared(turn).survey(position.survey, position.version)
        if survey and position.state == "done":
            steps = (step for step in position.trail if survey.questions[step].attribute in names)
            if found := next(filter(None, (_faced(turn, survey, position, step) for step in steps)), None):
                return found
    return None


def _faced(turn: Turn, survey: Survey, position: Position, step: str) -> Result | None:
    question, answer = survey.questions[step], position.answers[step]
    if not _overrules(turn, question.attribute or ""):
        return None
    sources = turn.friend.said[question.attribute or ""]
    facts = known.facts(turn, survey.id)
    theirs = prior.known(question, replace(facts, attributes={question.attribute: sources[MEMBER].value}))
    agreed = theirs is None or theirs.value == answer.value or answer.known or answer.skipped
    if theirs is None or agreed or any(source.split(":")[0] == "staff" for source in sources):
        return None
    if step in position.faced and position.faced[step] == theirs.value:
        return None
    return prior.face(survey, position, step, theirs, facts, turn.friend.speaks)


def _overrules(turn: Turn, name: str) -> bool:
    """Whether her member record would stand against her answer; else her word stands unasked."""
    order = turn.friend.precedence.get(name, PRECEDENCE)
    return MEMBER in order and ("survey" not in order or order.index(MEMBER) < order.index("survey"))


def decide(turn: Turn, survey: Survey, before: Position, after: Position) -> None:
    """Note whose word she has said is right, by answering once she knew what her member record says."""
    for step in _decided(before, after):
        name = survey.questions[step].attribute
        if before.answers[step].known:  # she was told what is known, and has said otherwise
            faced = {**after.faced, step: before.answers[step].value}
            RUNS.of(turn).put(after.but(faced=faced))
        given = after.given.get(step)
        if name and given and name in given.attributes:
            turn.friend.learn(name, given.attributes[name], FRIEND, turn.now)
            follow(turn, [name])


def _decided(before: Position, after: Position) -> Iterator[str]:
    faced = before.step if before.state == "asking" and before.step in before.faced else None
    if faced and after.state != "asking":
        yield faced
    for step, answer in before.answers.items():
        now = after.answers.get(step)
        if answer.known and now and not (now.known or now.skipped):
            yield step


def follow(turn: Turn, names: Iterable[str]) -> None:
    """Drop her own word where her answer has moved on, and tags whose value is not the one that stands."""
    friend, declared = turn.friend, known.content(turn).declared
    for name in names:
        sources = friend.said.get(name, {})
        _own_word(turn, name)
        attribute = declared.attribute(name)
        if attribute is None or attribute.tag is None or not sources:
            continue
        right = attribute.tag_for(strongest(sources, friend.precedence.get(name, PRECEDENCE)).value)
        for source, said in sources.items():
            tag = attribute.tag_for(said.value)
            if tag is None or not _gives(turn, source, tag):
                continue
            if tag == right:
                friend.tag(tag, source, turn.now)
            else:
                friend.untag(source, tag)


def _own_word(turn: Turn, name: str) -> None:
    """What she said is right goes with her answer; where everybody says the same it is not needed."""
    sources = turn.friend.said.get(name, {})
    if FRIEND not in sources:
        return
    answers = [said.value for source, said in sources.items() if source.startswith("survey:")]
    member = sources[MEMBER].value if MEMBER in sources else None
    if not answers or answers[-1] == member:
        turn.friend.unlearn(FRIEND, name)
    elif sources[FRIEND].value not in answers:
        turn.friend.learn(name, answers[-1], FRIEND, turn.now)


def _gives(turn: Turn, source: str, tag: str) -> bool:
    """Whether a source puts the tag of its value on her where its word stands."""
    kind, _, place = source.partition(":")
    if kind != "survey":
        return kind == MEMBER
    survey, _, step = place.partition("/")
    position = RUNS.of(turn).positions.get(survey)
    given = position.given.get(step) if position else None
    return given is not None and tag in given.tags
