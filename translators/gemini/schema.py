"""Schemas: Google's own kind (OpenAPI's, types in capitals) to JSON schema; and JSON schema as its servers take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TYPES = {
    "STRING": "string",
    "NUMBER": "number",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "ARRAY": "array",
    "OBJECT": "object",
    "NULL": "null",
}
# What `parametersJsonSchema` and `responseJsonSchema` know; the rest would be refused or not looked at.
_KNOWN = frozenset(
    {
        "$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "default", "enum", "items", "prefixItems", "minItems",
        "maxItems", "uniqueItems", "minimum", "maximum", "minLength", "maxLength", "pattern", "minProperties", "maxProperties", "anyOf",
        "oneOf", "properties", "additionalProperties", "required", "propertyOrdering",
    }
)  # fmt: skip
_BY_NAME = ("properties", "$defs")
_EACH = ("anyOf", "oneOf", "prefixItems")
_ONE = ("items", "additionalProperties")


def read_schema(wire: Any) -> Any:
    """Google's own kind to JSON schema. What is JSON schema already stays as it is."""
    if not isinstance(wire, dict):
        return wire
    schema = {key: value for key, value in wire.items() if key not in ("nullable", "propertyOrdering", "type")}
    kind = wire.get("type")
    if isinstance(kind, str) and kind != "TYPE_UNSPECIFIED":
        schema = {"type": _TYPES.get(kind.upper(), kind), **schema}
    elif isinstance(kind, list):
        schema = {"type": kind, **schema}
    if schema.get("format") == "enum":
        del schema["format"]
    for key in ("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"):
        if isinstance(schema.get(key), str) and schema[key].isdecimal():  # int64, which Google's JSON writes as text
            schema[key] = int(schema[key])
    if isinstance(schema.get("properties"), dict):
        schema["properties"] = _ordered({name: read_schema(inner) for name, inner in schema["properties"].items()}, wire)
    for key in _EACH:
        if isinstance(schema.get(key), list):
            schema[key] = [read_schema(inner) for inner in schema[key]]
    for key in _ONE:
        if isinstance(schema.get(key), dict):
            schema[key] = read_schema(schema[key])
    return _or_null(schema) if wire.get("nullable") is True else schema


def json_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """JSON schema without the words Google's servers do not know, said in others where there are others."""
    cleaned: dict[str, Any] = _cleaned(dict(schema))
    return cleaned


def _cleaned(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:  # nothing may stand beside it but what begins with $
        kept: dict[str, Any] = {"$ref": _moved(schema["$ref"])}
        return kept | ({"$defs": _by_name(schema)} if _by_name(schema) else {})
    schema = merged(schema)
    kept = {key: value for key, value in schema.items() if key in _KNOWN}
    if "const" in schema:
        kept["enum"] = [schema["const"]]
    for key, limit, step in (("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)):
        value = schema.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and limit not in kept:
            kept[limit] = value + step if schema.get("type") == "integer" else value
    if definitions := _by_name(schema):
        kept["$defs"] = definitions
    if isinstance(kept.get("properties"), dict):
        kept["properties"] = {name: _cleaned(inner) for name, inner in kept["properties"].items()}
    if isinstance(kept.get("items"), list):
        kept["prefixItems"] = kept.pop("items")
    for key in _EACH:
        if isinstance(kept.get(key), list):
            kept[key] = [_cleaned(inner) for inner in kept[key]]
    for key in _ONE:
        if key in kept:
            kept[key] = _cleaned(kept[key])
    return kept


def merged(schema: dict[str, Any]) -> dict[str, Any]:
    """Without `allOf`: all that it says, said at once."""
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    whole = {key: value for key, value in schema.items() if key != "allOf"}
    for part in parts:
        for key, value in (merged(part) if isinstance(part, dict) else {}).items():
            before = whole.get(key)
            if isinstance(before, dict) and isinstance(value, dict):
                whole[key] = {**before, **value}
            elif key == "required" and isinstance(before, list) and isinstance(value, list):
                whole[key] = list(dict.fromkeys([*before, *value]))
            elif before is None:
                whole[key] = value
    return whole


def _by_name(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The definitions, under either of their names."""
    return {
        name: _cleaned(inner)
        for key in ("definitions", "$defs")
        if isinstance(schema.get(key), dict)
        for name, inner in schema[key].items()
    }


def _moved(reference: Any) -> Any:
    return reference.replace("#/definitions/", "#/$defs/", 1) if isinstance(reference, str) else reference


def _ordered(properties: dict[str, Any], wire: Mapping[str, Any]) -> dict[str, Any]:
    order = wire.get("propertyOrdering")
    if not isinstance(order, list):
        return properties
    return {name: properties[name] for name in order if isinstance(name, str) and name in properties} | properties


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema.get("anyOf"), list):
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if isinstance(schema.get("enum"), list):
        schema = schema | {"enum": [*schema["enum"], None]}
    return schema | {"type": [schema["type"], "null"]} if isinstance(schema.get("type"), str) else schema
