"""JSON schema for models that know little of it, keyword by keyword."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai.types import Schema

from translators.gemini.lowering import lowered

OBJECT = {"type": "OBJECT"}


@pytest.mark.parametrize(
    ("schema", "lower"),
    [
        pytest.param({"type": "string"}, {"type": "STRING"}, id="type"),
        pytest.param({"type": ["string", "null"]}, {"type": "STRING", "nullable": True}, id="type list with null"),
        pytest.param(
            {"type": ["string", "integer"], "minLength": 2, "description": "d"},
            {"anyOf": [{"type": "STRING", "minLength": 2, "description": "d"}, {"type": "INTEGER", "description": "d"}]},
            id="type list",
        ),
        pytest.param(
            {"type": ["array", "object", "null"], "items": {"type": "number"}, "properties": {"a": {"type": "boolean"}}},
            {
                "anyOf": [
                    {"type": "ARRAY", "items": {"type": "NUMBER"}, "nullable": True},
                    {"type": "OBJECT", "properties": {"a": {"type": "BOOLEAN"}}, "nullable": True},
                ]
            },
            id="type list with null and what belongs to each",
        ),
        pytest.param(
            {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "T"},
            {"type": "STRING", "nullable": True, "title": "T"},
            id="anyOf null",
        ),
        pytest.param({"anyOf": [{"type": "null"}]}, {"type": "STRING", "nullable": True}, id="anyOf only null"),
        pytest.param(
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "description": "d", "default": 1},
            {"anyOf": [{"type": "STRING", "description": "d"}, {"type": "INTEGER", "description": "d"}]},
            id="anyOf stands alone",
        ),
        pytest.param({"oneOf": [{"type": "string"}, {"type": "number"}]}, {"anyOf": [{"type": "STRING"}, {"type": "NUMBER"}]}, id="oneOf"),
        pytest.param(
            {
                "allOf": [
                    {"properties": {"a": {"type": "string"}}, "required": ["a"]},
                    {"properties": {"b": {"type": "string"}}, "required": ["b"]},
                ]
            },
            {"type": "OBJECT", "properties": {"a": {"type": "STRING"}, "b": {"type": "STRING"}}, "required": ["a", "b"]},
            id="allOf",
        ),
        pytest.param({"enum": ["a", "b", ""]}, {"type": "STRING", "enum": ["a", "b"]}, id="enum without type or empty words"),
        pytest.param({"enum": ["a", None]}, {"type": "STRING", "enum": ["a"], "nullable": True}, id="enum with null"),
        pytest.param({"type": "integer", "enum": [1, 2]}, {"type": "INTEGER", "description": "One of: 1, 2"}, id="enum of numbers"),
        pytest.param({"const": "a"}, {"type": "STRING", "enum": ["a"]}, id="const"),
        pytest.param(
            {"const": True, "description": "d"}, {"type": "BOOLEAN", "description": "d (Always True)"}, id="const that is no word"
        ),
        pytest.param({"type": "object", "additionalProperties": False}, OBJECT, id="additionalProperties"),
        pytest.param({"type": "object", "additionalProperties": {"type": "string"}}, OBJECT, id="additionalProperties of a kind"),
        pytest.param({"type": "object", "properties": {}}, OBJECT, id="no properties"),
        pytest.param({"properties": {"a": {}}}, {"type": "OBJECT", "properties": {"a": OBJECT}}, id="properties without type"),
        pytest.param(
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a", "gone"]},
            {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "required": ["a"]},
            id="required that is not there",
        ),
        pytest.param({"type": "array"}, {"type": "ARRAY", "items": OBJECT}, id="array without items"),
        pytest.param({"type": "array", "items": {}}, {"type": "ARRAY", "items": OBJECT}, id="empty items"),
        pytest.param(
            {"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}]},
            {"type": "ARRAY", "items": {"anyOf": [{"type": "STRING"}, {"type": "NUMBER"}]}},
            id="prefixItems",
        ),
        pytest.param(
            {"type": "array", "items": [{"type": "string"}, {"type": "string"}]},
            {"type": "ARRAY", "items": {"type": "STRING"}},
            id="items list",
        ),
        pytest.param({"type": "string", "format": "date-time"}, {"type": "STRING", "format": "date-time"}, id="format"),
        pytest.param({"type": "string", "format": "uri"}, {"type": "STRING", "description": "Format: uri"}, id="format nobody knows"),
        pytest.param({"type": "integer", "format": "int64"}, {"type": "INTEGER", "format": "int64"}, id="format of a number"),
        pytest.param(
            {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9},
            {"type": "INTEGER", "minimum": 1, "maximum": 8},
            id="exclusive",
        ),
        pytest.param({"type": "number", "exclusiveMinimum": 0}, {"type": "NUMBER", "minimum": 0}, id="exclusive of fractions"),
        pytest.param(
            {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "a+", "default": "a", "title": "T"},
            {"type": "STRING", "minLength": 1, "maxLength": 5, "pattern": "a+", "default": "a", "title": "T"},
            id="kept",
        ),
        pytest.param(
            {"type": "string", "$schema": "x", "examples": ["a"], "readOnly": True, "x-mine": 1}, {"type": "STRING"}, id="unknown"
        ),
        pytest.param({"type": "number", "multipleOf": 2, "not": {"const": 3}, "if": {}}, {"type": "NUMBER"}, id="what cannot be said"),
        pytest.param({"description": "any"}, {"type": "STRING", "description": "any"}, id="nothing but words"),
    ],
)
def test_each_keyword_is_said_so_that_it_is_understood(schema: dict[str, Any], lower: dict[str, Any]) -> None:
    assert lowered(schema) == lower
    Schema.model_validate(lower)


def test_references_are_followed_with_what_stands_beside_them() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A", "description": "mine"}, "b": {"anyOf": [{"$ref": "#/definitions/B"}, {"type": "null"}]}},
        "$defs": {"A": {"type": "object", "properties": {"x": {"$ref": "#/definitions/B"}}}},
        "definitions": {"B": {"type": "integer"}},
    }
    assert lowered(schema)["properties"] == {
        "a": {"type": "OBJECT", "description": "mine", "properties": {"x": {"type": "INTEGER"}}},
        "b": {"type": "INTEGER", "nullable": True},
    }


def test_a_schema_inside_itself_ends() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "all": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}}
    end = {"type": "OBJECT", "description": "Another Node"}
    lower = lowered({"$ref": "#/$defs/Node", "$defs": {"Node": node}})
    assert lower == {"type": "OBJECT", "properties": {"next": end, "all": {"type": "ARRAY", "items": end}}}
    assert lowered({"type": "object", "properties": {"me": {"$ref": "#"}}})["properties"]["me"]["properties"]["me"]["type"] == "OBJECT"


def test_a_reference_to_nothing_is_any_object() -> None:
    assert lowered({"$ref": "#/$defs/Gone"})["type"] == "OBJECT"
    assert lowered({"allOf": [{"$ref": "#/$defs/Gone"}]})["type"] == "STRING"


def test_the_answers_properties_come_in_the_order_they_are_written() -> None:
    schema = {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "string"}}}
    assert lowered(schema, ordered=True)["propertyOrdering"] == ["b", "a"]
    assert "propertyOrdering" not in lowered(schema)
    assert lowered(schema | {"propertyOrdering": ["a", "b"]})["propertyOrdering"] == ["a", "b"]
