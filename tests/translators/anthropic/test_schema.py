"""One keyword of JSON schema after another: what it becomes, or that it cannot be said."""

from __future__ import annotations

from typing import Any

import pytest

from translators.anthropic.schema import arguments, lowered


def of(schema: Any) -> dict[str, Any]:
    """An object with one field of this schema."""
    return {"type": "object", "properties": {"a": schema}, "required": ["a"], "additionalProperties": False}


STRING = {"type": "string"}
BECOMES: list[tuple[str, Any, Any]] = [
    ("type", {"type": "integer"}, {"type": "integer"}),
    ("type null", {"type": "null"}, {"type": "null"}),
    ("several types", {"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ("several types with keywords", {"type": ["string", "integer"], "format": "date", "description": "d"},
     {"anyOf": [{"type": "string", "format": "date"}, {"type": "integer"}], "description": "d"}),
    ("enum", {"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}),
    ("const", {"type": "string", "const": "a"}, {"const": "a"}),
    ("title, description", {**STRING, "title": "t", "description": "d"}, {**STRING, "title": "t", "description": "d"}),
    ("default", {**STRING, "default": "x"}, STRING),
    ("$schema, $id", {**STRING, "$schema": "s", "$id": "i"}, STRING),
    ("examples", {**STRING, "examples": ["x"]}, STRING),
    ("known format", {**STRING, "format": "date-time"}, {**STRING, "format": "date-time"}),
    ("unknown format", {**STRING, "format": "phone"}, {**STRING, "description": '(format: "phone")'}),
    ("pattern", {**STRING, "pattern": "^a$"}, {**STRING, "description": '(pattern: "^a$")'}),
    ("length", {**STRING, "minLength": 1, "maxLength": 3}, {**STRING, "description": "(minLength: 1; maxLength: 3)"}),
    ("range", {"type": "number", "minimum": 0, "maximum": 9, "description": "d"},
     {"type": "number", "description": "d (minimum: 0; maximum: 9)"}),
    ("multipleOf", {"type": "number", "multipleOf": 2}, {"type": "number", "description": "(multipleOf: 2)"}),
    ("items", {"type": "array", "items": {**STRING, "default": "x"}}, {"type": "array", "items": STRING}),
    ("minItems of 1", {"type": "array", "items": STRING, "minItems": 1}, {"type": "array", "items": STRING, "minItems": 1}),
    ("minItems of 2", {"type": "array", "items": STRING, "minItems": 2},
     {"type": "array", "items": STRING, "description": "(minItems: 2)"}),
    ("maxItems", {"type": "array", "items": STRING, "maxItems": 2}, {"type": "array", "items": STRING, "description": "(maxItems: 2)"}),
    ("uniqueItems", {"type": "array", "items": STRING, "uniqueItems": True},
     {"type": "array", "items": STRING, "description": "(uniqueItems: true)"}),
    ("properties", {"type": "object", "properties": {"b": STRING}},
     {"type": "object", "properties": {"b": STRING}, "additionalProperties": False}),
    ("properties alone", {"properties": {"b": STRING}}, {"type": "object", "properties": {"b": STRING}, "additionalProperties": False}),
    ("additionalProperties", {"type": "object", "properties": {"b": STRING}, "additionalProperties": True},
     {"type": "object", "properties": {"b": STRING}, "additionalProperties": False}),
    ("required", {"type": "object", "properties": {"b": STRING}, "required": ["b", "c"]},
     {"type": "object", "properties": {"b": STRING}, "required": ["b"], "additionalProperties": False}),
    ("an object without fields", {"type": "object", "additionalProperties": False},
     {"type": "object", "properties": {}, "additionalProperties": False}),
    ("anyOf", {"anyOf": [STRING, {"type": "null"}]}, {"anyOf": [STRING, {"type": "null"}]}),
    ("oneOf", {"oneOf": [STRING, {"type": "null"}]}, {"anyOf": [STRING, {"type": "null"}]}),
    ("allOf", {"allOf": [STRING]}, {"allOf": [STRING]}),
]  # fmt: skip
CANNOT: list[tuple[str, Any]] = [
    ("any value", {}),
    ("true", True),
    ("an enum of objects", {"enum": [{"a": 1}]}),
    ("a const that is an object", {"const": {"a": 1}}),
    ("a map of unknown names", {"type": "object", "additionalProperties": STRING}),
    ("patternProperties", {"type": "object", "properties": {"b": STRING}, "patternProperties": {"^x": STRING}}),
    ("any object", {"type": "object"}),
    ("items of any kind", {"type": "array"}),
    ("prefixItems", {"type": "array", "prefixItems": [STRING], "items": STRING}),
    ("an outside reference", {"$ref": "https://example.com/s.json"}),
    ("a reference to the root", {"$ref": "#"}),
    ("properties beside anyOf", {"type": "object", "properties": {"b": STRING}, "anyOf": [STRING]}),
    ("an unknown type", {"type": "tuple"}),
]


@pytest.mark.parametrize(("schema", "plain"), [row[1:] for row in BECOMES], ids=[row[0] for row in BECOMES])
def test_a_keyword_becomes(schema: Any, plain: Any) -> None:
    """Itself, another, or words."""
    assert lowered(of(schema)) == of(plain)


@pytest.mark.parametrize("schema", [row[1] for row in CANNOT], ids=[row[0] for row in CANNOT])
def test_what_cannot_be_said_is_not_said_wrongly(schema: Any) -> None:
    """A hidden tool takes any schema."""
    assert lowered(of(schema)) is None


def test_only_an_object_is_a_root() -> None:
    """An answer of another kind is wrapped, elsewhere."""
    assert lowered({"type": "array", "items": STRING}) is None
    assert lowered({"anyOf": [of(STRING)]}) is None


def test_definitions_stay_and_may_not_lead_back_to_themselves() -> None:
    """Recursion is refused."""
    schema = {**of({"$ref": "#/$defs/leaf"}), "$defs": {"leaf": {**STRING, "default": "x"}}}
    assert lowered(schema) == {**of({"$ref": "#/$defs/leaf"}), "$defs": {"leaf": STRING}}
    tree = {"type": "object", "properties": {"of": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}, "additionalProperties": False}
    assert lowered({**of({"$ref": "#/$defs/tree"}), "$defs": {"tree": tree}}) is None


def test_arguments_never_begin_with_a_choice_of_shapes() -> None:
    """That is refused at the top, and only there."""
    assert arguments(None) == {"type": "object", "properties": {}}
    assert arguments({"properties": {"a": {"anyOf": [STRING]}}}) == {"type": "object", "properties": {"a": {"anyOf": [STRING]}}}
    assert arguments({"oneOf": [{"properties": {"a": STRING}, "required": ["a"]}, {"properties": {"b": STRING}}], "description": "d"}) == {
        "type": "object",
        "description": "d",
        "properties": {"a": STRING, "b": STRING},
    }
    assert arguments({"allOf": [{"properties": {"a": STRING}, "required": ["a"]}], "required": ["c"]})["required"] == ["a", "c"]
