"""A JSON schema as this wire's native structured output takes it; what it has no keyword for is told in words.

https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_FORMATS = frozenset({"date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"})
_SIMPLE = (str, int, float, bool, type(None))
_DEFINITIONS = ("$defs", "definitions")
_SILENT = frozenset(
    {
        "$schema", "$id", "$comment", "$anchor", "default", "examples", "example", "deprecated", "readOnly", "writeOnly",
        "additionalProperties", "unevaluatedProperties", "propertyOrdering", "strict",
    }
)  # fmt: skip
_BRANCHES = ("anyOf", "oneOf", "allOf")
_DEEPEST = 64


class _Unsayable(Exception):  # noqa: N818  it never leaves this file
    """The schema means something that cannot be said here."""


def lowered(schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """The same shape in fewer keywords; None when it needs what this wire does not have: then a hidden tool must do."""
    try:
        plain = _lowered(schema, 0)
    except _Unsayable:
        return None
    if plain.get("type") != "object" or _circular(schema):
        return None
    return plain


def arguments(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """A schema of arguments: an object, which may not begin with a choice of shapes. Then all that any of them has may be given."""
    if not schema:
        return {"type": "object", "properties": {}}
    if schema.keys().isdisjoint(_BRANCHES):
        return {**schema, "type": "object"}
    branches = [branch for name in _BRANCHES for branch in schema.get(name) or () if isinstance(branch, Mapping)]
    plain = {**{name: value for name, value in schema.items() if name not in _BRANCHES}, "type": "object"}
    properties = {name: value for branch in branches for name, value in (branch.get("properties") or {}).items()}
    plain["properties"] = {**properties, **(schema.get("properties") or {})}
    whole = set[str]().union(*(branch.get("required") or () for branch in schema.get("allOf") or () if isinstance(branch, Mapping)))
    if whole:
        plain["required"] = sorted(whole | set(schema.get("required") or ()))
    return plain


def _lowered(schema: Any, deep: int) -> dict[str, Any]:
    if not isinstance(schema, Mapping) or deep > _DEEPEST:  # `true` is any value, and an empty schema too
        raise _Unsayable
    rest = {name: value for name, value in schema.items() if name not in _SILENT}
    plain: dict[str, Any] = {}
    for name in _DEFINITIONS:
        if isinstance(rest.get(name), Mapping):
            plain[name] = {key: _lowered(value, deep + 1) for key, value in rest.pop(name).items()}
    if isinstance(rest.get("$ref"), str):
        return {**plain, "$ref": _local(rest["$ref"])}
    for name in ("title", "description"):
        if isinstance(rest.get(name), str):
            plain[name] = rest.pop(name)
    if _choice(rest, plain, deep):
        return _told(plain, rest)
    _one_kind(schema, rest, plain, deep)
    return _told(plain, rest)


def _choice(rest: dict[str, Any], plain: dict[str, Any], deep: int) -> bool:
    """One of these values, or of these shapes."""
    values = rest.get("enum")
    if isinstance(values, list) and values:
        if not all(isinstance(value, _SIMPLE) for value in values):
            raise _Unsayable
        plain["enum"] = rest.pop("enum")
        kind = rest.pop("type", None)
        if isinstance(kind, str):
            plain["type"] = kind
        return True
    if "const" in rest:
        if not isinstance(rest["const"], _SIMPLE):
            raise _Unsayable
        plain["const"] = rest.pop("const")
        rest.pop("type", None)
        return True
    for name, here in (("anyOf", "anyOf"), ("oneOf", "anyOf"), ("allOf", "allOf")):
        if isinstance(rest.get(name), list) and rest[name]:
            if "properties" in rest:
                raise _Unsayable
            plain[here] = [_lowered(branch, deep + 1) for branch in rest.pop(name)]
            rest.pop("type", None)
            return True
    kinds = rest.get("type")
    if isinstance(kinds, list) and kinds:  # ["string", "null"]
        inner = {name: rest.pop(name) for name in tuple(rest)} | {"type": None}
        plain["anyOf"] = [_lowered({**_for_kind(inner, kind), "type": kind}, deep + 1) for kind in kinds]
        return True
    return False


_OF_KIND = {
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "string": ("format", "pattern", "minLength", "maxLength"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


def _for_kind(inner: dict[str, Any], kind: Any) -> dict[str, Any]:
    """What of a schema for several kinds concerns this one."""
    names = _OF_KIND.get("number" if kind == "integer" else str(kind), ())
    return {name: inner[name] for name in names if name in inner}


def _one_kind(schema: Mapping[str, Any], rest: dict[str, Any], plain: dict[str, Any], deep: int) -> None:
    kind = rest.pop("type", None) or ("object" if "properties" in rest else "array" if "items" in rest else None)
    match kind:
        case "object":
            if schema.get("additionalProperties") not in (None, False, True) or "patternProperties" in rest:
                raise _Unsayable  # a map of names nobody knows yet
            if not rest.get("properties") and schema.get("additionalProperties") is not False:
                raise _Unsayable  # any object at all
            plain["type"] = "object"
            plain["properties"] = {name: _lowered(value, deep + 1) for name, value in (rest.pop("properties", None) or {}).items()}
            required = rest.pop("required", None)
            if isinstance(required, list):
                plain["required"] = [name for name in required if name in plain["properties"]]
            plain["additionalProperties"] = False
        case "array":
            plain["type"] = "array"
            if "prefixItems" in rest or isinstance(rest.get("items"), list):
                raise _Unsayable
            plain["items"] = _lowered(rest.pop("items", None), deep + 1)
            if rest.get("minItems") in (0, 1):
                plain["minItems"] = rest.pop("minItems")
        case "string":
            plain["type"] = "string"
            if rest.get("format") in _FORMATS:
                plain["format"] = rest.pop("format")
        case "integer" | "number" | "boolean" | "null":
            plain["type"] = kind
        case _:
            raise _Unsayable


def _told(plain: dict[str, Any], rest: Mapping[str, Any]) -> dict[str, Any]:
    """What is left has no keyword here: the model reads it, and mostly keeps to it."""
    if rest:
        words = "; ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in rest.items())
        plain["description"] = f"{plain['description']} ({words})" if plain.get("description") else f"({words})"
    return plain


def _local(link: str) -> str:
    if not link.startswith(("#/$defs/", "#/definitions/")):
        raise _Unsayable
    return link


def _circular(schema: Mapping[str, Any]) -> bool:
    """Does a definition lead back to itself?"""
    leads = {f"#/{place}/{name}": set(_links(value)) for place in _DEFINITIONS for name, value in (schema.get(place) or {}).items()}
    for name, first in leads.items():
        seen: set[str] = set()
        ahead = set(first)
        while ahead:
            link = ahead.pop()
            if link == name:
                return True
            if link not in seen:
                seen.add(link)
                ahead |= leads.get(link, set())
    return False


def _links(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [link for inner in value.values() for link in _links(inner)]
    return [link for item in value for link in _links(item)] if isinstance(value, list) else []
