"""Google's kind of schema, and JSON schema as Google takes it."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai.types import JSONSchema

from translators.gemini.schema import json_schema, read_schema


@pytest.mark.parametrize(
    ("google", "schema"),
    [
        ({"type": "STRING", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "STRING", "format": "enum", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
        (
            {"anyOf": [{"type": "STRING"}, {"type": "INTEGER"}], "nullable": True},
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
        ),
        (
            {
                "type": "OBJECT",
                "properties": {"b": {"type": "ARRAY", "items": {"type": "NUMBER"}}, "a": {}},
                "propertyOrdering": ["a", "b"],
            },
            {"type": "object", "properties": {"a": {}, "b": {"type": "array", "items": {"type": "number"}}}},
        ),
        ({"type": "ARRAY", "minItems": "2"}, {"type": "array", "minItems": 2}),
        ({"type": "TYPE_UNSPECIFIED"}, {}),
        (
            {"type": ["string", "null"], "additionalProperties": {"type": "STRING"}},
            {"type": ["string", "null"], "additionalProperties": {"type": "string"}},
        ),
        ("odd", "odd"),
    ],
)
def test_googles_own_kind_becomes_json_schema(google: Any, schema: Any) -> None:
    assert read_schema(google) == schema


@pytest.mark.parametrize(
    ("schema", "taken"),
    [
        ({"$schema": "x", "type": "string", "examples": ["a"]}, {"type": "string"}),
        ({"const": 1}, {"enum": [1]}),
        ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}),
        ({"type": "number", "exclusiveMaximum": 2.5}, {"type": "number", "maximum": 2.5}),
        (
            {"$ref": "#/definitions/A", "description": "d", "definitions": {"A": {"type": "string"}}},
            {"$ref": "#/$defs/A", "$defs": {"A": {"type": "string"}}},
        ),
        ({"allOf": [{"type": "object"}, {"properties": {"a": {"const": "x"}}}]}, {"type": "object", "properties": {"a": {"enum": ["x"]}}}),
        ({"type": "array", "items": [{"type": "string"}]}, {"type": "array", "prefixItems": [{"type": "string"}]}),
        ({"type": ["string", "null"], "format": "uri"}, {"type": ["string", "null"], "format": "uri"}),
        (
            {"type": "object", "additionalProperties": {"not": {}, "type": "string"}},
            {"type": "object", "additionalProperties": {"type": "string"}},
        ),
        ({"anyOf": [{"type": "string", "x": 1}], "propertyOrdering": ["a"]}, {"anyOf": [{"type": "string"}], "propertyOrdering": ["a"]}),
    ],
)
def test_json_schema_keeps_what_google_knows(schema: dict[str, Any], taken: dict[str, Any]) -> None:
    assert json_schema(schema) == taken
    if not taken.keys() & {"prefixItems", "propertyOrdering"}:
        JSONSchema.model_validate(taken)


def test_nothing_of_the_callers_is_changed() -> None:
    schema = {"type": "object", "properties": {"a": {"const": 1}}, "allOf": [{"required": ["a"]}]}
    before = repr(schema)
    json_schema(schema)
    assert repr(schema) == before
