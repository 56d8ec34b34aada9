"""What the operator's own systems may say of a member: attributes by their declared types, and events.

Pure; called by `linking.api`. Every mistake is found at once, each with the field in which it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from bot.content import Attribute, Declared
from bot.facts import BUILT_IN
from bot.friends import Scalar
from linking.members import LONGEST_ID, normal_id

LONGEST_TEXT: Final = 1_000
MOST_DATA: Final = 8 * 1024
LARGEST: Final = 2**53 - 1
"""The largest whole number that every JSON reader keeps."""

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
EVENT: Final = re.compile(r"[a-z][a-z0-9_.-]{0,59}")
MEANT: Final = {
    "text": f"must be text of at most {LONGEST_TEXT} characters without NUL",
    "integer": "must be a whole number",
    "boolean": "must be true or false",
    "date": "must be a date such as 2027-03-31",
}


@dataclass(frozen=True)
class Wrong:
    """One mistake; its message never repeats what stood there."""

    field: str
    message: str


@dataclass(frozen=True)
class MemberEvent:
    """Something that a member did elsewhere; `at` in ms."""

    member_id: str
    event: str
    at: int
    data: Mapping[str, Any] = field(default_factory=dict)


def member_id(given: object) -> str | Wrong:
    """Return a member ID that another system names, if it is one as it is kept.

    What a person types is read kindly; here two IDs that read alike would make one member of two.
    """
    found = normal_id(given) if isinstance(given, str) else ""
    if not found or len(found) > LONGEST_ID or not found.isprintable():
        return Wrong("member_id", f"must be text of 1 to {LONGEST_ID} characters")
    if found != given:
        return Wrong("member_id", "must be in normal form (NFKC) without blanks around it")
    return found


def attributes(given: object, declared: Declared) -> dict[str, Scalar] | list[Wrong]:
    """Return a member's attributes, those that are null or empty left out, or every mistake in them."""
    if not isinstance(given, dict):
        return [Wrong("", "must be a JSON object of attributes")]
    known = {each.id: each for each in declared.attributes}
    found = [Wrong(name, said) for name, value in given.items() if (said := _wrong(name, value, known))]
    return found or {name: value for name, value in given.items() if value is not None and value != ""}


def fitting(said: Mapping[str, Any], declared: Declared) -> tuple[dict[str, Scalar], list[str]]:
    """Return the attributes that can be taken over, and the names of those that are declared and do not fit.

    Whoever signs somebody in may say more of her than concerns us: what is not declared is nobody's mistake.
    """
    known = {each.id: each for each in declared.attributes}
    named = {name: value for name, value in said.items() if name in known and value not in (None, "")}
    wrong = sorted(name for name, value in named.items() if _wrong(name, value, known))
    return {name: value for name, value in named.items() if name not in wrong}, wrong


def _wrong(name: str, value: object, known: Mapping[str, Attribute]) -> str | None:
    if name in BUILT_IN:
        return "means something else in conditions: give it another name"
    if known and name not in known:
        near = difflib.get_close_matches(name, known, 1)
        return "is not declared in tags.yaml" + (f": did you mean {near[0]}?" if near else "")
    if not NAME.fullmatch(name):
        return "cannot name an attribute: a to z, 0 to 9 and _, beginning with a letter, 40 at most"
    if value is None or value == "":
        return None
    if known:
        return None if fits(known[name].type, value) else MEANT[known[name].type]
    return None if any(fits(kind, value) for kind in MEANT) else "must be text, a whole number, true or false"


def fits(kind: str, value: object) -> bool:
    """Tell whether a value is of a type that attributes have."""
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    return isinstance(value, str) and (_is_date(value) if kind == "date" else _is_text(value))


def _is_text(value: str) -> bool:
    return len(value) <= LONGEST_TEXT and "\0" not in value


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def event(given: object) -> MemberEvent | list[Wrong]:
    """Return what a member did, or every mistake in the report of it."""
    if not isinstance(given, dict):
        return [Wrong("", "must be a JSON object with member_id, event, at and data")]
    found: list[Wrong] = [
        Wrong(name, "is not known here") for name in given if name not in MemberEvent.__dataclass_fields__
    ]
    who, what, at = member_id(given.get("member_id")), given.get("event"), _moment(given.get("at"))
    if isinstance(who, Wrong):
        found.append(who)
    if not isinstance(what, str) or not EVENT.fullmatch(what):
        found.append(Wrong("event", "must be a name: a to z, 0 to 9 and _.-, beginning with a letter"))
    if at is None:
        found.append(Wrong("at", "must be a moment with its zone, such as 2026-11-30T12:00:00+09:00"))
    data = given.get("data")
    if data is not None and not isinstance(data, dict):
        found.append(Wrong("data", "must be a JSON object"))
    elif len(msgspec.json.encode(data)) > MOST_DATA:
        found.append(Wrong("data", f"must have at most {MOST_DATA} bytes"))
    if found or isinstance(who, Wrong) or at is None:
        return found
    return MemberEvent(who, str(what), at, data or {})


def _moment(given: object) -> int | None:
    """Read an RFC 3339 moment; one without a zone could mean any hour of the day."""
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) and "T" in given else None
        return int(at.astimezone(UTC).timestamp() * 1000) if at and at.tzinfo and at.year >= 2000 else None
    except (ValueError, OverflowError):
        return None
