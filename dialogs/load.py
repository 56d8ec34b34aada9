"""Loads a content folder: YAML files and images into one frozen `Content`, or every mistake with its place.

Called at start, by `enishi check` and by a reload; never touches a database.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from bot.conditions import ConditionError
from bot.content import Declared, Model, Page, Service
from bot.errors import ContentError, Mistake
from bot.menu_plan import Menus
from bot.team import Team
from dialogs.check import check
from dialogs.content import Content
from dialogs.loaded import Loaded
from dialogs.survey import Survey
from dialogs.yaml_source import Place, Source, read

M = TypeVar("M", bound=BaseModel)

_SAID: Final = {
    "missing": ("`{field}` is missing", "add it"),
    "string_type": ("`{field}` must be text", "put it in quotes"),
    "dict_type": ("`{field}` must be a text or texts by language", "write {{ja: …, en: …}}"),
    "string_too_long": ("`{field}` is too long", "keep to {max_length} characters"),
    "too_short": ("`{field}` has too few entries", "write {min_length} or more"),
    "too_long": ("`{field}` has too many entries", "write {max_length} or fewer"),
    "bool_type": ("`{field}` must be true or false", ""),
    "int_type": ("`{field}` must be a whole number", ""),
    "tuple_type": ("`{field}` must be a list", "begin each entry with `- `"),
    "literal_error": ("`{field}` cannot be `{input}`", "write {expected}"),
    "string_pattern_mismatch": ("`{field}` cannot be `{input}`", "it must look like {pattern}"),
    "less_than_equal": ("`{field}` is too much", "write {le} or less"),
    "greater_than_equal": ("`{field}` is too little", "write {ge} or more"),
}
_PATTERNS: Final = (
    ("[a-z0-9_]", "write small letters a to z, digits and `_` only, a letter first"),
    ("[hdw]", "write hours, days or weeks as `12h`, `14d` or `2w`"),
)
"""What a pattern asks for, in words: known by a part of it."""


def load(folder: Path) -> Content:
    """Load and check a folder, or raise a ContentError with all mistakes; warnings keep nothing back."""
    content, found = inspect(folder)
    mistakes = [each for each in found if not each.warning]
    if mistakes or content is None:
        raise ContentError(mistakes)
    return content


def inspect(folder: Path) -> tuple[Content | None, list[Mistake]]:
    """Return the content, if it can be built at all, and every mistake and warning found."""
    loaded = gather(folder)
    return loaded.content, loaded.mistakes


def gather(folder: Path) -> Loaded:
    """Read and check a folder; its mistakes and warnings are sorted by place."""
    loaded = Loaded(folder)
    if not (folder / "service.yaml").is_file():
        loaded.mistakes.append(
            loaded.at("service.yaml", (), "there is no such file", "name a content folder")
        )
        return loaded
    service = _model(loaded, "service.yaml", Service)
    menus = _model(loaded, "menus.yaml", Menus) or Menus()
    declared = _model(loaded, "tags.yaml", Declared) or Declared()
    team = _model(loaded, "team.yaml", Team)
    loaded.surveys = read_all(loaded, "surveys", Survey)
    pages = read_all(loaded, "pages", Page)
    if service is not None and not loaded.mistakes:
        loaded.content = Content(
            service=service,
            menus=_with_digests(folder, menus),
            declared=declared,
            **({} if team is None else {"team": team}),
            surveys={survey.id: survey for survey in loaded.surveys.values()},
            pages={Path(name).stem: page for name, page in pages.items()},
        )
        loaded.mistakes += check(loaded.content, loaded)
    loaded.mistakes.sort()
    return loaded


def read_all(loaded: Loaded, name: str, model: type[M]) -> dict[str, M]:
    """Read all files of one kind; their name in the folder is the key."""
    found = {}
    for path in sorted((loaded.folder / name).glob("*.yaml")):
        if (part := _model(loaded, f"{name}/{path.name}", model)) is not None:
            found[f"{name}/{path.name}"] = part
    return found


def _model(loaded: Loaded, name: str, model: type[M]) -> M | None:
    """Read one file into a model; a file that is not there is None, and so is one with mistakes."""
    path = loaded.folder / name
    if not path.is_file():
        return None
    source = loaded.sources[name] = read(path, str(path))
    loaded.mistakes += source.mistakes
    if source.mistakes:
        return None
    try:
        return model.model_validate(source.value if source.value is not None else {})
    except ValidationError as error:
        loaded.mistakes += mistakes_of(source, error.errors())
        return None


def mistakes_of(source: Source, errors: Iterable[Mapping[str, Any]]) -> list[Mistake]:
    """Return what pydantic found wrong, at the places of the source."""
    return [_mistake(source, error) for error in errors if not _follows(error)]


def _follows(error: Mapping[str, Any]) -> bool:
    """Whether a list counts as too short only because entries in it are wrong, which is said already."""
    given = error.get("input")
    return (
        error["type"] == "too_short" and isinstance(given, list) and len(given) >= error["ctx"]["min_length"]
    )


def _mistake(source: Source, error: Mapping[str, Any]) -> Mistake:
    place = locate(source, error["loc"])
    kind, context = error["type"], error.get("ctx") or {}
    field = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "this")
    if kind == "extra_forbidden":
        what = f"`{field}` is not known here"
        if field in _keys():
            return source.wrong_key(place, what, "remove it, or give the part the kind that has it")
        return source.wrong_key(place, what, _nearest(str(field)))
    cause = context.get("error")
    if isinstance(cause, ConditionError):
        return source.mistake(place, f"`{field}` is not a condition: {cause}", "", cause.column - 1)
    if kind == "union_tag_invalid":
        what, kinds = (
            f"`kind` cannot be `{context['tag']}`",
            context["expected_tags"].replace("'", "").replace("say, ", ""),
        )
        return source.mistake((*place, "kind"), what, f"write {kinds}")
    if kind in _SAID:
        said = {"field": field, "input": error.get("input"), **context}
        what, remedy = (part.format(**said) for part in _SAID[kind])
        if kind == "string_pattern_mismatch" and not said["input"]:
            what = f"`{field}` is empty"
        if kind == "string_pattern_mismatch":
            remedy = next((words for part, words in _PATTERNS if part in context["pattern"]), remedy)
        return source.mistake(place, what, remedy)
    why = str(cause or error["msg"])
    return source.mistake(place, f"`{field}` {why}" if why.startswith("is ") else f"`{field}`: {why}")


def locate(source: Source, loc: Iterable[str | int]) -> Place:
    """Return the place in the file that pydantic means; names of kinds in its path are not in the file."""
    place: Place = ()
    value = source.value
    for part in loc:
        inside = isinstance(value, dict) and part in value
        if inside or (isinstance(value, list) and isinstance(part, int) and part < len(value)):
            place, value = (*place, part), value[part]
    return place


@cache
def _keys() -> list[str]:
    """Return every key that any part of the content has."""
    found, open_kinds = set(), [Model]
    while open_kinds:
        kind = open_kinds.pop()
        open_kinds += kind.__subclasses__()
        found |= {field.alias or name for name, field in kind.model_fields.items()}
    return sorted(found)


def _nearest(word: str) -> str:
    """Suggest the key that was probably meant."""
    near = difflib.get_close_matches(word, _keys(), 1)
    return f"did you mean `{near[0]}`?" if near else "remove it"


def _with_digests(folder: Path, menus: Menus) -> Menus:
    """Note the hash of each image, so that a new picture is a new version of the content."""
    return menus.model_copy(
        update={
            "menus": tuple(
                menu.model_copy(
                    update={"digests": _digests(folder, menu.image.root.values() if menu.image else ())}
                )
                for menu in menus.menus
            )
        }
    )


def _digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    files = {name: folder / name for name in names}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if path.is_file()
    }
