"""The small language in which LINE's message and menu rules are written down as tables.

A rule looks at a JSON value at a path and adds what is wrong to the findings; a value of the wrong JSON
type ends the whole check, as it does at LINE.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from emulator.counting import Unit, utf16
from emulator.errors import bad_property


@dataclass(frozen=True)
class Style:
    """How one family of LINE's errors writes paths and words its complaints."""

    dot: str
    item: str
    missing: str
    blank: str
    length: str
    url_length: str
    items: str
    choice: str
    span: str
    media: str
    url: str
    other: str
    unknown: str | None = None


SCHEMA = Style(
    dot=".",
    item="[{}]",
    missing="May not be empty",
    blank="May not be empty",
    length="Length must be between {least} and {most}",
    url_length="Length must be between {least} and {most}",
    items="Size must be between {least} and {most}",
    choice="Must be one of the following values: [{values}]",
    span="Must be between {least} and {most}",
    media="Must be a valid HTTPS URL",
    url="invalid uri",
    other="Invalid value",
)
MENU = Style(**{**SCHEMA.__dict__, "missing": "must be specified", "blank": "must be specified"})
TEMPLATE = Style(
    dot="/",
    item="/{}",
    missing="must be specified",
    blank="must be specified",
    length="must not be longer than {most} characters",
    url_length="size must be between {least} and {most}",
    items="must not be more than {most} items",
    choice="must be one of [{values}]",
    span="must be between {least} and {most}",
    media="invalid uri scheme",
    url="invalid uri",
    other="invalid property",
)
FLEX = Style(
    dot="/",
    item="/{}",
    missing="must be specified",
    blank="must be specified",
    length="invalid property",
    url_length="size must be between {least} and {most}",
    items="invalid property",
    choice="invalid property",
    span="invalid property",
    media="invalid uri scheme",
    url="invalid uri scheme",
    other="invalid property",
    unknown="unknown field",
)


@dataclass
class Findings:
    """What is wrong so far, in one family's style."""

    style: Style
    details: list[dict[str, str]] = field(default_factory=list)

    def add(self, message: str, path: str) -> None:
        """Note a complaint about the value at this path."""
        self.details.append({"message": message, "property": path})

    def within(self, path: str, name: str) -> str:
        """The path of a property of the object at `path`."""
        return f"{path}{self.style.dot}{name}" if path or self.style.dot == "/" else name

    def item(self, path: str, index: int) -> str:
        """The path of an item of the list at `path`."""
        return path + self.style.item.format(index)


Rule = Callable[[Any, str, Findings], None]
Check = Callable[[dict[str, Any], str, Findings], None]

_CONTROL = re.compile(r"[\s\x00-\x1f\x7f|<>\"{}^`\\]")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def text(most: int, *, least: int = 0, unit: Unit = utf16) -> Rule:
    """A string of least to most characters in LINE's unit for this field."""

    def check(value: Any, path: str, findings: Findings) -> None:
        _want(value, str, path)
        if least and not value:
            findings.add(findings.style.blank, path)
        elif len(value) * 2 > most and unit(value) > most:
            findings.add(findings.style.length.format(least=0, most=most), path)

    return check


def pattern(expression: str, most: int | None = None) -> Rule:
    """A string that matches an expression as a whole."""
    compiled = re.compile(expression)

    def check(value: Any, path: str, findings: Findings) -> None:
        _want(value, str, path)
        if compiled.fullmatch(value) is None or (most is not None and len(value) > most):
            findings.add(findings.style.other, path)

    return check


def choice(*values: str) -> Rule:
    """One of a few words."""

    def check(value: Any, path: str, findings: Findings) -> None:
        if value not in values:
            findings.add(findings.style.choice.format(values=", ".join(values)), path)

    return check


def number(least: float, most: float, *, whole: bool = True) -> Rule:
    """A number within bounds."""

    def check(value: Any, path: str, findings: Findings) -> None:
        kinds = int if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise bad_property(f"'{path}'")
        if not least <= value <= most:
            findings.add(findings.style.span.format(least=least, most=most), path)

    return check


def positive(value: Any, path: str, findings: Findings) -> None:
    """A whole number above 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad_property(f"'{path}'")
    if value <= 0:
        findings.add("Must be a positive value", path)


def boolean(value: Any, path: str, findings: Findings) -> None:
    """True or false."""
    _want(value, bool, path)


def anything(value: Any, path: str, findings: Findings) -> None:
    """A value that LINE does not look at."""


def link(most: int = 1000) -> Rule:
    """A URI that a person opens: http, https, line or tel."""

    def check(value: Any, path: str, findings: Findings) -> None:
        _want(value, str, path)
        if not value or utf16(value) > most:
            findings.add(findings.style.url_length.format(least=0 if value else 1, most=most), path)
        elif _CONTROL.search(value) or urlsplit(value).scheme.lower() not in ("http", "https", "line", "tel"):
            findings.add(findings.style.url, path)

    return check


def media(value: Any, path: str, findings: Findings) -> None:
    """An HTTPS URL that LINE's servers fetch; plain HTTP from this machine too, which has no certificate."""
    _want(value, str, path)
    parts = urlsplit(value) if not _CONTROL.search(value) else None
    if utf16(value) > 2000:
        findings.add(findings.style.url_length.format(least=0, most=2000), path)
    elif parts is None or not is_fetchable(parts.scheme, parts.hostname):
        findings.add(findings.style.media, path)


def is_fetchable(scheme: str, host: str | None) -> bool:
    """Whether LINE would call this origin: HTTPS anywhere, and here also HTTP on this machine."""
    return bool(host) and (scheme == "https" or (scheme == "http" and host in LOOPBACK))


def listing(item: Rule, most: int, *, least: int = 0) -> Rule:
    """A list of least to most items."""

    def check(value: Any, path: str, findings: Findings) -> None:
        _want(value, list, path)
        if not least <= len(value) <= most:
            findings.add(findings.style.items.format(least=least, most=most), path)
        for index, each in enumerate(value[:most]):
            item(each, findings.item(path, index), findings)

    return check


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *also: Check) -> Rule:
    """An object with these properties; null counts as absent; `also` looks at the object as a whole."""
    rules = {**required, **(optional or {})}

    def check(value: Any, path: str, findings: Findings) -> None:
        _want(value, dict, path)
        for name in required:
            if value.get(name) is None:
                findings.add(findings.style.missing, findings.within(path, name))
        for name, each in value.items():
            rule = rules.get(name)
            if rule is not None and each is not None:
                rule(each, findings.within(path, name), findings)
            elif rule is None and findings.style.unknown:
                findings.add(findings.style.unknown, findings.within(path, name))
        for whole in also:
            whole(value, path, findings)

    return check


def by_type(kinds: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which rule it follows."""
    which = choice(*kinds)

    def check(value: Any, path: str, findings: Findings) -> None:
        _want(value, dict, path)
        kind = value.get("type")
        rule = kinds.get(kind) if isinstance(kind, str) else None
        if rule is not None:
            rule(value, path, findings)
        elif kind is None:
            findings.add(findings.style.missing, findings.within(path, "type"))
        else:
            which(kind, findings.within(path, "type"), findings)

    return check


def _want(value: Any, kind: type, path: str) -> None:
    if not isinstance(value, kind):
        raise bad_property(f"'{path}'")
