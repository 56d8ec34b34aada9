"""Whether the catalogues' words fit where LINE shows them: buttons, titles, texts beside buttons, altTexts.

What is too long is cut when it is said. Called by `tests.house.translations`; it follows each such place in
the code back to the sentences that can stand there, through variables, parameters and functions.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.messages import ALT, LABEL, graphemes
from tests.house.rules import Function, functions

Limits = dict[tuple[str, str], int]
"""(function, parameter) to the most graphemes that it may be given."""

AT_LINE: Limits = {
    **{(f"bot.messages.{each}", "label"): LABEL for each in ("postback", "link", "say_it", "pick_date")},
    **{(f"bot.messages.{each}", "alt"): ALT for each in ("buttons", "confirm", "flex", "flex_card")},
    ("bot.messages.buttons", "words"): 160,
    ("bot.messages.buttons", "title"): 40,
    ("bot.messages.confirm", "words"): 240,
}
SAYS = {"_", "N_"}
PLACEHOLDER = re.compile(r"\{\w*\}")


@dataclass(frozen=True)
class Sentence:
    """A msgid and the most graphemes that its words may have; `place` is where."""

    msgid: str
    most: int
    place: str


@dataclass(frozen=True)
class Parameter:
    """What whoever calls the function puts there."""

    name: str


Leaf = str | Parameter


class Module:
    """One module's functions, and the names under which it knows others' functions."""

    def __init__(self, name: str, tree: ast.Module, house: Mapping[str, Module]) -> None:
        self.name, self.tree, self.house = name, tree, house
        self.functions = {each.name: each for each in functions(tree)}
        self.nodes = {each: list(ast.walk(each)) for each in self.functions.values()}
        imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module)
        self.known = {a.asname or a.name: f"{node.module}.{a.name}" for node in imports for a in node.names}

    def callee(self, call: ast.Call) -> tuple[Module, Function] | None:
        """Find the function of the house that is called by a plain name or through its module's."""
        match call.func:
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                home, called = self.known.get(module, module), name
            case ast.Name(id=name):
                home, _, called = self.known.get(name, f"{self.name}.{name}").rpartition(".")
            case _:
                return None
        found = self.house.get(home)
        return (found, found.functions[called]) if found and called in found.functions else None

    def leaves(self, part: ast.expr, inside: Function, seen: frozenset[str] = frozenset()) -> Iterator[Leaf]:
        """Follow an expression back to the sentences that it can be, and to parameters."""
        match part:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=said)]):
                if name in SAYS:
                    yield str(said)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[whole, *_]) if (
                name in SAYS | {"cut"}
            ):
                yield from self.leaves(whole, inside, seen)
            case ast.Call(func=ast.Attribute(attr="format" | "items" | "values", value=whole)):
                yield from self.leaves(whole, inside, seen)
            case ast.Call() if (called := self.callee(part)) and called[1].name not in seen:
                yield from called[0].returned(called[1], seen | {called[1].name})
            case ast.Name(id=name) if name not in seen:
                yield from self._named(name, inside, seen | {name})
            case ast.Subscript(value=whole):
                yield from self.leaves(whole, inside, seen)
            case ast.IfExp(body=one, orelse=other):
                yield from self._each([one, other], inside, seen)
            case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                yield from self._each(parts, inside, seen)
            case ast.Dict(keys=keys, values=parts):
                yield from self._each([*filter(None, keys), *parts], inside, seen)

    def _each(self, parts: list[ast.expr], inside: Function, seen: frozenset[str]) -> Iterator[Leaf]:
        for part in parts:
            yield from self.leaves(part, inside, seen)

    def returned(self, function: Function, seen: frozenset[str]) -> Iterator[Leaf]:
        """Follow what a function returns; its parameters are its caller's affair."""
        ends = [node.value for node in self.nodes[function] if isinstance(node, ast.Return) and node.value]
        yield from (leaf for leaf in self._each(ends, function, seen) if isinstance(leaf, str))

    def _named(self, name: str, inside: Function, seen: frozenset[str]) -> Iterator[Leaf]:
        if name in parameters(inside):
            yield Parameter(name)
        for node in (*self.nodes[inside], *ast.iter_child_nodes(self.tree)):
            yield from self._each(list(self.assigned(node, name, inside)), inside, seen)

    def assigned(self, node: ast.AST, name: str, inside: Function) -> Iterator[ast.expr]:
        """Walk what a statement or a loop gives to a name."""
        match node:
            case ast.Assign(targets=[target], value=value):
                yield from matching(target, value, name)
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                yield from matching(target, value, name)
            case ast.For(target=target, iter=many) | ast.comprehension(target=target, iter=many):
                values = [value for each in self.nodes[inside] for value in self._list(each, many, inside)]
                literal = [each for value in values or [many] for each in elements(value)]
                for each in literal:
                    yield from matching(target, each, name)
                if not literal and name in {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}:
                    yield many

    def _list(self, node: ast.AST, many: ast.expr, inside: Function) -> Iterator[ast.expr]:
        """Find the list that a variable stands for."""
        if isinstance(many, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign):
            yield from self.assigned(node, many.id, inside)


def elements(value: ast.expr) -> list[ast.expr]:
    """Return the parts of a list or tuple that is written out."""
    return value.elts if isinstance(value, ast.List | ast.Tuple) else []


def matching(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    """Return what becomes of a name when a value is given to a target, which may be a tuple."""
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=False):
            yield from matching(one, its, name)


def parameters(function: Function) -> list[str]:
    """Return a function's parameters by name, in order, those by keyword last."""
    return [each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def given(call: ast.Call, names: list[str], name: str) -> ast.expr | None:
    """Return the argument of a call that becomes that parameter."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    place = names.index(name) if name in names else len(call.args)
    return call.args[place] if place < len(call.args) else None


def sentences(house: Mapping[str, Module], limits: Limits) -> set[Sentence]:
    """Return the sentences that stand where a limit is; a parameter that is put there passes it on."""
    limits, before, found = dict(limits), -1, set[Sentence]()
    while before != len(limits):
        before = len(limits)
        for module in house.values():
            for function in module.functions.values():
                for call in (node for node in module.nodes[function] if isinstance(node, ast.Call)):
                    found |= set(_limited(module, function, call, limits))
    return found


def _limited(module: Module, function: Function, call: ast.Call, limits: Limits) -> Iterator[Sentence]:
    home, called = module.callee(call) or (None, None)
    if home is None or called is None or any(each.arg == "label_limit" for each in call.keywords):
        return
    for name in parameters(called):
        most = limits.get((f"{home.name}.{called.name}", name))
        part = given(call, parameters(called), name) if most else None
        for leaf in module.leaves(part, function) if part and most else ():
            if isinstance(leaf, str):
                yield Sentence(leaf, most or 0, f"{module.name}:{call.lineno}")
            else:
                limits.setdefault((f"{module.name}.{function.name}", leaf.name), most or 0)


def read(root: Path, rooms: tuple[str, ...]) -> dict[str, Module]:
    """Parse the modules of the rooms, by their full names."""
    house: dict[str, Module] = {}
    for path in sorted(path for room in rooms for path in (root / room).glob("**/*.py")):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        house[name] = Module(name, ast.parse(path.read_text(encoding="utf-8")), house)
    return house


def too_long(where: set[Sentence], words: Mapping[str, str], language: str) -> Iterator[str]:
    """Say which sentences do not fit in a language; what fills a placeholder is not counted."""
    for each in sorted(where, key=lambda each: (each.place, each.msgid)):
        said = PLACEHOLDER.sub("", words.get(each.msgid) or each.msgid)
        if graphemes(said) > each.most:
            yield f"{each.place}: {graphemes(said)} characters of {each.most} in {language}: {said!r}"
