"""A JSON Schema of the content's files, for editors: they complete keys and underline what is wrong.

Made from the models that read the content. What they take in a shorter form is added here by hand.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.content import Declared, Page, Service
from bot.menu_plan import Menus
from bot.team import Team
from dialogs.survey import Survey
from handlers.player import Play

FILES: Final[dict[str, type[BaseModel]]] = {
    "survey": Survey,
    "play": Play,
    "menus": Menus,
    "attributes": Declared,
    "tags": Declared,
    "licence": Service,
    "sections": Page,
    "pace": Team,
    "advisors": Team,
    "replies": Team,
}
"""The key that tells which kind of file it is."""

Schema = dict[str, Any]


def text() -> str:
    """Return the schema as JSON text."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=1).decode() + "\n"


def schema() -> Schema:
    """Return one schema for all files; the first key that fits decides which part of it holds."""
    models: list[type[BaseModel]] = list(dict.fromkeys(FILES.values()))
    _, whole = models_json_schema([(model, "validation") for model in models], by_alias=True)
    parts: Schema = whole["$defs"]
    _shorter_forms(parts)
    kinds: Schema = {"not": {}}
    for key, model in reversed(FILES.items()):
        kinds = {"if": {"required": [key]}, "then": _ref(model.__name__), "else": kinds}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Content of Enishi",
        "type": "object",
        **kinds,
        "$defs": parts,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _shorter_forms(parts: Schema) -> None:
    """Add what the models read besides: words for all languages at once, one tag, the name of a deed."""
    words = {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1}
    parts["Text"] = {"anyOf": [{"type": "string"}, words], "description": parts["Text"]["description"]}
    deed = parts["Then"]
    parts["Then"] = {"anyOf": [deed["properties"]["do"], deed]}
    tag = parts["Choice"]["properties"]["tag"]
    parts["Choice"]["properties"]["tag"] = {"anyOf": [{"type": "string"}, tag]}
    steps = parts["Survey"]["properties"]["steps"]
    steps["items"] = _step(parts, [each["$ref"].rsplit("/", 1)[1] for each in steps["items"]["oneOf"]])


def _step(parts: Schema, names: list[str]) -> Schema:
    """Tell the kinds of steps apart as `dialogs.survey` does: by `say`, by `kind`, by `choices`."""
    kinds = {parts[name]["properties"]["kind"]["const"]: name for name in names if name != "Say"}
    chosen: Schema = {"if": {"required": ["choices"]}, "then": _ref("One"), "else": _ref("Written")}
    for kind, name in reversed(kinds.items()):
        told = {"required": ["kind"], "properties": {"kind": {"const": kind}}}
        chosen = {"if": told, "then": _ref(name), "else": chosen}
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(kinds)}},
        "if": {"required": ["say"]},
        "then": _ref("Say"),
        "else": chosen,
    }
