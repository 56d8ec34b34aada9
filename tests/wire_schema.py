"""LINE's OpenAPI files, rewritten so that a JSON Schema validator refuses what LINE refuses.

As they ship, validators ignore their discriminators and accept a text message without text.
Called by tests/wire.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import best_match

Schema = dict[str, Any]
FILES = ("messaging-api.yml", "manage-audience.yml", "insight.yml")
KEPT = {
    "type",
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "required",
}
IN_GRAPHEMES = {"chatBarText", "name"}  # counted by the table; a validator would count code points
ANY_BODY = "any"


class Descriptions:
    """All the requests that LINE describes."""

    def __init__(self, folder: Path) -> None:
        self._bodies: dict[tuple[str, str], Any] = {}
        self._schemas: dict[str, Schema] = {}
        for name in FILES:
            document = yaml.load((folder / name).read_text(encoding="utf-8"), yaml.CSafeLoader)
            stem = name.removesuffix(".yml")
            self._bodies |= dict(bodies(document, stem))
            self._schemas |= rewritten(document["components"]["schemas"], stem)
        self._validators: dict[str, Any] = {}

    def template(self, method: str, path: str) -> str | None:
        """Find the path template of a request, given the template itself or a path with its values."""
        known = sorted((t for m, t in self._bodies if m == method), key=lambda t: t.count("{"))
        return next(
            (template for template in known if path == template or pattern(template).fullmatch(path)), None
        )

    def mistakes(self, method: str, template: str, body: Any) -> list[str]:
        """Say what in the body differs from the description."""
        expected = self._bodies[method, template]
        if expected == ANY_BODY:
            return []
        if expected is None:
            return [] if body is None else ["body: LINE describes none for this request"]
        if body is None:
            return ["body: LINE requires one"]
        return [explain(error) for error in self._validator(expected).iter_errors(body)]

    def _validator(self, name: str) -> Any:
        if name not in self._validators:
            self._validators[name] = Validator({"$ref": f"#/$defs/{name}", "$defs": self._schemas})
        return self._validators[name]


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Turn a path template into what its paths look like."""
    return re.compile(
        "".join(
            "[^/]+" if part[0] == "{" else re.escape(part)
            for part in re.split(r"(\{\w+\})", template)
            if part
        )
    )


def bodies(document: Schema, stem: str) -> Iterator[tuple[tuple[str, str], Any]]:
    """Walk one file's requests: (method, template) and the name of the body's schema, ANY_BODY or None."""
    for template, operations in document["paths"].items():
        for method in operations.keys() & {"get", "post", "put", "delete"}:
            content = operations[method].get("requestBody", {}).get("content", {})
            json = content.get("application/json")
            body = defined(json["schema"]["$ref"], stem) if json else ANY_BODY if content else None
            yield (method.upper(), template), body


def defined(reference: str, stem: str) -> str:
    return f"{stem}.{reference.rpartition('/')[2]}"


def rewritten(schemas: dict[str, Schema], stem: str) -> dict[str, Schema]:
    """Rewrite one file's schemas: a base is a choice of its kinds, an heir holds all that it inherits."""
    kinds = {
        reference.rpartition("/")[2]: kind for each in schemas.values() for kind, reference in mapping(each)
    }
    result = {}
    for name, schema in schemas.items():
        whole = flattened(schema, schemas)
        if name in kinds:
            whole["properties"] = whole.get("properties", {}) | {"type": {"const": kinds[name]}}
            whole["required"] = sorted({*whole.get("required", ()), "type"})
        result[f"{stem}.{name}"] = choice(schema, stem) if mapping(schema) else plain(whole, stem)
    return result


def mapping(schema: Schema) -> list[tuple[str, str]]:
    return list(schema.get("discriminator", {}).get("mapping", {}).items())


def flattened(schema: Schema, schemas: dict[str, Schema]) -> Schema:
    """Merge what a schema inherits by `allOf` into itself."""
    whole: Schema = {"properties": {}, "required": []} if "allOf" in schema else {}
    for part in schema.get("allOf", ()):
        parent = schemas[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        merge(whole, flattened(parent, schemas))
    merge(whole, {key: value for key, value in schema.items() if key not in {"allOf", "discriminator"}})
    return whole


def merge(whole: Schema, part: Schema) -> None:
    for key, value in part.items():
        if key == "properties":
            whole[key] = whole.get(key, {}) | value
        elif key == "required":
            whole[key] = sorted({*whole.get(key, ()), *value})
        else:
            whole[key] = value


def choice(schema: Schema, stem: str) -> Schema:
    """Make a base one of its kinds, which `type` names, so that a mistake is told of the kind meant."""
    kinds = {kind: f"#/$defs/{defined(reference, stem)}" for kind, reference in mapping(schema)}
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(kinds)}},
        KIND: kinds,
    }


def of_its_kind(validator: Any, kinds: Mapping[str, str], instance: Any, _schema: Schema) -> Iterator[Any]:
    """Hold an object against the schema of the kind that its `type` names."""
    kind = instance.get("type") if isinstance(instance, dict) else None
    if isinstance(kind, str) and kind in kinds:
        yield from validator.descend(instance, {"$ref": kinds[kind]})


KIND = "kind"
"""The keyword of a schema that has several kinds: `type` to the schema of each."""

Validator = validators.extend(Draft202012Validator, {KIND: of_its_kind})  # type: ignore[no-untyped-call]


def plain(schema: Schema, stem: str, name: str = "") -> Schema:
    """Rewrite a schema without heirs into JSON Schema, closed against properties that it does not name."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{defined(schema['$ref'], stem)}"}
    result = {key: schema[key] for key in KEPT & schema.keys()}
    if name in IN_GRAPHEMES:
        result.pop("maxLength", None)
    if "properties" in schema:
        result["properties"] = {key: plain(each, stem, key) for key, each in schema["properties"].items()}
        result["additionalProperties"] = False
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        result["additionalProperties"] = plain(extra, stem)
    if "items" in schema:
        result["items"] = plain(schema["items"], stem)
    if schema.get("nullable"):
        result["type"] = [result["type"], "null"]
    return result


def explain(error: Any) -> str:
    """Say where the deepest mistake is and what is wrong, without the whole message."""
    deepest = best_match([error]) or error
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in deepest.absolute_path)
    return f"{where.lstrip('.') or 'body'}: {deepest.message[-200:]}"
