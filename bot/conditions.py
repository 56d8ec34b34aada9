"""The one expression language of `when:` in surveys, menu rules, segments and routing.

    grad_year == 2027 and (has "area:kansai" or not linked) and followed_at >= today - 30d
    "events" in answer.wishes      answer.grad_year <= this_class + 1      exists phase

Parsed when content is loaded. A name that is not known makes every comparison with it false.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple, NoReturn

from bot.condition_terms import Items, Literal, Name, Shifted, Term
from bot.condition_tree import COMPARISONS, Among, And, Compare, Condition, Exists, Has, Not, Or, Truth
from bot.facts import Facts, this_class

__all__ = [
    "Condition", "ConditionError", "Facts", "Mentioned", "Part", "explain", "names", "parse", "this_class",
]  # fmt: skip

DEEPEST: Final = 40
"""Parentheses and `not` deeper than this are a mistake, and would exhaust the stack."""
RESERVED: Final = frozenset({"and", "or", "not", "in", "has", "exists", "true", "false"})

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<date>\d{4}-\d{2}-\d{2}) | (?P<span>\d+[dwmy])\b | (?P<number>\d+)\b
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<sign>[=!<>]=|[<>()\[\],+\-])
      | (?P<end>$)
    )""",
    re.VERBOSE,
)


class ConditionError(ValueError):
    """The text is not a condition; `column` counts from 1."""

    def __init__(self, what: str, column: int) -> None:
        super().__init__(what)
        self.column = column


class Token(NamedTuple):
    """One word of a condition, and where it begins."""

    kind: str
    text: str
    column: int


class Mentioned(NamedTuple):
    """The tags and the names that a condition depends on."""

    tags: frozenset[str]
    names: frozenset[str]


class Part(NamedTuple):
    """One part of a condition: its text, whether it holds, and the names in it that are not known."""

    text: str
    holds: bool
    unknown: tuple[str, ...]


def parse(text: str) -> Condition:
    """Read a condition, or raise a ConditionError that tells the column."""
    parser = _Parser(list(_tokens(text)))
    condition = parser.any_of()
    if parser.next.kind != "end":
        parser.refuse("is not expected here; join conditions with `and` or `or`")
    return condition


def names(condition: Condition) -> Mentioned:
    """Return the tags and names that a condition mentions, for checks against what is declared."""
    every = list(_walk(condition))
    tags = frozenset(part.tag for part in every if isinstance(part, Has))
    return Mentioned(tags, frozenset(name for part in every for name in _names(part)))


def explain(condition: Condition, facts: Facts) -> tuple[Part, ...]:
    """Tell of the whole and then of each part whether it holds for this friend, outermost first."""
    return tuple(
        Part(
            str(part),
            part.holds(facts),
            tuple(name for name in _names(part) if facts.value(name) is None),
        )
        for part in _walk(condition)
    )


def _walk(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in condition.parts():
        yield from _walk(part)


def _names(part: Condition) -> Iterator[str]:
    for term in part.terms():
        base = term.base if isinstance(term, Shifted) else term
        if isinstance(base, Name):
            yield base.name


def _tokens(text: str) -> Iterator[Token]:
    place, kind = 0, ""
    while kind != "end":
        match = _TOKEN.match(text, place)
        if match is None:
            odd = text[place:].lstrip()
            remedy = ", write `==` to compare" if odd.startswith("=") else ""
            raise ConditionError(f"`{odd[:12]}` cannot be read here{remedy}", len(text) - len(odd) + 1)
        kind = str(match.lastgroup)
        yield Token(kind, match[kind], match.start(kind) + 1)
        place = match.end()


class _Parser:
    """Recursive descent; each method reads one level of precedence and leaves `next` behind it."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def refuse(self, what: str) -> NoReturn:
        found = f"`{self.next.text}`" if self.next.kind != "end" else "the end"
        raise ConditionError(f"{found} {what}", self.next.column)

    def take(self, *texts: str) -> Token | None:
        """Step over the next word if it is one of these, quoted strings excepted."""
        if self.next.text in texts and self.next.kind in ("name", "sign"):
            self.place += 1
            return self.tokens[self.place - 1]
        return None

    def expect(self, text: str) -> None:
        if not self.take(text):
            self.refuse(f"is here where `{text}` was expected")

    def any_of(self) -> Condition:
        parts = [self.all_of()]
        while self.take("or"):
            parts.append(self.all_of())
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def all_of(self) -> Condition:
        parts = [self.opposite()]
        while self.take("and"):
            parts.append(self.opposite())
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def opposite(self) -> Condition:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse("is nested too deeply")
        condition = Not(self.opposite()) if self.take("not") else self.single()
        self.depth -= 1
        return condition

    def single(self) -> Condition:
        if self.take("("):
            condition = self.any_of()
            self.expect(")")
            return condition
        if self.take("has"):
            return Has(self.quoted())
        if self.take("exists"):
            return Exists(self.name())
        return self.comparison(self.term())

    def comparison(self, left: Term) -> Condition:
        if sign := self.take(*COMPARISONS):
            return Compare(left, sign.text, self.term())
        if self.take("in"):
            return Among(left, self.items() if self.take("[") else self.name())
        if isinstance(left, Name) or (isinstance(left, Literal) and isinstance(left.value, bool)):
            return Truth(left)
        self.refuse("is here where a comparison such as `==` was expected")

    def term(self) -> Term:
        base = self.name() if self.next.kind == "name" and not self.is_truth() else self.literal()
        if not (sign := self.take("+", "-")):
            return base
        amount = self.next
        if amount.kind not in ("span", "number"):
            self.refuse("is here where a number or a span such as `30d` was expected")
        self.place += 1
        digits, unit = (amount.text[:-1], amount.text[-1]) if amount.kind == "span" else (amount.text, "")
        return Shifted(base, int(sign.text + digits), unit)

    def is_truth(self) -> bool:
        return self.next.text in ("true", "false")

    def name(self) -> Name:
        if self.next.kind != "name" or self.next.text in RESERVED:
            self.refuse("is here where a name was expected")
        self.place += 1
        return Name(self.tokens[self.place - 1].text)

    def items(self) -> Items:
        found: list[Literal] = []
        while not self.take("]"):
            if found:
                self.expect(",")
            found.append(self.literal())
        return Items(tuple(found))

    def quoted(self) -> str:
        if self.next.kind != "text":
            self.refuse('is here where a tag in quotes was expected, as in has "area:kansai"')
        return str(self.literal().value)

    def literal(self) -> Literal:
        negative = bool(self.take("-"))
        token, self.place = self.next, min(self.place + 1, len(self.tokens) - 1)
        if token.kind == "number":
            return Literal(-int(token.text) if negative else int(token.text))
        if token.kind == "text" and not negative:
            return Literal(_unquoted(token))
        if token.kind == "date" and not negative:
            return Literal(_date(token))
        if token.text in ("true", "false") and not negative:
            return Literal(token.text == "true")
        self.place = self.tokens.index(token)
        self.refuse("is here where a value was expected: text in quotes, a number, a date, true or false")


def _unquoted(token: Token) -> str:
    if token.text[0] == '"':
        try:
            return str(json.loads(token.text))
        except ValueError:
            raise ConditionError("the text in quotes has an unknown escape", token.column) from None
    return re.sub(r"\\(.)", r"\1", token.text[1:-1])


def _date(token: Token) -> date:
    try:
        return date.fromisoformat(token.text)
    except ValueError:
        raise ConditionError(f"`{token.text}` is not a day of the calendar", token.column) from None
